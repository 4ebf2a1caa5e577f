#pragma once

#include <array>
#include <span>
#include <string_view>

namespace parley::dialogue {

using WordList = std::span<const std::string_view>;

// Words of short replies in one language, folded without accents, as nlp::words splits them
// ("d'accord" is "d" and "accord").
struct ReplyWords {
  std::string_view language;
  WordList yes;
  WordList no;
  WordList please;    // yes, where nothing else is said
  WordList courtesy;  // changes nothing
  WordList but;       // what follows is something else
  WordList first;
  WordList second;
  WordList third;
  WordList last;
};

std::span<const ReplyWords, 6> reply_words();

}  // namespace parley::dialogue
