#pragma once

#include <cstdint>
#include <vector>

#include "retrieval/document.hpp"

namespace parley::retrieval {

struct ChunkOptions {
  std::size_t max_chars = 900;        // code points; at least 1
  std::size_t overlap_sentences = 0;  // of a chunk's end that the next chunk of the block repeats
};

// Bytes [begin, begin + size) of one block's text: whole sentences of one heading.
struct Chunk {
  std::uint32_t block = 0;
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

// Cuts each block into chunks of about equal size, none above max_chars. A sentence is cut only
// when it alone is longer, then between words where there are any.
std::vector<Chunk> cut(const ParsedDocument& document, const ChunkOptions& options);

}  // namespace parley::retrieval
