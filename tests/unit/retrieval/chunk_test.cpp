#include "retrieval/chunk.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "text/utf8.hpp"

using namespace parley;
using namespace parley::retrieval;

namespace {
std::vector<std::string> texts(const std::string& text, ChunkOptions options) {
  const ParsedDocument document{"t", {{"h", text}}};
  std::vector<std::string> out;
  for (const Chunk& chunk : cut(document, options))
    out.push_back(text.substr(chunk.begin, chunk.size));
  return out;
}
using Texts = std::vector<std::string>;
}  // namespace

TEST_CASE("a block that fits is one chunk") {
  CHECK(texts("One here. Two here.\nThree.", {}) == Texts{"One here. Two here.\nThree."});
}

TEST_CASE("chunks end with sentences and are of about equal size") {
  const std::string text = "Aaaa bbbb. Cccc dddd. Eeee ffff. Gggg hhhh.";  // 4 × 10 and blanks
  CHECK(texts(text, {.max_chars = 32}) == Texts{"Aaaa bbbb. Cccc dddd. Eeee ffff.", "Gggg hhhh."});
  CHECK(texts(text, {.max_chars = 22}) == Texts{"Aaaa bbbb. Cccc dddd.", "Eeee ffff. Gggg hhhh."});
}

TEST_CASE("only a sentence longer than the limit is cut, between words or characters") {
  for (const std::string& chunk : texts("alpha beta gamma delta epsilon", {.max_chars = 11})) {
    CHECK(chunk.size() <= 11);
    CHECK(chunk.find(' ') != 0);
  }
  CHECK(texts("ééééé", {.max_chars = 2}) == Texts{"éé", "éé", "é"});
  CHECK(texts("abc", {.max_chars = 0}) == Texts{"a", "b", "c"});
}

TEST_CASE("overlap repeats whole sentences of the chunk before") {
  CHECK(texts("Aaaa. Bbbb. Cccc. Dddd.", {.max_chars = 12, .overlap_sentences = 1}) ==
        Texts{"Aaaa. Bbbb.", "Bbbb. Cccc.", "Cccc. Dddd."});
}

TEST_CASE("every character but blanks between sentences is in a chunk, in order") {
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += "Sentence number " + std::to_string(i) + (i % 7 == 0 ? "\n" : " is so. ");
  std::size_t end = 0;
  const ParsedDocument document{"t", {{"", text}}};
  for (const Chunk& chunk : cut(document, {.max_chars = 100})) {
    CHECK(chunk.begin >= end);
    CHECK(text.substr(end, chunk.begin - end).find_first_not_of(" \n") == std::string::npos);
    CHECK(text::code_points(std::string_view(text).substr(chunk.begin, chunk.size)) <= 100);
    end = chunk.begin + chunk.size;
  }
  CHECK(text.substr(end).find_first_not_of(" \n") == std::string::npos);
}
