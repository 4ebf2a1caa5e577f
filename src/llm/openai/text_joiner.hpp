#pragma once

#include <string>
#include <string_view>

namespace parley::llm::openai {

// Makes good UTF-8 of the strings of a stream's chunks: servers cut characters, and escaped pairs
// of surrogates, between two chunks. What belongs to no character becomes U+FFFD.
class TextJoiner {
 public:
  // Appends what a JSON string means, as json::Reader gave it, but for the beginning of a character
  // at its end.
  void add(std::string& out, std::string_view raw);
  // Nothing follows: a character begun becomes U+FFFD.
  void end(std::string& out);

 private:
  std::string begun_;  // at most 3 bytes
};

}  // namespace parley::llm::openai
