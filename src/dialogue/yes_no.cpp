#include "dialogue/yes_no.hpp"

#include <algorithm>
#include <vector>

#include "dialogue/reply_words.hpp"
#include "nlp/stop_words.hpp"
#include "nlp/words.hpp"

namespace parley::dialogue {

namespace {

constexpr std::size_t kMaxBytes = 120;
constexpr std::size_t kMaxWords = 6;
constexpr std::size_t kMaxOtherWords = 2;

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool has_language(std::string_view locale, std::string_view language) {
  return locale.size() >= 2 && small(locale[0]) == language[0] && small(locale[1]) == language[1] &&
         (locale.size() == 2 || locale[2] == '-' || locale[2] == '_');
}

// The languages whose words count.
class Languages {
 public:
  explicit Languages(std::string_view locale) {
    for (const ReplyWords& words : reply_words()) {
      known_ = known_ || has_language(locale, words.language);
    }
    locale_ = locale;
  }

  bool among(WordList ReplyWords::* list, std::string_view word) const {
    for (const ReplyWords& words : reply_words()) {
      if (known_ && words.language != "en" && !has_language(locale_, words.language)) continue;
      const WordList& held = words.*list;
      if (std::find(held.begin(), held.end(), word) != held.end()) return true;
    }
    return false;
  }

 private:
  std::string_view locale_;
  bool known_ = false;
};

bool asks(std::string_view text) {
  return text.find('?') != std::string_view::npos || text.find("？") != std::string_view::npos ||
         text.find("¿") != std::string_view::npos;
}

// The words of a message that is short enough to be a reply; none otherwise.
std::vector<nlp::Word> short_words(std::string_view text) {
  if (text.size() > kMaxBytes || asks(text)) return {};
  std::vector<nlp::Word> words = nlp::words(text);
  if (words.size() > kMaxWords) words.clear();
  return words;
}

std::optional<std::size_t> placed(std::string_view word, std::size_t choices,
                                  const Languages& languages) {
  if (languages.among(&ReplyWords::first, word)) return 0;
  if (languages.among(&ReplyWords::second, word)) return 1;
  if (languages.among(&ReplyWords::third, word)) return 2;
  if (languages.among(&ReplyWords::last, word)) return choices - 1;
  return std::nullopt;
}

// The one choice that holds the word.
std::optional<std::size_t> named(std::string_view word,
                                 const std::vector<std::vector<nlp::Word>>& choices) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const bool holds = std::any_of(choices[i].begin(), choices[i].end(),
                                   [&](const nlp::Word& held) { return held.folded == word; });
    if (!holds) continue;
    if (found) return std::nullopt;
    found = i;
  }
  return found;
}

// All votes for one choice, at least one vote.
class Ballot {
 public:
  void vote(std::optional<std::size_t> choice) {
    if (!choice) return;
    split_ = split_ || (choice_ && *choice_ != *choice);
    choice_ = choice;
  }
  std::optional<std::size_t> choice(std::size_t choices) const {
    return split_ || (choice_ && *choice_ >= choices) ? std::nullopt : choice_;
  }
  bool empty() const { return !choice_; }

 private:
  std::optional<std::size_t> choice_;
  bool split_ = false;
};

}  // namespace

Reply read_reply(std::string_view text, std::string_view locale) {
  const Languages languages(locale);
  Reply decided = Reply::unclear;
  bool please = false;
  std::size_t others = 0;
  for (const nlp::Word& word : short_words(text)) {
    const bool yes = languages.among(&ReplyWords::yes, word.folded);
    const bool no = languages.among(&ReplyWords::no, word.folded);
    if (yes || no) {
      if (decided == Reply::unclear && yes != no) decided = yes ? Reply::yes : Reply::no;
    } else if (languages.among(&ReplyWords::please, word.folded)) {
      please = true;
    } else if (languages.among(&ReplyWords::but, word.folded)) {
      return Reply::unclear;
    } else if (!languages.among(&ReplyWords::courtesy, word.folded)) {
      ++others;
    }
  }
  if (others > kMaxOtherWords) return Reply::unclear;
  if (decided == Reply::unclear && please && others == 0) return Reply::yes;
  return decided;
}

std::optional<std::size_t> read_choice(std::string_view text, std::span<const std::string> choices,
                                       std::string_view locale) {
  if (choices.empty()) return std::nullopt;
  const std::vector<nlp::Word> words = short_words(text);
  const Languages languages(locale);
  Ballot by_place;
  for (const nlp::Word& word : words) {
    by_place.vote(placed(word.folded, choices.size(), languages));
  }
  std::vector<std::vector<nlp::Word>> titles;
  for (const std::string& choice : choices)
    titles.push_back(nlp::words(choice));
  Ballot by_name;
  for (const nlp::Word& word : words) {
    if (nlp::is_stop_word(word.folded, locale.substr(0, 2))) continue;
    by_name.vote(named(word.folded, titles));
  }
  return by_name.empty() ? by_place.choice(choices.size()) : by_name.choice(choices.size());
}

}  // namespace parley::dialogue
