#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

// Who is behind a text. A writing tool refuses arguments that came from a document or a tool.
enum class Origin : std::uint8_t { operator_, customer, document, tool, engine };

// How often a section's text changes. Sections are ordered by it, so that a provider's cache hits
// on the longest prefix.
enum class Volatility : std::uint8_t { frozen, session, turn };

enum class Role : std::uint8_t { system, user, assistant };

// Name and text point into what the Prompt owns.
struct PromptSection {
  std::string_view name;  // "persona", "evidence", "history" …
  Role role = Role::system;
  Origin origin = Origin::operator_;
  Volatility volatility = Volatility::frozen;
  std::string_view text;
  std::int32_t tokens = 0;  // estimate
};

// Provider-neutral: frozen, then session instructions, then the conversation, then what belongs to
// this turn alone, the customer's question last. Movable, not copyable; immutable once assembled,
// so it may be shared between threads.
struct Prompt {
  std::vector<PromptSection> sections;
  std::int32_t tokens = 0;
  std::int32_t cache_boundary =
      0;  // sections before this index are the same in the session's next turn
  std::vector<std::string> left_out;  // names of what the budget did not hold

  std::shared_ptr<const void> prepared;    // owns the sections before the boundary
  std::unique_ptr<const char[]> own_text;  // owns the others
};

}  // namespace parley
