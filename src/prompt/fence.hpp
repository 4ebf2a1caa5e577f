#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace parley::prompt {

// Signs that only the engine writes into a prompt: U+27E6 and U+27E7, three bytes each.
inline constexpr std::string_view kOpenSign = "⟦";
inline constexpr std::string_view kCloseSign = "⟧";

// Writes into memory that was measured before, so that a prompt costs one allocation however many
// texts it holds. A text of others never grows: a fence sign in it becomes one plain bracket.
class Writer {
 public:
  Writer(char* at, const char* end) : at_(at), end_(end) {}

  const char* at() const { return at_; }
  void put(std::string_view ours);
  void put_foreign(std::string_view text);
  void put_foreign_line(std::string_view text);  // line ends become blanks

  // What has been written since `from`.
  std::string_view since(const char* from) const {
    return {from, static_cast<std::size_t>(at_ - from)};
  }

 private:
  char* at_;
  const char* end_;
};

}  // namespace parley::prompt
