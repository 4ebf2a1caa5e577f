#include "retrieval/outline.hpp"

#include <algorithm>

namespace parley::retrieval {

namespace {
// A heading longer than this is a paragraph in disguise; the path would drown the chunks.
constexpr std::size_t kMaxHeadingBytes = 300;

bool is_blank(unsigned char c) {
  return c <= 0x20 || c == 0x7f;
}

// Bytes of a blank of more than one byte at `at` (no-break space), else 0.
std::size_t wide_blank(std::string_view s, std::size_t at) {
  return s.substr(at, 2) == "\xc2\xa0" ? 2 : 0;
}
}  // namespace

std::string squeeze(std::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  bool blank = false;
  bool line = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t wide = wide_blank(text, i);
    if (is_blank(c) || wide > 0) {
      blank = true;
      line = line || c == '\n';
      i += wide > 0 ? wide - 1 : 0;
      continue;
    }
    if (blank && !out.empty()) out.push_back(line && keep_lines ? '\n' : ' ');
    blank = line = false;
    out.push_back(text[i]);
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
