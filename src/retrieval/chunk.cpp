#include "retrieval/chunk.hpp"

#include <algorithm>

#include "text/sentences.hpp"
#include "text/utf8.hpp"

namespace parley::retrieval {

namespace {
struct Piece {
  std::size_t begin;  // bytes
  std::size_t end;
  std::size_t chars;
};

// Where to cut a text of more than `max_chars`: after the last blank that fits, else after the last
// character.
std::size_t cut_point(std::string_view text, std::size_t max_chars) {
  const std::size_t fit = text::first_code_points(text, max_chars).size();
  if (fit == text.size()) return fit;
  const std::size_t blank = text.find_last_of(" \n\t", fit);
  return blank == std::string_view::npos || blank == 0 ? fit : blank;
}

std::vector<Piece> pieces_of(std::string_view text, std::size_t max_chars) {
  std::vector<Piece> out;
  for (const text::Span& span : text::sentences(text)) {
    std::size_t begin = span.begin;
    const std::size_t end = span.begin + span.size;
    while (begin < end) {
      const std::string_view rest = text.substr(begin, end - begin);
      const std::size_t size = cut_point(rest, max_chars);
      out.push_back({begin, begin + size, text::code_points(rest.substr(0, size))});
      begin += size;
      while (begin < end && (text[begin] == ' ' || text[begin] == '\t'))
        ++begin;
    }
  }
  return out;
}

void cut_block(std::uint32_t block, std::string_view text, const ChunkOptions& options,
               std::vector<Chunk>& out) {
  const std::size_t max_chars = std::max<std::size_t>(options.max_chars, 1);
  const std::vector<Piece> pieces = pieces_of(text, max_chars);
  const std::size_t total = text::code_points(text);
  const std::size_t parts = (total + max_chars - 1) / max_chars;
  const std::size_t target = parts == 0 ? 0 : (total + parts - 1) / parts;
  std::size_t first = 0;
  while (first < pieces.size()) {
    std::size_t last = first;
    std::size_t chars = pieces[first].chars;
    while (last + 1 < pieces.size() && chars < target &&
           chars + 1 + pieces[last + 1].chars <= max_chars) {
      chars += 1 + pieces[++last].chars;
    }
    const std::size_t begin = pieces[first].begin;
    out.push_back({block, static_cast<std::uint32_t>(begin),
                   static_cast<std::uint32_t>(pieces[last].end - begin)});
    if (last + 1 == pieces.size()) break;
    const std::size_t back = std::min(options.overlap_sentences, last - first);
    first = last + 1 - back;
  }
}
}  // namespace

std::vector<Chunk> cut(const ParsedDocument& document, const ChunkOptions& options) {
  std::vector<Chunk> out;
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    cut_block(static_cast<std::uint32_t>(i), document.blocks[i].text, options, out);
  }
  return out;
}

}  // namespace parley::retrieval
