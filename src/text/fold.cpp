#include "text/fold.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <utf8proc.h>

#include "text/chars.hpp"
#include "text/utf8.hpp"

namespace parley::text {
namespace {

// The longest decomposition of one character has 18 code points.
constexpr std::size_t kMaxDecomposed = kMaxCluster * 18;

constexpr char fold_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

constexpr bool is_apostrophe(char32_t c) {
  return c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x02BC || c == 0x00B4 || c == 0xFF07;
}

// Marks a reader leaves out: combining diacritics of Latin, Greek and Cyrillic, vowel points of
// Hebrew and Arabic.
constexpr bool is_plain_dropped(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0591 && c <= 0x05C7 && c != 0x05BE) ||
         (c >= 0x064B && c <= 0x065F) || c == 0x0670 || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE20 && c <= 0xFE2F);
}

// May melt into the character before it when composed: marks, the later parts of Hangul syllables,
// half-width voicing.
bool continues(char32_t c) noexcept {
  if (c < 0x300) return false;
  return is_mark(c) || (c >= 0x1160 && c <= 0x11FF) || (c >= 0x3131 && c <= 0x318E) ||
         (c >= 0xFF9E && c <= 0xFFDC);
}

class Cluster {
 public:
  // Takes the character at `at` (not ASCII, or followed by what melts into it) and moves `at`
  // behind it and its marks.
  void read(std::string_view s, std::size_t& at) noexcept {
    length_ = 0;
    add(next(s, at));
    for (std::size_t taken = 1; taken < kMaxCluster && at < s.size() && !is_ascii(s[at]); ++taken) {
      std::size_t after = at;
      const char32_t c = next(s, after);
      if (!continues(c)) break;
      add(c);
      at = after;
    }
  }

  void write(bool plain, std::string& out) noexcept {
    order();
    if (plain) drop_accents();
    if (length_ > 1) compose();
    for (std::size_t i = 0; i < length_; ++i)
      append(out, static_cast<char32_t>(codes_[i]));
  }

 private:
  void add(char32_t c) noexcept {
    if (is_apostrophe(c)) c = U'\'';
    int boundary = 0;
    constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                                             UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    const auto room = static_cast<utf8proc_ssize_t>(codes_.size() - length_);
    const utf8proc_ssize_t count = utf8proc_decompose_char(
        static_cast<utf8proc_int32_t>(c), codes_.data() + length_, room, kOptions, &boundary);
    if (count <= 0 || count > room) return;
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
      if (is_apostrophe(static_cast<char32_t>(codes_[length_]))) codes_[length_] = '\'';
      ++length_;
    }
  }

  static int rank(utf8proc_int32_t c) noexcept {
    return c < 0x300 ? 0 : utf8proc_get_property(c)->combining_class;
  }

  // Canonical order: marks by combining class, each in its run, equal ones as they came.
  void order() noexcept {
    for (std::size_t i = 1; i < length_; ++i) {
      const int own = rank(codes_[i]);
      if (own == 0) continue;
      for (std::size_t j = i; j > 0 && rank(codes_[j - 1]) > own; --j) {
        std::swap(codes_[j - 1], codes_[j]);
      }
    }
  }

  void drop_accents() noexcept {
    const auto end = codes_.begin() + static_cast<std::ptrdiff_t>(length_);
    const auto kept = std::remove_if(codes_.begin(), end, [](utf8proc_int32_t c) {
      return is_plain_dropped(static_cast<char32_t>(c));
    });
    length_ = static_cast<std::size_t>(kept - codes_.begin());
  }

  void compose() noexcept {
    constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    const auto count =
        utf8proc_normalize_utf32(codes_.data(), static_cast<utf8proc_ssize_t>(length_), kOptions);
    if (count >= 0) length_ = static_cast<std::size_t>(count);
  }

  std::array<utf8proc_int32_t, kMaxDecomposed> codes_;
  std::size_t length_ = 0;
};

// End of the run of ASCII from `at` whose characters can be folded one by one: an ASCII character
// before something else is left out when that is a mark, which may melt into it.
std::size_t ascii_run(std::string_view s, std::size_t at) noexcept {
  std::size_t end = at;
  while (end < s.size() && is_ascii(s[end]))
    ++end;
  if (end == at || end == s.size()) return end;
  std::size_t after = end;
  return continues(next(s, after)) ? end - 1 : end;
}

void append_ascii(std::string_view run, std::string& out) {
  const std::size_t start = out.size();
  out.append(run);
  std::transform(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
                 out.begin() + static_cast<std::ptrdiff_t>(start), fold_ascii);
}

// Walks over s, handing each folded piece to the output: on_ascii(begin, end) and on_cluster(begin,
// end) are told the source bytes after the folded ones were appended to `out`.
template <class OnAscii, class OnCluster>
void walk(std::string_view s, bool plain, std::string& out, OnAscii&& on_ascii,
          OnCluster&& on_cluster) {
  std::size_t at = 0;
  std::size_t end = ascii_run(s, at);
  append_ascii(s.substr(0, end), out);
  on_ascii(at, end);
  at = end;
  if (at == s.size()) return;
  Cluster cluster;
  while (at < s.size()) {
    const std::size_t begin = at;
    cluster.read(s, at);
    cluster.write(plain, out);
    on_cluster(begin, at);
    end = ascii_run(s, at);
    append_ascii(s.substr(at, end - at), out);
    on_ascii(at, end);
    at = end;
  }
}

constexpr auto kIgnore = [](std::size_t, std::size_t) {};

}  // namespace

std::string fold(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  walk(s, false, out, kIgnore, kIgnore);
  return out;
}

std::string fold_plain(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  fold_plain_into(s, out);
  return out;
}

void fold_plain_into(std::string_view s, std::string& out) {
  walk(s, true, out, kIgnore, kIgnore);
}

void fold_plain_mapped(std::string_view s, FoldMap& map) {
  map.folded.clear();
  map.origin.clear();
  map.origin.reserve(s.size() + 1);
  walk(
      s, true, map.folded,
      [&map](std::size_t begin, std::size_t end) {
        for (; begin < end; ++begin)
          map.origin.push_back(static_cast<std::uint32_t>(begin));
      },
      [&map](std::size_t begin, std::size_t) {
        map.origin.resize(map.folded.size(), static_cast<std::uint32_t>(begin));
      });
  map.origin.push_back(static_cast<std::uint32_t>(s.size()));
}

}  // namespace parley::text
