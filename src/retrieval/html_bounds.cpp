#include "retrieval/html_bounds.hpp"

#include <algorithm>
#include <array>

namespace parley::retrieval {

namespace {
constexpr std::size_t kMaxAttributesBytes = 2000;

// Without meaning for the text; unclosed ones would be opened again in every paragraph, which is
// quadratic.
constexpr std::array<std::string_view, 22> kInline = {
    "a",     "abbr", "acronym", "b",    "bdi", "bdo",   "big",  "code",   "em",     "font", "i",
    "label", "mark", "nobr",    "samp", "s",   "small", "span", "strike", "strong", "tt",   "u"};
constexpr std::array<std::string_view, 14> kVoid = {"area",  "base",   "br",    "col",  "embed",
                                                    "hr",    "img",    "input", "link", "meta",
                                                    "param", "source", "track", "wbr"};
// Their end tags may be left out, so an unclosed one does not nest.
constexpr std::array<std::string_view, 14> kImplied = {"p",      "li",   "dt",    "dd",    "tr",
                                                       "td",     "th",   "tbody", "thead", "tfoot",
                                                       "option", "html", "head",  "body"};
constexpr std::array<std::string_view, 8> kRaw = {"script", "style",    "noscript", "template",
                                                  "svg",    "textarea", "iframe",   "math"};

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string tag_name(std::string_view tag) {
  std::string name;
  for (const char c : tag) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (!upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') break;
    name.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return name;
}

// One past the '>' that ends the tag; a '>' within quotes does not.
std::size_t tag_end(std::string_view html, std::size_t at) {
  const std::size_t limit = std::min(html.size(), at + kMaxAttributesBytes);
  char quote = 0;
  for (std::size_t i = at; i < limit; ++i) {
    const char c = html[i];
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i + 1;
    }
  }
  // Too long or never closed: the nearest '>' whatever the quotes say.
  const std::size_t close = html.find('>', at);
  return close == std::string_view::npos ? html.size() : close + 1;
}

// One past "</name…>", searched without regard to case.
std::size_t raw_end(std::string_view html, std::size_t at, std::string_view name) {
  while (true) {
    at = html.find("</", at);
    if (at == std::string_view::npos) return html.size();
    at += 2;
    if (tag_name(html.substr(at, name.size() + 1)) == name) return tag_end(html, at);
  }
}

class Bounder {
 public:
  explicit Bounder(std::string_view html) : html_(html) { out_.reserve(html.size()); }

  std::string run() {
    while (at_ < html_.size()) {
      const std::size_t open = std::min(html_.find('<', at_), html_.size());
      out_.append(html_.substr(at_, open - at_));
      at_ = open;
      if (at_ < html_.size()) markup();
    }
    return std::move(out_);
  }

 private:
  void markup() {
    if (html_.substr(at_, 4) == "<!--") {
      const std::size_t end = html_.find("-->", at_ + 4);
      at_ = end == std::string_view::npos ? html_.size() : end + 3;
      return;
    }
    const bool closing = html_.substr(at_ + 1, 1) == "/";
    const std::string name = tag_name(html_.substr(at_ + (closing ? 2 : 1), 20));
    if (name.empty()) return other();
    const std::size_t end = tag_end(html_, at_ + 1);
    if (!closing && is_in(kRaw, name)) {
      at_ = raw_end(html_, end, name);
      return;
    }
    if (!is_in(kInline, name) && is_kept(name, closing)) write(name, closing);
    at_ = end;
  }

  // "<!doctype", "</ >" and the like are dropped; a bare '<' is text.
  void other() {
    const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    if (next == '!' || next == '?' || next == '/') {
      at_ = tag_end(html_, at_ + 1);
      return;
    }
    out_ += "&lt;";
    ++at_;
  }

  bool is_kept(const std::string& name, bool closing) {
    if (is_in(kVoid, name)) return name == "br" || name == "hr";
    if (is_in(kImplied, name)) return true;
    if (closing) {
      if (dropped_ > 0) {
        --dropped_;
        return false;
      }
      if (depth_ > 0) --depth_;
      return true;
    }
    if (depth_ >= kMaxHtmlDepth) {
      ++dropped_;
      return false;
    }
    ++depth_;
    return true;
  }

  void write(const std::string& name, bool closing) {
    out_ += closing ? "</" : "<";
    out_ += name;
    out_ += '>';
  }

  std::string_view html_;
  std::string out_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t dropped_ = 0;
};
}  // namespace

std::string bound_html(std::string_view html) {
  return Bounder(html).run();
}

}  // namespace parley::retrieval
