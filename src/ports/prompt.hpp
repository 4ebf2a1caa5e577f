#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace parley {

// Who is behind a text. A writing tool refuses arguments that came from a document or a tool.
enum class Origin : std::uint8_t { operator_, customer, document, tool, engine };

// How often a section's text changes. Sections are ordered by it, so that a provider's cache hits on the longest prefix.
enum class Volatility : std::uint8_t { frozen, session, turn };

enum class Role : std::uint8_t { system, user, assistant };

struct PromptSection {
  std::string name;  // "persona", "evidence", "history" …
  Role role = Role::system;
  Origin origin = Origin::operator_;
  Volatility volatility = Volatility::frozen;
  std::string text;
  std::int32_t tokens = 0;  // estimate
};

// Provider-neutral: instructions first, then the conversation, the customer's question last.
struct Prompt {
  std::vector<PromptSection> sections;
  std::int32_t tokens = 0;
  std::int32_t cache_boundary = 0;      // sections before this index are the same in the session's next turn
  std::vector<std::string> left_out;    // names of what the budget did not hold
};

}  // namespace parley
