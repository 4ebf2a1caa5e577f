#include "gate/clause_splitter.hpp"

#include <algorithm>
#include <array>

#include "text/utf8.hpp"

namespace parley::gate {

namespace {

constexpr std::array<std::string_view, 52> kAbbreviations = {
    "abs", "approx", "art", "av",   "avda", "bspw", "bzw",  "ca",  "cf",  "dept", "dott",
    "dr",  "dra",    "ed",  "etc",  "evtl", "ext",  "fig",  "ggf", "inc", "incl", "inkl",
    "jr",  "ltd",    "max", "min",  "mio",  "mlle", "mme",  "mr",  "mrs", "ms",   "mwst",
    "no",  "nr",     "num", "p.ej", "p.ex", "pag",  "prof", "sig", "sr",  "sra",  "srta",
    "st",  "str",    "tel", "usw",  "vol",  "vs",   "zzgl", "z.hd"};
constexpr std::size_t kLongestAbbreviation = 6;

bool is_blank(char32_t c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == U'\u3000';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_closer(char32_t c) {
  constexpr std::u32string_view kClosers = U")]}\"'*_»”’“‘›」』）】〉》";
  return kClosers.find(c) != std::u32string_view::npos;
}

// "e.g", "U.S.A": letters with full stops between.
bool is_dotted(std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (i % 2 == 0 ? !is_letter(word[i]) : word[i] != '.') return false;
  }
  return word.size() % 2 == 1;
}

bool is_short_number(std::string_view word) {
  return word.size() <= 2 && std::all_of(word.begin(), word.end(), is_digit);
}

// Whether a full stop behind these bytes belongs to the word before it.
bool ends_abbreviation(std::string_view before) {
  std::size_t size = 0;
  while (size < before.size() && size <= kLongestAbbreviation) {
    const char c = before[before.size() - 1 - size];
    if (!is_letter(c) && !is_digit(c) && c != '.' && static_cast<unsigned char>(c) < 0x80) break;
    ++size;
  }
  if (size == 0 || size > kLongestAbbreviation) return false;
  const std::string_view word = before.substr(before.size() - size);
  if (is_short_number(word) || is_dotted(word)) return true;
  std::array<char, kLongestAbbreviation> small{};
  std::transform(word.begin(), word.end(), small.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::find(kAbbreviations.begin(), kAbbreviations.end(),
                   std::string_view(small.data(), size)) != kAbbreviations.end();
}

std::size_t expected_size(unsigned char lead) {
  if (lead < 0xC2 || lead > 0xF4) return 1;
  return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

}  // namespace

void ClauseSplitter::push(std::string_view piece) {
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    at_ -= begin_;
    tag_ -= std::min(tag_, begin_);
    blank_ -= std::min(blank_, begin_);
    begin_ = 0;
  }
  buffer_.append(piece);
}

bool ClauseSplitter::next(std::string_view& clause) {
  std::size_t end = 0;
  while (at_ < buffer_.size()) {
    skip_plain();
    if (at_ == buffer_.size() || !(closed_ || whole_code_point())) break;
    if (!step(end)) continue;
    clause = std::string_view(buffer_).substr(begin_, end - begin_);
    begin_at(end);
    return true;
  }
  if (!closed_ || begin_ == buffer_.size()) return false;
  clause = std::string_view(buffer_).substr(begin_);
  drop();
  return true;
}

void ClauseSplitter::drop() {
  begin_at(buffer_.size());
}

// Letters and digits decide nothing before the limit: most of a text is only counted.
void ClauseSplitter::skip_plain() {
  if (mark_ != Mark::none || in_tag_ || after_less_) return;
  while (at_ < buffer_.size() && points_ + 1 < kMaxHeld &&
         (is_letter(buffer_[at_]) || is_digit(buffer_[at_]))) {
    ++at_;
    ++points_;
  }
}

// The bytes at at_ say what they are: all of a code point is there, or where it stops being one.
bool ClauseSplitter::whole_code_point() const {
  const std::size_t size = expected_size(static_cast<unsigned char>(buffer_[at_]));
  for (std::size_t i = 1; i < size; ++i) {
    if (at_ + i >= buffer_.size()) return false;
    if ((static_cast<unsigned char>(buffer_[at_ + i]) & 0xC0) != 0x80) return true;
  }
  return true;
}

bool ClauseSplitter::step(std::size_t& end) {
  std::size_t behind = at_;
  const char32_t c = text::next(buffer_, behind);
  if (mark_ != Mark::none && ends_before(c)) {
    end = at_;
    return true;
  }
  if (after_less_ && opens_tag(c)) {
    in_tag_ = true;
    tag_ = at_ - 1;
  }
  after_less_ = c == '<';
  at_ = behind;
  ++points_;
  return in_tag_ ? step_in_tag(c, end) : note(c, end);
}

bool ClauseSplitter::step_in_tag(char32_t c, std::size_t& end) {
  in_tag_ = c != '>' && c != '<' && at_ - tag_ < kMaxTagBytes;
  return !in_tag_ && limit(c, end);
}

// Whether the clause ends at the mark, now that the code point behind it is known.
bool ClauseSplitter::ends_before(char32_t c) {
  if (is_closer(c) || mark_of(c) != Mark::none) return false;
  if (mark_ == Mark::wide || is_blank(c) || c == '<') return true;
  mark_ = Mark::none;
  return false;
}

bool ClauseSplitter::note(char32_t c, std::size_t& end) {
  if (is_blank(c)) {
    blank_ = at_;
    blank_points_ = points_;
  }
  if (c == '\n' && points_ >= kMinClause) {
    end = at_;
    return true;
  }
  const Mark mark = points_ >= kMinClause ? mark_of(c) : Mark::none;
  const bool in_word =
      c == '.' && mark != Mark::none &&
      ends_abbreviation(std::string_view(buffer_).substr(begin_, at_ - 1 - begin_));
  if (in_word) {
    mark_ = Mark::none;
  } else if (mark != Mark::none) {
    mark_ = mark;
  }
  return limit(c, end);
}

ClauseSplitter::Mark ClauseSplitter::mark_of(char32_t c) {
  switch (c) {
    case '.':
    case '!':
    case '?':
    case ';':
    case ':':
    case ',':
    case U'…':
      return Mark::spaced;
    case U'。':
    case U'！':
    case U'？':
    case U'；':
    case U'：':
    case U'，':
    case U'、':
      return Mark::wide;
    default:
      return Mark::none;
  }
}

// A '<' stays with what follows it, so that no tag can hide in a seam.
bool ClauseSplitter::limit(char32_t c, std::size_t& end) const {
  if (points_ < kMaxHeld) return false;
  if (mark_ != Mark::none) {
    end = at_;
  } else if (blank_ > begin_) {
    end = blank_;
  } else {
    end = c == '<' ? at_ - 1 : at_;
  }
  return true;
}

void ClauseSplitter::begin_at(std::size_t end) {
  if (end == blank_ && end < at_) {
    points_ -= blank_points_;
  } else {
    points_ = end < at_ ? 1 : 0;
  }
  at_ = std::max(at_, end);
  begin_ = end;
  blank_ = 0;
  if (begin_ == at_) mark_ = Mark::none;
}

}  // namespace parley::gate
