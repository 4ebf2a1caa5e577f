#include <fmt/format.h>

#include "base/error.hpp"
#include "retrieval/outline.hpp"
#include "text/utf8.hpp"

namespace parley::retrieval {

namespace {
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

void read_into(Format format, std::string_view body, Outline& out) {
  switch (format) {
    case Format::markdown:
      return read_markdown(body, out);
    case Format::html:
      return read_html(body, out);
    case Format::text:
      return read_text(body, out);
  }
}

bool blank_line(std::string_view line) {
  return line.find_first_not_of(" \t\r\f\v") == std::string_view::npos;
}
}  // namespace

Result<Format> format_from(std::string_view name) {
  if (name == "markdown") return Format::markdown;
  if (name == "html") return Format::html;
  if (name == "text") return Format::text;
  return make_error(Status::argument,
                    fmt::format("format \"{}\" is unknown; it is markdown, html or text", name));
}

void read_text(std::string_view body, Outline& out) {
  std::string paragraph;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    const std::string_view line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (blank_line(line)) {
      out.line(squeeze(paragraph));
      paragraph.clear();
    } else {
      paragraph.append(line).push_back(' ');
    }
  }
  out.line(squeeze(paragraph));
}

Result<ParsedDocument> read_document(Format format, std::string_view name, std::string_view body,
                                     std::string_view title) {
  if (body.size() > kMaxDocumentBytes) {
    return make_error(Status::limit,
                      fmt::format("document \"{}\" has {} bytes; at most {} are read", name,
                                  body.size(), kMaxDocumentBytes));
  }
  Outline outline(title);
  std::string repaired;
  if (!text::is_valid(body)) body = repaired = text::repair(body);
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  read_into(format, body, outline);
  return std::move(outline).finish(name);
}

}  // namespace parley::retrieval
