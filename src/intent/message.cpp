#include "intent/message.hpp"

#include <algorithm>

#include "intent/weights.hpp"
#include "nlp/stem.hpp"
#include "nlp/stop_words.hpp"
#include "nlp/words.hpp"

namespace parley::intent {
namespace {

bool has_digit(std::string_view s) noexcept {
  return std::any_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether two words with these bytes between them belong to one clause.
bool joins(std::string_view between) noexcept {
  while (!between.empty()) {
    if (between.starts_with("’") || between.starts_with("\u00A0")) {
      between.remove_prefix(between.starts_with("’") ? 3 : 2);
    } else if (std::string_view(" \t'-\"").find(between.front()) != std::string_view::npos) {
      between.remove_prefix(1);
    } else {
      return false;
    }
  }
  return true;
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view locale, const Index& index, Message& out)
      : text_(text), locale_(locale), index_(index), out_(out), stemmer_(index.locale) {}

  void word(std::string_view folded, std::size_t begin, std::size_t size) {
    const std::size_t at = out_.places.size();
    if (at == IntentMatcher::kMaxWords) {
      ++out_.beyond;
      return;
    }
    if (at > 0 && begin > end_ && !joins(text_.substr(end_, begin - end_))) ++clause_;
    end_ = begin + size;
    const std::uint8_t roles = roles_of(folded, locale_);
    const bool digits = has_digit(folded);
    const bool stop = nlp::is_stop_word(folded, locale_);
    out_.places.push_back({begin, size});
    out_.roles.push_back({roles, clause_});
    out_.negated = out_.negated || (roles & (kNegator | kNothing)) != 0;
    out_.content[at] = !digits && (!stop || nlp::is_question_word(folded, locale_));
    weigh(folded, digits || stop);
  }

  void finish() { out_.norm = norm_of(squares_); }

 private:
  void weigh(std::string_view folded, bool light) {
    const auto found = index_.stem_ids.find(stemmer_.stem(folded));
    const bool known = found != index_.stem_ids.end();
    const std::uint32_t stem = known ? found->second : kUnknownStem;
    const bool again =
        known && std::find(out_.stems.begin(), out_.stems.end(), stem) != out_.stems.end();
    out_.stems.push_back(stem);
    if (again) return;
    const std::int64_t weight =
        known ? index_.stems[stem].weight : index_.unknown_weight / (light ? 4 : 1);
    squares_ += weight * weight;
  }

  std::string_view text_;
  std::string_view locale_;
  const Index& index_;
  Message& out_;
  nlp::Stemmer stemmer_;
  std::size_t end_ = 0;
  std::uint32_t clause_ = 0;
  std::int64_t squares_ = 0;
};

}  // namespace

bool is_light(std::string_view folded, std::string_view locale) noexcept {
  return has_digit(folded) || nlp::is_stop_word(folded, locale);
}

std::pair<std::size_t, std::size_t> Message::words_in(std::size_t begin,
                                                      std::size_t size) const noexcept {
  const auto first = std::lower_bound(places.begin(), places.end(), begin,
                                      [](const Place& p, std::size_t b) { return p.begin < b; });
  auto last = first;
  while (last != places.end() && last->begin + last->size <= begin + size)
    ++last;
  return {static_cast<std::size_t>(first - places.begin()),
          static_cast<std::size_t>(last - places.begin())};
}

Message take_apart(std::string_view text, std::string_view locale, const Index& index) {
  Message message;
  const std::size_t guess = std::min(text.size() / 4 + 1, IntentMatcher::kMaxWords);
  message.places.reserve(guess);
  message.roles.reserve(guess);
  message.stems.reserve(guess);
  Reader reader(text, locale, index, message);
  nlp::for_each_word(text, [&reader](std::string_view folded, std::size_t begin, std::size_t size) {
    reader.word(folded, begin, size);
  });
  reader.finish();
  return message;
}

}  // namespace parley::intent
