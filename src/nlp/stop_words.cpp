#include "nlp/stop_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "nlp/stem.hpp"
#include "nlp/stop_word_lists.hpp"

namespace parley::nlp {
namespace {

constexpr std::size_t kMaxStopWordBytes = 12;

struct Entry {
  std::string_view word;
  bool question = false;
};

constexpr std::size_t kMaxEntries = 320;

// A language's words sorted, made by the compiler. Equal words keep being a question word when one
// of them is.
struct Table {
  std::array<Entry, kMaxEntries> entries{};
  std::size_t size = 0;

  constexpr void add(std::string_view list, bool question) {
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(' '), list.size());
      entries[size++] = {list.substr(0, end), question};
      list.remove_prefix(std::min(end + 1, list.size()));
    }
  }
};

constexpr Table make_table(const StopWordList& list) {
  Table table;
  table.add(list.plain, false);
  table.add(list.questions, true);
  std::sort(table.entries.begin(), table.entries.begin() + static_cast<std::ptrdiff_t>(table.size),
            [](const Entry& a, const Entry& b) {
              return a.word != b.word ? a.word < b.word : a.question > b.question;
            });
  return table;
}

template <std::size_t... I>
constexpr auto make_tables(std::index_sequence<I...>) {
  return std::array<Table, sizeof...(I)>{make_table(kStopWordLists[I])...};
}

constexpr auto kTables = make_tables(std::make_index_sequence<std::size(kStopWordLists)>());

const Entry* find(std::string_view folded, std::string_view locale) noexcept {
  if (folded.empty() || folded.size() > kMaxStopWordBytes) return nullptr;
  const std::string_view language = language_of(locale);
  for (std::size_t i = 0; i < kTables.size(); ++i) {
    if (kStopWordLists[i].language != language) continue;
    const Entry* begin = kTables[i].entries.data();
    const Entry* end = begin + kTables[i].size;
    const Entry* found = std::lower_bound(
        begin, end, folded, [](const Entry& e, std::string_view w) { return e.word < w; });
    return found != end && found->word == folded ? found : nullptr;
  }
  return nullptr;
}

}  // namespace

bool is_stop_word(std::string_view folded, std::string_view language) noexcept {
  return find(folded, language) != nullptr;
}

bool is_question_word(std::string_view folded, std::string_view language) noexcept {
  const Entry* entry = find(folded, language);
  return entry != nullptr && entry->question;
}

}  // namespace parley::nlp
