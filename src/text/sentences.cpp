#include "text/sentences.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "text/chars.hpp"
#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace parley::text {
namespace {

// Folded, without the last stop, in byte order.
constexpr std::string_view kAbbreviations[] = {
    "abb", "ap",   "approx", "apt",  "av",   "avda", "avv",    "blvd", "bzgl", "bzw", "ca",
    "cf",  "d.h",  "dept",   "dipl", "dna",  "dott", "dr",     "dra",  "dto",  "e.g", "ej",
    "env", "esq",  "evtl",   "excl", "exma", "exmo", "exkl",   "gen",  "ggf",  "hr",  "hrn",
    "i.e", "incl", "ing",    "inkl", "jr",   "lic",  "messrs", "mind", "mlle", "mme", "mons",
    "mr",  "mrs",  "ms",     "nb",   "p.ej", "p.es", "p.ex",   "prof", "resp", "rev", "sgt",
    "sig", "sigg", "sog",    "sr",   "sra",  "srta", "st",     "ste",  "u.a",  "ud",  "uds",
    "v.a", "vd",   "vds",    "vgl",  "vs",   "z.b",  "zzgl",
};

// They may also be the last word: then a capital letter behind them begins the next sentence.
constexpr std::string_view kLastWords[] = {
    "a.m", "bros", "co",  "corp", "ecc", "etc", "inc", "lda",
    "ltd", "ltda", "p.m", "plc",  "str", "u.s", "usw",
};

// Abbreviations only in front of a number: "No. 5", "S. 12", "art. 3".
constexpr std::string_view kBeforeNumbers[] = {
    "abs", "art", "cap", "ch",   "fig", "kap", "max", "min", "no",  "nr",
    "num", "p",   "pag", "pags", "pos", "pp",  "s",   "sec", "tel", "vol",
};

constexpr std::string_view kGermanMonths[] = {
    "april", "august", "dezember", "februar",  "januar",  "janner",    "juli",
    "juni",  "mai",    "marz",     "november", "oktober", "september",
};

// After these a number with a stop is an ordinal.
constexpr std::string_view kGermanBeforeOrdinals[] = {
    "ab",  "am",   "beim",  "bis",   "das",   "dem",   "den",  "der", "des", "die", "im",
    "ins", "jede", "jedem", "jeden", "jeder", "jedes", "seit", "vom", "zum", "zur",
};

// After these a single capital letter is a size or a grade, not an initial.
constexpr std::string_view kBeforeGrades[] = {
    "and",    "are",   "e",    "es", "est", "et",   "is",    "ist",
    "letter", "o",     "oder", "or", "ou",  "size", "sind",  "taglia",
    "taille", "talla", "than", "to", "und", "was",  "width", "y",
};

constexpr std::size_t kMaxTokenBytes = 32;

template <std::size_t N>
bool contains(const std::string_view (&list)[N], std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

constexpr bool is_line_end(char32_t c) {
  return c == U'\n' || c == U'\r' || c == 0x2028 || c == 0x2029;
}
constexpr bool is_wide_stop(char32_t c) {
  return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF61;
}
constexpr bool is_stop(char32_t c) {
  return c == U'.' || c == U'!' || c == U'?' || c == 0x2026;
}
constexpr bool is_closer(char32_t c) {
  switch (c) {
    case U'"':
    case U'\'':
    case U')':
    case U']':
    case 0x00BB:  // »
    case 0x2019:
    case 0x201C:  // closes in German
    case 0x201D:
    case 0x203A:  // ›
    case 0x300D:  // 」
    case 0x300F:  // 』
    case 0xFF09:
      return true;
    default:
      return false;
  }
}
constexpr bool is_opener(char32_t c) {
  switch (c) {
    case U'"':
    case U'\'':
    case U'(':
    case U'[':
    case 0x00A1:  // ¡
    case 0x00AB:  // «
    case 0x00BF:  // ¿
    case 0x2018:
    case 0x201C:
    case 0x201E:  // „
      return true;
    default:
      return false;
  }
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Splitter {
 public:
  explicit Splitter(std::string_view s) : s_(s) {}

  std::vector<Span> run() {
    while (at_ < s_.size()) {
      const std::size_t here = at_;
      const char32_t c = next(s_, at_);
      if (is_line_end(c)) {
        cut(here);
        begin_ = at_;
      } else if (is_wide_stop(c)) {
        skip_stops();
        skip_closers();
        cut(at_);
      } else if (is_stop(c)) {
        const bool many = skip_stops();
        const std::size_t closers = skip_closers();
        if (ends(here, c, many, closers)) cut(at_);
      }
    }
    cut(s_.size());
    return std::move(out_);
  }

 private:
  void cut(std::size_t end) {
    const std::string_view all = s_.substr(begin_, end - begin_);
    std::size_t first = 0;
    while (first < all.size()) {
      std::size_t after = first;
      if (!is_space(next(all, after))) break;
      first = after;
    }
    std::size_t last = first;
    for (std::size_t i = first; i < all.size();) {
      if (!is_space(next(all, i))) last = i;
    }
    if (last > first) out_.push_back({begin_ + first, last - first});
    begin_ = end;
  }

  bool skip_stops() noexcept {
    const std::size_t start = at_;
    while (at_ < s_.size()) {
      std::size_t after = at_;
      const char32_t c = next(s_, after);
      if (!is_stop(c) && !is_wide_stop(c)) break;
      at_ = after;
    }
    return at_ != start;
  }

  std::size_t skip_closers() noexcept {
    const std::size_t start = at_;
    while (at_ < s_.size()) {
      std::size_t after = at_;
      if (!is_closer(next(s_, after)) && !skip_french_closer(after)) break;
      at_ = after;
    }
    return at_ - start;
  }

  // French sets a blank before »; one that has a blank on both sides closes.
  bool skip_french_closer(std::size_t& after) const noexcept {
    std::size_t i = at_;
    const char32_t blank = next(s_, i);
    if (!is_space(blank) || is_line_end(blank) || i == s_.size()) return false;
    if (next(s_, i) != 0x00BB) return false;
    after = i;
    return i == s_.size() || is_space(next(s_, i));
  }

  // The first letter or digit behind at_ on this line, past blanks and openers; 0 when there is
  // none.
  char32_t following() const noexcept {
    for (std::size_t i = at_; i < s_.size();) {
      const char32_t c = next(s_, i);
      if (is_line_end(c)) return 0;
      if (!is_space(c) && !is_opener(c)) return c;
    }
    return 0;
  }

  std::string following_word() const {
    std::size_t i = at_;
    while (i < s_.size() && is_blank(s_[i]))
      ++i;
    const std::size_t start = i;
    while (i < s_.size() && i - start < kMaxTokenBytes) {
      std::size_t after = i;
      if (!is_word(next(s_, after))) break;
      i = after;
    }
    return fold_plain(s_.substr(start, i - start));
  }

  // What stands between the last blank of this sentence and `end`, openers apart.
  std::string_view token_before(std::size_t end) const noexcept {
    std::size_t first = end;
    while (first > begin_ && !is_blank(s_[first - 1]) && end - first < kMaxTokenBytes)
      --first;
    std::string_view token = s_.substr(first, end - first);
    while (!token.empty()) {
      std::size_t after = 0;
      if (!is_opener(next(token, after))) break;
      token.remove_prefix(after);
    }
    return token;
  }

  std::string word_before(std::string_view token) const {
    auto end = static_cast<std::size_t>(token.data() - s_.data());
    while (end > begin_ && is_blank(s_[end - 1]))
      --end;
    return fold_plain(token_before(end));
  }

  bool ends(std::size_t stop, char32_t c, bool many, std::size_t closers) const {
    if (at_ == s_.size()) return true;
    std::size_t after = at_;
    if (!is_space(next(s_, after))) return false;
    const char32_t behind = following();
    if (behind == 0) return true;
    if (c == U'!' || c == U'?') return closers == 0 || !is_lower(behind);
    if (is_lower(behind)) return false;
    return many || c != U'.' || full_stop_ends(stop, behind);
  }

  // A small letter of an alphabet that has capital ones: Latin, Greek, Cyrillic, Armenian.
  static bool is_lower(char32_t c) {
    const bool cased = c < 0x0590 || (c >= 0x1E00 && c < 0x2000);
    return cased && is_word(c) && !is_upper(c) && !(c >= U'0' && c <= U'9');
  }

  bool full_stop_ends(std::size_t stop, char32_t behind) const {
    const std::string_view token = token_before(stop);
    if (token.empty()) return true;
    if (std::all_of(token.begin(), token.end(), is_digit)) return !is_ordinal(token);
    const std::string word = fold_plain(token);
    const bool number = behind < 0x80 && is_digit(static_cast<char>(behind));
    if (number && contains(kBeforeNumbers, word)) return false;
    if (contains(kLastWords, word)) return is_upper(behind);
    if (contains(kAbbreviations, word)) return false;
    return !is_initial(token);
  }

  bool is_ordinal(std::string_view digits) const {
    if (digits.size() > 3) return false;
    const std::string before = word_before(digits);
    return before.empty() || contains(kGermanMonths, following_word()) ||
           contains(kGermanBeforeOrdinals, before);
  }

  // "J", "J.R", the "z" and "B" of "z. B."; but not the pronoun "I".
  bool is_initial(std::string_view token) const {
    const std::size_t dot = token.rfind('.');
    const std::string_view letter = token.substr(dot == std::string_view::npos ? 0 : dot + 1);
    std::size_t after = 0;
    if (letter.empty() || letter == "I") return false;
    const char32_t c = next(letter, after);
    if (after != letter.size() || !is_word(c) || is_unspaced(c)) return false;
    return !is_upper(c) || !contains(kBeforeGrades, word_before(token));
  }

  std::string_view s_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::vector<Span> out_;
};

}  // namespace

std::vector<Span> sentences(std::string_view plain) {
  return Splitter(plain).run();
}

}  // namespace parley::text
