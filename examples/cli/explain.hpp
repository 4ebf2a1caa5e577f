#pragma once

#include <string>

#include "parley/session.hpp"

#include "json/value.hpp"
#include "output.hpp"

namespace parley::cli {

// The view "explain" as a page for people; ends with a line end.
std::string explain_text(const json::Value& view, std::size_t width);

// Of one turn, by number or id.
Result<void> show_explained(Session& session, const json::Value& turn, Output& out);

}  // namespace parley::cli
