#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley::retrieval {

inline constexpr std::size_t kMaxHtmlDepth = 100;

// HTML with what carries text only: no comments, scripts, styles, attributes or inline markup, and
// nothing nested deeper than kMaxHtmlDepth, so that the tree (which the parser frees by recursion)
// stays shallow and small. Linear time.
std::string bound_html(std::string_view html);

}  // namespace parley::retrieval
