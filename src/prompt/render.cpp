#include <array>

#include "prompt/assemble.hpp"

namespace parley::prompt {

namespace {

constexpr std::array<std::string_view, 3> kRoles = {"system", "user", "assistant"};
constexpr std::array<std::string_view, 5> kOrigins = {"operator", "customer", "document", "tool",
                                                      "engine"};
constexpr std::array<std::string_view, 3> kVolatilities = {"frozen", "session", "turn"};

void put_section(std::string& out, const PromptSection& section) {
  out.append("--- ").append(section.name);
  out.append(" | ").append(kRoles.at(static_cast<std::size_t>(section.role)));
  out.append(" | ").append(kOrigins.at(static_cast<std::size_t>(section.origin)));
  out.append(" | ").append(kVolatilities.at(static_cast<std::size_t>(section.volatility)));
  out.append(" | ").append(std::to_string(section.tokens)).append(" tokens\n");
  out.append(section.text).append("\n");
}

}  // namespace

std::string render(const Prompt& prompt) {
  std::string out;
  std::int64_t before = 0;
  for (std::size_t i = 0; i <= prompt.sections.size(); ++i) {
    if (static_cast<std::int64_t>(i) == prompt.cache_boundary) {
      out.append("=== cache boundary | ").append(std::to_string(before)).append(" tokens before\n");
    }
    if (i == prompt.sections.size()) break;
    put_section(out, prompt.sections[i]);
    before += prompt.sections[i].tokens;
  }
  out.append("=== ").append(std::to_string(prompt.tokens)).append(" tokens\n");
  for (const std::string& name : prompt.left_out)
    out.append("left out: ").append(name).append("\n");
  return out;
}

}  // namespace parley::prompt
