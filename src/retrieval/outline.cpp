#include "retrieval/outline.hpp"

#include <algorithm>

namespace parley::retrieval {

namespace {
// A heading longer than this is a paragraph in disguise; the path would drown the chunks.
constexpr std::size_t kMaxHeadingBytes = 300;

// Bytes of the blank or control character at `at`, 0 when there is none. The no-break space has
// two.
std::size_t blank_size(std::string_view s, std::size_t at) {
  const auto c = static_cast<unsigned char>(s[at]);
  if (c <= 0x20 || c == 0x7f) return 1;
  return c == 0xc2 && s.substr(at, 2) == "\xc2\xa0" ? 2 : 0;
}
}  // namespace

std::string squeeze(std::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    bool line = false;
    const std::size_t blank = at;
    while (at < text.size() && blank_size(text, at) > 0) {
      line = line || text[at] == '\n';
      at += blank_size(text, at);
    }
    if (at == text.size()) break;
    if (at > blank && !out.empty()) out.push_back(line && keep_lines ? '\n' : ' ');
    const std::size_t begin = at;
    while (at < text.size() && blank_size(text, at) == 0)
      ++at;
    out.append(text, begin, at - begin);
  }
  return out;
}

std::string table_line(const std::vector<std::string>& header,
                       const std::vector<std::string>& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].empty()) continue;
    if (!out.empty()) out += "; ";
    if (i < header.size() && !header[i].empty()) out += header[i] + ": ";
    out += row[i];
  }
  return out;
}

void Outline::heading(int level, std::string_view text) {
  const std::string plain = squeeze(text);
  if (plain.empty()) return;
  if (plain.size() > kMaxHeadingBytes) return line(plain);
  const bool first = !std::exchange(seen_heading_, true);
  if (first && title_.empty()) title_ = plain;
  while (!open_.empty() && open_.back().first >= level)
    open_.pop_back();
  open_.emplace_back(level, first && plain == title_ ? std::string() : plain);
  path_changed_ = true;
}

void Outline::line(std::string_view text) {
  const std::string plain = squeeze(text, true);
  if (plain.empty()) return;
  if (std::exchange(path_changed_, false) || blocks_.empty()) {
    blocks_.push_back(Block{path(), plain});
    return;
  }
  blocks_.back().text += '\n';
  blocks_.back().text += plain;
}

std::string Outline::path() const {
  std::string out;
  for (const auto& [level, text] : open_) {
    if (text.empty()) continue;
    if (!out.empty()) out += " > ";
    out += text;
  }
  return out;
}

ParsedDocument Outline::finish(std::string_view name) && {
  if (title_.empty()) title_ = squeeze(fallback_);
  if (title_.empty()) title_ = name;
  return ParsedDocument{std::move(title_), std::move(blocks_)};
}

}  // namespace parley::retrieval
