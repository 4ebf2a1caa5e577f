#include "text/template.hpp"

#include <algorithm>
#include <cstddef>

namespace parley::text {
namespace {

constexpr bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

}  // namespace

std::string render(std::string_view tmpl,
                   std::span<const std::pair<std::string_view, std::string_view>> values) {
  std::string out;
  out.reserve(tmpl.size());
  std::size_t at = 0;
  while (at < tmpl.size()) {
    const std::size_t brace = std::min(tmpl.find('{', at), tmpl.size());
    out.append(tmpl.substr(at, brace - at));
    if (brace == tmpl.size()) break;
    std::size_t end = brace + 1;
    while (end < tmpl.size() && is_name(tmpl[end]))
      ++end;
    const std::string_view name = tmpl.substr(brace + 1, end - brace - 1);
    const auto value = std::find_if(values.begin(), values.end(),
                                    [&](const auto& pair) { return pair.first == name; });
    const bool closed = end < tmpl.size() && tmpl[end] == '}';
    if (closed && !name.empty() && value != values.end()) {
      out.append(value->second);
      at = end + 1;
    } else {
      out.append(tmpl.substr(brace, end - brace));
      at = end;
    }
  }
  return out;
}

}  // namespace parley::text
