#include <memory>

#include <gumbo.h>

#include "retrieval/html_bounds.hpp"
#include "retrieval/outline.hpp"

namespace parley::retrieval {

namespace {
struct FreeTree {
  void operator()(GumboOutput* tree) const { gumbo_destroy_output(&kGumboDefaultOptions, tree); }
};

bool is_skipped(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_SVG:
      return true;
    default:
      return false;
  }
}

bool is_inline(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_SUB:
    case GUMBO_TAG_SUP:
    case GUMBO_TAG_TIME:
    case GUMBO_TAG_Q:
    case GUMBO_TAG_CITE:
    case GUMBO_TAG_KBD:
    case GUMBO_TAG_VAR:
    case GUMBO_TAG_DFN:
    case GUMBO_TAG_INS:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_DATA:
    case GUMBO_TAG_UNKNOWN:
      return true;
    default:
      return false;
  }
}

int heading_level(GumboTag tag) {
  return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6
             ? static_cast<int>(tag) - static_cast<int>(GUMBO_TAG_H1) + 1
             : 0;
}

// Recursive: html_bounds keeps the tree shallow.
class Reader {
 public:
  explicit Reader(Outline& out) : out_(out) {}

  void read(const GumboNode* node) {
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
        node->type == GUMBO_NODE_CDATA) {
      text_ += node->v.text.text;
    } else if (node->type == GUMBO_NODE_ELEMENT) {
      element(node->v.element);
    } else if (node->type == GUMBO_NODE_DOCUMENT) {
      children(node->v.document.children);
    }
  }

  void flush() {
    out_.line(squeeze(text_));
    text_.clear();
  }

 private:
  void children(const GumboVector& nodes) {
    for (unsigned i = 0; i < nodes.length; ++i)
      read(static_cast<const GumboNode*>(nodes.data[i]));
  }

  // The text below an element, apart from what runs around it.
  std::string inner(const GumboElement& element) {
    std::string outer = std::exchange(text_, {});
    Outline lines{""};
    Reader reader(lines);
    reader.children(element.children);
    reader.flush();
    text_ = std::move(outer);
    std::string all;
    for (const Block& block : std::move(lines).finish("").blocks)
      all += block.text + ' ';
    return squeeze(all);
  }

  void element(const GumboElement& element) {
    const GumboTag tag = element.tag;
    if (is_skipped(tag)) return;
    if (is_inline(tag)) return children(element.children);
    if (tag == GUMBO_TAG_TITLE) return out_.fallback_title(inner(element));
    flush();
    if (const int level = heading_level(tag); level > 0) {
      out_.heading(level, inner(element));
    } else if (tag == GUMBO_TAG_TABLE) {
      table(element);
    } else {
      children(element.children);
      flush();
    }
  }

  void table(const GumboElement& element) {
    std::vector<std::string> header;
    rows(element, header);
  }

  void rows(const GumboElement& element, std::vector<std::string>& header) {
    for (unsigned i = 0; i < element.children.length; ++i) {
      const auto* node = static_cast<const GumboNode*>(element.children.data[i]);
      if (node->type != GUMBO_NODE_ELEMENT) continue;
      const GumboElement& child = node->v.element;
      if (child.tag == GUMBO_TAG_TR) {
        row(child, header);
      } else if (child.tag == GUMBO_TAG_CAPTION) {
        out_.line(inner(child));
      } else if (child.tag == GUMBO_TAG_THEAD || child.tag == GUMBO_TAG_TBODY ||
                 child.tag == GUMBO_TAG_TFOOT) {
        rows(child, header);
      }
    }
  }

  // A layout table (a table within a cell) is read as if it were none.
  static bool holds_table(const GumboElement& element) {
    for (unsigned i = 0; i < element.children.length; ++i) {
      const auto* node = static_cast<const GumboNode*>(element.children.data[i]);
      if (node->type != GUMBO_NODE_ELEMENT) continue;
      if (node->v.element.tag == GUMBO_TAG_TABLE || holds_table(node->v.element)) return true;
    }
    return false;
  }

  void row(const GumboElement& element, std::vector<std::string>& header) {
    std::vector<std::string> cells;
    bool only_headers = true;
    for (unsigned i = 0; i < element.children.length; ++i) {
      const auto* node = static_cast<const GumboNode*>(element.children.data[i]);
      if (node->type != GUMBO_NODE_ELEMENT) continue;
      const GumboElement& cell = node->v.element;
      if (cell.tag != GUMBO_TAG_TD && cell.tag != GUMBO_TAG_TH) continue;
      if (holds_table(cell)) {
        children(cell.children);
        flush();
        continue;
      }
      only_headers = only_headers && cell.tag == GUMBO_TAG_TH;
      cells.push_back(inner(cell));
    }
    if (only_headers && header.empty()) {
      header = std::move(cells);
    } else {
      out_.line(table_line(header, cells));
    }
  }

  Outline& out_;
  std::string text_;
};
}  // namespace

void read_html(std::string_view body, Outline& out) {
  const std::string bounded = bound_html(body);
  const std::unique_ptr<GumboOutput, FreeTree> tree(
      gumbo_parse_with_options(&kGumboDefaultOptions, bounded.data(), bounded.size()));
  Reader reader(out);
  reader.read(tree->document);
  reader.flush();
}

}  // namespace parley::retrieval
