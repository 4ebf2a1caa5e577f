#include "nlp/words.hpp"

#include <utility>

#include "text/chars.hpp"
#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace parley::nlp {
namespace {

constexpr bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

constexpr bool is_ascii_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Cuts a source into words. Holds the buffer of folded letters, so that a run of ASCII words
// allocates nothing.
class Cutter {
 public:
  Cutter(std::string_view source, WordVisitor visitor, void* context)
      : source_(source), visitor_(visitor), context_(context) {}

  void run() {
    while (at_ < source_.size()) {
      if (is_ascii(source_[at_]) && !is_ascii_word(source_[at_])) {
        ++at_;
        continue;
      }
      std::size_t after = at_;
      const char32_t c = text::next(source_, after);
      if (text::is_unspaced(c)) {
        unspaced();
      } else if (text::is_word(c)) {
        spaced();
      } else {
        at_ = after;
      }
    }
  }

 private:
  // A run of letters that blanks bound, or its first kMaxWordBytes.
  void spaced() {
    const std::size_t begin = at_;
    bool ascii = true;
    while (at_ < source_.size()) {
      std::size_t after = at_;
      if (is_ascii(source_[at_])) {
        if (!is_ascii_word(source_[at_])) break;
        ++after;
      } else {
        const char32_t c = text::next(source_, after);
        if (!text::is_word(c) || text::is_unspaced(c)) break;
        ascii = false;
      }
      if (after - begin > kMaxWordBytes) break;
      at_ = after;
    }
    ascii ? emit_ascii(begin, at_) : emit(begin, at_);
  }

  // A run of characters of a script without blanks, each with its marks.
  void unspaced() {
    std::size_t first = at_;
    skip_character();
    if (!at_unspaced()) return emit(first, at_);
    std::size_t second = at_;
    while (at_unspaced()) {
      skip_character();
      emit(first, at_);
      first = std::exchange(second, at_);
    }
  }

  bool at_unspaced() const noexcept {
    std::size_t after = at_;
    return after < source_.size() && text::is_unspaced(text::next(source_, after));
  }

  void skip_character() noexcept {
    text::next(source_, at_);
    for (std::size_t taken = 1; taken < text::kMaxCluster && at_ < source_.size(); ++taken) {
      std::size_t after = at_;
      if (!text::is_mark(text::next(source_, after))) return;
      at_ = after;
    }
  }

  void emit_ascii(std::size_t begin, std::size_t end) {
    char folded[kMaxWordBytes];
    for (std::size_t i = begin; i < end; ++i) {
      const char c = source_[i];
      folded[i - begin] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    visitor_(context_, {folded, end - begin}, begin, end - begin);
  }

  void emit(std::size_t begin, std::size_t end) {
    folded_.clear();
    text::fold_plain_into(source_.substr(begin, end - begin), folded_);
    if (!folded_.empty()) visitor_(context_, folded_, begin, end - begin);
  }

  std::string_view source_;
  WordVisitor visitor_;
  void* context_;
  std::size_t at_ = 0;
  std::string folded_;
};

}  // namespace

void visit_words(std::string_view source, WordVisitor visitor, void* context) {
  Cutter(source, visitor, context).run();
}

std::vector<Word> words(std::string_view source) {
  std::vector<Word> out;
  for_each_word(source, [&out](std::string_view folded, std::size_t begin, std::size_t size) {
    out.push_back({begin, size, std::string(folded)});
  });
  return out;
}

}  // namespace parley::nlp
