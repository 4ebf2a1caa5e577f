#include <algorithm>
#include <memory>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include "retrieval/outline.hpp"

namespace parley::retrieval {

namespace {
// The parser's time grows with the square of open containers and of undecided delimiters in a
// paragraph; both are cut off far above what people write.
constexpr std::size_t kMaxMarkers = 48;       // container markers at the head of one line
constexpr std::size_t kMaxDelimiters = 2000;  // in one paragraph
constexpr std::size_t kMaxIndent = 400;       // columns

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
  void operator()(cmark_iter* iter) const { cmark_iter_free(iter); }
};

bool is_delimiter(char c) {
  return std::string_view("[]*_`<!~\\&").find(c) != std::string_view::npos;
}

// Bytes of the line's head that open at most kMaxMarkers containers; what follows the last one is
// no head any more.
std::size_t head_size(std::string_view line, bool& too_deep) {
  std::size_t markers = 0;
  std::size_t at = 0;
  for (; at < line.size(); ++at) {
    const char c = line[at];
    if (c == '>' || c == '-' || c == '+' || c == '*' || c == '.' || c == ')') {
      if (++markers > kMaxMarkers) break;
    } else if (c != ' ' && c != '\t' && (c < '0' || c > '9')) {
      return at;
    }
    if (at > kMaxIndent) break;
  }
  too_deep = at < line.size();
  return at;
}

// The same text without what would make the parser slow.
std::string tame(std::string_view body) {
  std::string out;
  out.reserve(body.size() + 1);
  std::size_t delimiters = 0;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    std::string_view line = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) delimiters = 0;
    bool too_deep = false;
    const std::size_t head = head_size(line, too_deep);
    out.append(line.substr(0, head));
    line.remove_prefix(head);
    if (too_deep) line.remove_prefix(std::min(line.find_first_not_of(" \t>-+*"), line.size()));
    for (const char c : line) {
      if (is_delimiter(c) && ++delimiters > kMaxDelimiters) continue;
      out.push_back(c);
    }
    out.push_back('\n');
  }
  return out;
}

std::unique_ptr<cmark_node, FreeNode> parse(std::string_view body) {
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, FreeNode> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
  for (const char* name : {"table", "strikethrough"}) {
    if (auto* extension = cmark_find_syntax_extension(name)) {
      cmark_parser_attach_syntax_extension(parser.get(), extension);
    }
  }
  const std::string tamed = tame(body);
  cmark_parser_feed(parser.get(), tamed.data(), tamed.size());
  return std::unique_ptr<cmark_node, FreeNode>(cmark_parser_finish(parser.get()));
}

// Turns the parser's events into lines and headings. Iterative: depth costs no stack.
class Walker {
 public:
  explicit Walker(Outline& out) : out_(out) {}

  void walk(cmark_node* root) {
    const std::unique_ptr<cmark_iter, FreeNode> iter(cmark_iter_new(root));
    for (;;) {
      const cmark_event_type event = cmark_iter_next(iter.get());
      if (event == CMARK_EVENT_DONE) break;
      visit(cmark_iter_get_node(iter.get()), event == CMARK_EVENT_ENTER);
    }
  }

 private:
  static std::string_view literal(cmark_node* node) {
    const char* text = cmark_node_get_literal(node);
    return text == nullptr ? std::string_view() : std::string_view(text);
  }

  void visit(cmark_node* node, bool enter) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) {
      text_ += literal(node);
    } else if (type == CMARK_NODE_SOFTBREAK) {
      text_ += ' ';
    } else if (type == CMARK_NODE_LINEBREAK) {
      text_ += '\n';
    } else if (type == CMARK_NODE_HEADING) {
      if (!enter) out_.heading(cmark_node_get_heading_level(node), text_);
      text_.clear();
    } else if (type == CMARK_NODE_PARAGRAPH) {
      if (!enter) out_.line(text_);
      text_.clear();
    } else if (type == CMARK_NODE_CODE_BLOCK) {
      out_.line(literal(node));
    } else if (type == CMARK_NODE_HTML_BLOCK) {
      read_html(literal(node), out_);
    } else {
      visit_table(cmark_node_get_type_string(node), enter);
    }
  }

  // The extension's node types have names only.
  void visit_table(std::string_view type, bool enter) {
    if (type == "table") {
      header_.clear();
    } else if (type == "table_cell") {
      if (!enter) row_.push_back(squeeze(text_));
      text_.clear();
    } else if ((type == "table_row" || type == "table_header") && !enter) {
      if (header_.empty()) {
        header_ = std::move(row_);
      } else {
        out_.line(table_line(header_, row_));
      }
      row_.clear();
    }
  }

  Outline& out_;
  std::string text_;
  std::vector<std::string> header_;
  std::vector<std::string> row_;
};
}  // namespace

void read_markdown(std::string_view body, Outline& out) {
  const auto root = parse(body);
  if (root) Walker(out).walk(root.get());
}

}  // namespace parley::retrieval
