#pragma once

#include <string>
#include <string_view>

#include "nlp/stem.hpp"
#include "nlp/stop_words.hpp"
#include "nlp/words.hpp"

namespace parley::retrieval {

// Words of a text as the index knows them: folded, stemmed, without stop words. One thread at a
// time.
class Analyzer {
 public:
  explicit Analyzer(std::string_view locale)
      : language_(nlp::language_of(locale)), stemmer_(locale) {}

  // The term of one folded word; empty for a stop word. Valid until the next call.
  std::string_view term(std::string_view folded) {
    return nlp::is_stop_word(folded, language_) ? std::string_view() : stemmer_.stem(folded);
  }

  // Calls f(term) for every word that is no stop word.
  template <class F>
  void for_each_term(std::string_view text, F&& f) {
    nlp::for_each_word(text, [&](std::string_view folded, std::size_t, std::size_t) {
      if (const std::string_view t = term(folded); !t.empty()) f(t);
    });
  }

 private:
  std::string language_;
  nlp::Stemmer stemmer_;
};

}  // namespace parley::retrieval
