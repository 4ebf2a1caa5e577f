#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

namespace parley::retrieval {

enum class Format : unsigned char { markdown, html, text };

// "markdown", "html" or "text"; Status::argument for anything else.
Result<Format> format_from(std::string_view name);

// What stands under one path of headings. Every list item, table row and paragraph is a line of its
// own; a table row reads "Header: cell; Header: cell".
struct Block {
  std::string heading;  // titles of the headings above, outermost first, joined by " > "; without
                        // the document's title
  std::string text;     // plain, lines separated by '\n', never empty
};

struct ParsedDocument {
  std::string title;
  std::vector<Block> blocks;
};

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{64} << 20;

// Reads one document. The title is `title`, else the first heading, else (HTML) the <title>, else
// the name. Bytes that are no UTF-8 become U+FFFD. Status::limit above kMaxDocumentBytes. Time is
// linear in the size for any input: markup that is nested deeper, or denser, than people write is
// read as text or dropped. Thread-safe.
Result<ParsedDocument> read_document(Format format, std::string_view name, std::string_view body,
                                     std::string_view title = {});

}  // namespace parley::retrieval
