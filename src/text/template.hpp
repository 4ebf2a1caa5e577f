#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace parley::text {

// Replaces each {name} by its value, once: values are not looked into. A name is [A-Za-z0-9_.]+;
// unknown names and any other brace stay as they stand. When a name is given twice the first one
// counts.
std::string render(std::string_view tmpl,
                   std::span<const std::pair<std::string_view, std::string_view>> values);

}  // namespace parley::text
