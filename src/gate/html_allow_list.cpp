#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "gate/checks.hpp"
#include "gate/tags.hpp"

namespace parley::gate {

namespace {

// Elements whose inside is not text for people. Their place in the list, from 1, is what the memory
// holds.
constexpr std::array<std::string_view, 14> kRawElements = {
    "iframe", "math",  "noembed", "noframes", "noscript", "object", "plaintext",
    "script", "style", "svg",     "template", "textarea", "title",  "xmp"};
constexpr std::uint8_t kComment = 255;

constexpr std::array<std::string_view, 14> kLineElements = {
    "blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "pre", "table", "tr"};
constexpr std::array<std::string_view, 5> kEmptyElements = {"br", "hr", "img", "input", "wbr"};

constexpr std::size_t kMaxDepth = 12;

template <std::size_t n>
bool among(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::uint8_t raw_number(std::string_view name) {
  const auto found = std::find(kRawElements.begin(), kRawElements.end(), name);
  return found == kRawElements.end() ? std::uint8_t{0}
                                     : static_cast<std::uint8_t>(found - kRawElements.begin() + 1);
}

bool starts_with(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::equal(lower_case.begin(), lower_case.end(), text.begin(), [](char a, char b) {
           return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
         });
}

bool is_address(std::string_view href) {
  return (starts_with(href, "http://") || starts_with(href, "https://") ||
          starts_with(href, "mailto:")) &&
         std::none_of(href.begin(), href.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// Which allowed elements are open; the part of the memory that released() keeps.
struct Open {
  std::uint8_t depth = 0;
  std::array<std::uint8_t, kMaxDepth> element{};

  explicit Open(const GateMemory& memory) : depth(memory[1]) {
    std::copy_n(memory.begin() + 2, kMaxDepth, element.begin());
  }
  void keep(GateMemory& memory) const {
    memory[1] = depth;
    std::copy(element.begin(), element.end(), memory.begin() + 2);
  }
  bool push(std::size_t index) {
    if (depth == kMaxDepth) return false;
    element[depth++] = static_cast<std::uint8_t>(index);
    return true;
  }
  bool holds(std::size_t index) const {
    return std::find(element.begin(), element.begin() + depth, index) != element.begin() + depth;
  }
};

// Writes one clause anew.
class Cleaner {
 public:
  Cleaner(const std::vector<std::string>& allowed, const GateContext& context)
      : allowed_(allowed),
        open_(*context.memory),
        raw_((*context.memory)[0]),
        begun_(context.released_code_points > 0) {}

  std::string clean(std::string_view text);
  std::uint8_t raw() const { return raw_; }
  std::string_view removed() const { return removed_; }

 private:
  std::size_t skip_raw(std::string_view text, std::size_t at);
  std::size_t markup(std::string_view text, std::size_t at);
  std::size_t less_than(std::string_view text, std::size_t at);
  void put_text(std::string_view text);
  void put_open(const Tag& tag, std::size_t index);
  void put_close(std::size_t index);
  void drop(const Tag& tag);
  std::optional<std::size_t> find(std::string_view name) const;

  const std::vector<std::string>& allowed_;
  Open open_;
  std::uint8_t raw_;
  bool begun_;
  std::string out_;
  std::string removed_;  // the first name, for the verdict
};

std::string Cleaner::clean(std::string_view text) {
  out_.reserve(text.size() + 16);
  std::size_t at = 0;
  while (at < text.size()) {
    if (raw_ != 0) {
      at = skip_raw(text, at);
    } else if (text[at] == '<') {
      at = markup(text, at);
    } else {
      const std::size_t end = std::min(text.find('<', at), text.size());
      put_text(text.substr(at, end - at));
      at = end;
    }
  }
  if (!out_.empty() && out_.back() == '<') out_.push_back(' ');
  return std::move(out_);
}

std::size_t Cleaner::skip_raw(std::string_view text, std::size_t at) {
  if (raw_ == kComment) {
    const std::size_t end = text.find("-->", at);
    if (end == std::string_view::npos) return text.size();
    raw_ = 0;
    return end + 3;
  }
  for (at = text.find("</", at); at != std::string_view::npos; at = text.find("</", at + 2)) {
    const std::optional<Tag> tag = tag_at(text, at);
    if (!tag || raw_number(tag->name) != raw_) continue;
    raw_ = 0;
    return at + tag->whole.size();
  }
  return text.size();
}

std::size_t Cleaner::markup(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("<!--")) {
    raw_ = kComment;
    if (removed_.empty()) removed_ = "comment";
    return at + 2;  // "<!-->" is a whole comment
  }
  const std::optional<Tag> tag = tag_at(text, at);
  if (!tag) return less_than(text, at);
  const std::string_view inner = tag->whole.substr(1, tag->whole.size() - 2);
  const bool declaration = inner.front() == '!' || inner.front() == '?';
  if (is_address(inner) && inner.find(' ') == std::string_view::npos) {
    put_text(inner);
  } else if (tag->name.empty() && !declaration) {
    return less_than(text, at);
  } else if (const auto index = find(tag->name); !index) {
    drop(*tag);
  } else if (tag->closing) {
    put_close(*index);
  } else {
    put_open(*tag, *index);
  }
  return at + tag->whole.size();
}

std::size_t Cleaner::less_than(std::string_view text, std::size_t at) {
  out_.push_back('<');
  const bool apart = at + 1 < text.size() && opens_tag(static_cast<unsigned char>(text[at + 1]));
  if (apart) out_.push_back(' ');
  return at + 1;
}

// What was taken out must not bring a '<' and a name together.
void Cleaner::put_text(std::string_view text) {
  if (text.empty()) return;
  if (!out_.empty() && out_.back() == '<' && opens_tag(static_cast<unsigned char>(text.front()))) {
    out_.push_back(' ');
  }
  out_.append(text);
}

void Cleaner::put_open(const Tag& tag, std::size_t index) {
  if (!among(kEmptyElements, tag.name) && !open_.push(index)) return;
  out_.append("<").append(tag.name);
  const auto href = tag.name == "a" ? attribute(tag.attributes, "href") : std::nullopt;
  if (href && is_address(*href)) {
    out_.append(" href=\"");
    for (const char c : *href) {
      if (c == '"' || c == ' ') {
        out_.append(c == '"' ? "%22" : "%20");
      } else {
        out_.push_back(c);
      }
    }
    out_.push_back('"');
  }
  out_.push_back('>');
}

void Cleaner::put_close(std::size_t index) {
  if (!open_.holds(index)) return;
  std::size_t closed = allowed_.size();
  while (closed != index) {
    closed = open_.element[--open_.depth];
    out_.append("</").append(allowed_[closed]).push_back('>');
  }
}

void Cleaner::drop(const Tag& tag) {
  if (removed_.empty()) removed_ = tag.name.empty() ? std::string("declaration") : tag.name;
  if (!tag.closing) raw_ = raw_number(tag.name);
  const bool new_line = out_.empty() ? begun_ : out_.back() != '\n';
  if (!tag.closing && new_line && among(kLineElements, tag.name)) out_.push_back('\n');
}

std::optional<std::size_t> Cleaner::find(std::string_view name) const {
  const auto found = std::lower_bound(allowed_.begin(), allowed_.end(), name);
  if (name.empty() || found == allowed_.end() || *found != name) return std::nullopt;
  return static_cast<std::size_t>(found - allowed_.begin());
}

}  // namespace

HtmlAllowList::HtmlAllowList(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {
  std::erase_if(allowed_, [](const std::string& name) { return raw_number(name) != 0; });
  std::sort(allowed_.begin(), allowed_.end());
  allowed_.erase(std::unique(allowed_.begin(), allowed_.end()), allowed_.end());
  if (allowed_.size() > 250) allowed_.resize(250);
}

Verdict HtmlAllowList::check(std::string_view clause, const GateContext& context) const {
  const bool plain = clause.find('<') == std::string_view::npos;
  if (plain && (*context.memory)[0] == 0) return {};
  Cleaner cleaner(allowed_, context);
  std::string cleaned = cleaner.clean(clause);
  (*context.memory)[0] = cleaner.raw();
  if (cleaned == clause) return {};
  std::string reason = "markup written anew";
  if (!cleaner.removed().empty())
    reason = "<" + std::string(cleaner.removed()) + "> is not allowed";
  return {Verdict::Action::rewrite, std::move(cleaned), std::move(reason)};
}

void HtmlAllowList::released(std::string_view text, const GateContext& context) const {
  if (text.find('<') == std::string_view::npos) return;
  Open open(*context.memory);
  for (std::size_t at = text.find('<'); at < text.size(); at = text.find('<', at + 1)) {
    const std::optional<Tag> tag = tag_at(text, at);
    if (!tag || among(kEmptyElements, tag->name)) continue;
    const auto found = std::lower_bound(allowed_.begin(), allowed_.end(), tag->name);
    if (found == allowed_.end() || *found != tag->name) continue;
    const auto index = static_cast<std::size_t>(found - allowed_.begin());
    if (!tag->closing) {
      open.push(index);
    } else if (open.holds(index)) {
      while (open.element[--open.depth] != index) {
      }
    }
  }
  open.keep(*context.memory);
}

std::string HtmlAllowList::end(const GateContext& context) const {
  Open open(*context.memory);
  std::string closing;
  while (open.depth > 0) {
    closing.append("</").append(allowed_[open.element[--open.depth]]).push_back('>');
  }
  open.keep(*context.memory);
  return closing;
}

}  // namespace parley::gate
