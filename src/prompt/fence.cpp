#include "prompt/fence.hpp"

#include <algorithm>

namespace parley::prompt {

namespace {

// Both signs begin with the same two bytes.
constexpr std::string_view kCommon = kOpenSign.substr(0, 2);
constexpr std::size_t kSignSize = kOpenSign.size();

}  // namespace

void Writer::put(std::string_view ours) {
  const std::size_t size = std::min(ours.size(), static_cast<std::size_t>(end_ - at_));
  at_ = std::copy_n(ours.begin(), size, at_);
}

void Writer::put_foreign(std::string_view text) {
  std::size_t from = 0;
  for (std::size_t at = text.find(kCommon); at != std::string_view::npos;
       at = text.find(kCommon, at + 1)) {
    const std::string_view sign = text.substr(at, kSignSize);
    if (sign != kOpenSign && sign != kCloseSign) continue;
    put(text.substr(from, at - from));
    put(sign == kOpenSign ? "[" : "]");
    from = at + kSignSize;
  }
  put(text.substr(from));
}

void Writer::put_foreign_line(std::string_view text) {
  char* const from = at_;
  put_foreign(text);
  std::replace_if(from, at_, [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

}  // namespace parley::prompt
