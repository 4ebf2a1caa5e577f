#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace parley::nlp {

// A longer run of letters is cut into pieces of at most this many bytes (never inside a character),
// so nothing behind has to deal with a word of a megabyte.
inline constexpr std::size_t kMaxWordBytes = 256;

// A word is a run of letters, digits and their marks; everything else separates, also ' and -
// ("don't" is "don" and "t"). Scripts without blanks between words (Chinese, Japanese, Thai …) give
// overlapping pairs of characters, or the single character when it stands alone.
struct Word {
  std::size_t begin = 0;  // bytes in the source
  std::size_t size = 0;
  std::string folded;  // text::fold_plain of these bytes; never empty
};

std::vector<Word> words(std::string_view source);

using WordVisitor = void (*)(void* context, std::string_view folded, std::size_t begin,
                             std::size_t size);
void visit_words(std::string_view source, WordVisitor visitor, void* context);

// Calls f(folded, begin, size) for each word in order; `folded` lives until f returns. Allocates
// nothing for ASCII words.
template <class F>
void for_each_word(std::string_view source, F&& f) {
  using Callable = std::remove_reference_t<F>;
  visit_words(
      source,
      [](void* context, std::string_view folded, std::size_t begin, std::size_t size) {
        (*static_cast<Callable*>(context))(folded, begin, size);
      },
      const_cast<void*>(static_cast<const void*>(std::addressof(f))));
}

}  // namespace parley::nlp
