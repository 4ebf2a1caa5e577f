#include "llm/openai/text_joiner.hpp"

#include <algorithm>

#include "json/reader.hpp"
#include "text/utf8.hpp"

namespace parley::llm::openai {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

std::size_t size_by_lead(unsigned lead) {
  if (lead < 0xC2 || lead > 0xF4) return 1;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// A half of a surrogate pair in three bytes, as unescape() writes it.
bool is_half(std::string_view text, std::size_t at) {
  return at + 3 <= text.size() && byte_at(text, at) == 0xED && byte_at(text, at + 1) >= 0xA0;
}

bool is_high_half(std::string_view text, std::size_t at) {
  return is_half(text, at) && byte_at(text, at + 1) < 0xB0;
}

// Where a character begins that the next piece may complete; the size of the text if none does.
std::size_t begun_at(std::string_view text) {
  const std::size_t first = text.size() - std::min<std::size_t>(text.size(), 3);
  for (std::size_t at = first; at < text.size(); ++at) {
    const std::size_t size = size_by_lead(byte_at(text, at));
    if (at + size > text.size() || (at + 3 == text.size() && is_high_half(text, at))) return at;
  }
  return text.size();
}

char32_t half_value(std::string_view text, std::size_t at) {
  return (byte_at(text, at + 1) & 0x0F) << 6 | (byte_at(text, at + 2) & 0x3F);
}

// Pairs become the character that they mean, halves alone U+FFFD.
std::string with_pairs(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (is_high_half(text, at) && is_half(text, at + 3) && !is_high_half(text, at + 3)) {
      const char32_t high = half_value(text, at);
      text::append(out, 0x10000 + (high << 10) + half_value(text, at + 3));
      at += 6;
    } else if (is_half(text, at)) {
      out.append(kReplacement);
      at += 3;
    } else {
      out.push_back(text[at++]);
    }
  }
  return out;
}

}  // namespace

void TextJoiner::add(std::string& out, std::string_view raw) {
  const std::size_t before = out.size();
  const bool escaped = raw.find('\\') != std::string_view::npos;
  if (begun_.empty()) {
    escaped ? json::unescape(out, raw) : void(out.append(raw));
    if (text::is_valid(std::string_view(out).substr(before))) return;
    begun_.assign(out, before);
    out.resize(before);
  } else {
    json::unescape(begun_, raw);
  }
  const std::size_t rest = begun_at(begun_);
  out.append(text::repair(with_pairs(std::string_view(begun_).substr(0, rest))));
  begun_.erase(0, rest);
}

void TextJoiner::end(std::string& out) {
  if (!begun_.empty()) out.append(kReplacement);
  begun_.clear();
}

}  // namespace parley::llm::openai
