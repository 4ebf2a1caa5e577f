#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::nlp {

// Words that mean something to the engine itself, each with flags. Immutable; any thread.
class WordTable {
 public:
  struct List {
    std::string_view words;  // folded, between single blanks; lives as long as the table
    std::uint8_t flags = 0;
  };

  // A word on several lists has all their flags.
  WordTable(std::initializer_list<List> lists) {
    for (const List& list : lists)
      add(list);
    std::sort(words_.begin(), words_.end(),
              [](const Word& a, const Word& b) { return a.word < b.word; });
  }

  // 0 for a word on no list.
  std::uint8_t flags(std::string_view folded) const noexcept {
    const auto found =
        std::lower_bound(words_.begin(), words_.end(), folded,
                         [](const Word& a, std::string_view word) { return a.word < word; });
    return found != words_.end() && found->word == folded ? found->flags : std::uint8_t{0};
  }

 private:
  struct Word {
    std::string_view word;
    std::uint8_t flags;
  };

  void add(const List& list) {
    for (std::string_view rest = list.words; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      const std::string_view word = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const auto same = [&](const Word& known) { return known.word == word; };
      const auto known = std::find_if(words_.begin(), words_.end(), same);
      if (known == words_.end())
        words_.push_back({word, list.flags});
      else
        known->flags |= list.flags;
    }
  }

  std::vector<Word> words_;
};

// One table a language.
struct LanguageWords {
  std::string_view language;  // "en"
  WordTable words;
};

inline const WordTable* words_of(const std::vector<LanguageWords>& all,
                                 std::string_view language) noexcept {
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const LanguageWords& own) { return own.language == language; });
  return found == all.end() ? nullptr : &found->words;
}

}  // namespace parley::nlp
