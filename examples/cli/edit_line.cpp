#include "edit_line.hpp"

#include <algorithm>

#include "json/utf8.hpp"
#include "layout.hpp"

namespace parley::cli {
namespace {

constexpr char kEscape = '\x1b';

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

std::size_t bytes_of_lead(char byte) {
  const auto lead = static_cast<unsigned char>(byte);
  return lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
}

}  // namespace

std::optional<KeyPress> KeyReader::feed(char byte) {
  if (!pending_.empty() && pending_[0] == kEscape) return escape(byte);
  if (byte == kEscape) {
    pending_.assign(1, byte);
    return std::nullopt;
  }
  if (pasting_ && (byte == '\r' || byte == '\n' || byte == '\t')) return KeyPress{Key::text, " "};
  if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f) {
    pending_.clear();
    return pasting_ ? std::nullopt : control(byte);
  }
  return character(byte);
}

std::optional<KeyPress> KeyReader::control(char byte) {
  switch (byte) {
    case '\r':
    case '\n':
      return KeyPress{Key::enter, {}};
    case '\b':
    case 0x7f:
      return KeyPress{Key::backspace, {}};
    case '\t':
      return KeyPress{Key::text, " "};
    case 0x01:
      return KeyPress{Key::home, {}};
    case 0x02:
      return KeyPress{Key::left, {}};
    case 0x03:
      return KeyPress{Key::interrupt, {}};
    case 0x04:
      return KeyPress{Key::end_of_file, {}};
    case 0x05:
      return KeyPress{Key::end, {}};
    case 0x06:
      return KeyPress{Key::right, {}};
    case 0x0b:
      return KeyPress{Key::kill_behind, {}};
    case 0x0c:
      return KeyPress{Key::redraw, {}};
    case 0x0e:
      return KeyPress{Key::down, {}};
    case 0x10:
      return KeyPress{Key::up, {}};
    case 0x15:
      return KeyPress{Key::kill_before, {}};
    case 0x17:
      return KeyPress{Key::kill_word, {}};
    default:
      return std::nullopt;
  }
}

std::optional<KeyPress> KeyReader::character(char byte) {
  if (continues(byte) == pending_.empty()) pending_.clear();  // a torn character
  if (continues(byte) && pending_.empty()) return std::nullopt;
  pending_ += byte;
  if (pending_.size() < bytes_of_lead(pending_[0])) return std::nullopt;
  KeyPress out{Key::text, std::move(pending_)};
  pending_.clear();
  std::string_view rest = out.text;
  return json::take_code_point(rest) == json::kBadUtf8 ? std::nullopt
                                                       : std::optional(std::move(out));
}

std::optional<KeyPress> KeyReader::escape(char byte) {
  pending_ += byte;
  if (pending_.size() == 2 && (byte == '[' || byte == 'O')) return std::nullopt;
  const bool parameter = (byte >= '0' && byte <= '9') || byte == ';' || byte == '?';
  if (pending_.size() > 2 && pending_.size() < 16 && parameter) return std::nullopt;
  return sequence();
}

std::optional<KeyPress> KeyReader::sequence() {
  const std::string got = pending_.substr(1);
  pending_.clear();
  if (got == "[200~") pasting_ = true;
  if (got == "[201~") pasting_ = false;
  static constexpr std::pair<std::string_view, Key> kKnown[] = {
      {"[A", Key::up},    {"OA", Key::up},    {"[B", Key::down},  {"OB", Key::down},
      {"[C", Key::right}, {"OC", Key::right}, {"[D", Key::left},  {"OD", Key::left},
      {"[H", Key::home},  {"OH", Key::home},  {"[F", Key::end},   {"OF", Key::end},
      {"[1~", Key::home}, {"[4~", Key::end},  {"[7~", Key::home}, {"[8~", Key::end},
      {"[3~", Key::erase}};
  for (const auto& [bytes, key] : kKnown) {
    if (got == bytes) return KeyPress{key, {}};
  }
  return std::nullopt;
}

std::size_t EditLine::before(std::size_t at) const {
  if (at > 0) --at;
  while (at > 0 && continues(text_[at]))
    --at;
  return at;
}

std::size_t EditLine::behind(std::size_t at) const {
  if (at < text_.size()) ++at;
  while (at < text_.size() && continues(text_[at]))
    ++at;
  return at;
}

void EditLine::erase(std::size_t from, std::size_t to) {
  text_.erase(from, to - from);
  cursor_ = from;
}

void EditLine::press(const KeyPress& key) {
  switch (key.key) {
    case Key::text:
      if (text_.size() + key.text.size() > kMostBytes) break;
      text_.insert(cursor_, key.text);
      cursor_ += key.text.size();
      break;
    case Key::backspace:
      erase(before(cursor_), cursor_);
      break;
    case Key::erase:
      erase(cursor_, behind(cursor_));
      break;
    case Key::left:
      cursor_ = before(cursor_);
      break;
    case Key::right:
      cursor_ = behind(cursor_);
      break;
    case Key::home:
      cursor_ = 0;
      break;
    case Key::end:
      cursor_ = text_.size();
      break;
    case Key::kill_before:
      erase(0, cursor_);
      break;
    case Key::kill_behind:
      erase(cursor_, text_.size());
      break;
    case Key::kill_word: {
      std::size_t from = cursor_;
      while (from > 0 && text_[from - 1] == ' ')
        --from;
      while (from > 0 && text_[from - 1] != ' ')
        --from;
      erase(from, cursor_);
      break;
    }
    case Key::up:
      recall(-1);
      break;
    case Key::down:
      recall(1);
      break;
    default:
      break;
  }
}

void EditLine::recall(std::ptrdiff_t step) {
  const std::ptrdiff_t wanted = static_cast<std::ptrdiff_t>(recalled_) + step;
  if (wanted < 0 || wanted > static_cast<std::ptrdiff_t>(earlier_.size())) return;
  if (recalled_ == earlier_.size()) typed_ = text_;
  recalled_ = static_cast<std::size_t>(wanted);
  text_ = recalled_ == earlier_.size() ? typed_ : earlier_[recalled_];
  cursor_ = text_.size();
}

std::string EditLine::take() {
  std::string out = std::move(text_);
  if (!out.empty() && (earlier_.empty() || earlier_.back() != out)) earlier_.push_back(out);
  if (earlier_.size() > kMostLines) earlier_.erase(earlier_.begin());
  clear();
  return out;
}

void EditLine::clear() {
  text_.clear();
  typed_.clear();
  cursor_ = 0;
  recalled_ = earlier_.size();
}

Visible visible_part(std::string_view text, std::size_t cursor, std::size_t width) {
  Visible out;
  std::string_view front = text.substr(0, cursor);
  out.column = columns(front);
  // One column stays free for the cursor behind the last character.
  while (!front.empty() && out.column + 1 > width)
    out.column -= columns(json::take_code_point(front));
  std::string_view rest = text.substr(cursor - front.size());
  std::size_t used = 0;
  while (!rest.empty()) {
    std::string_view after = rest;
    used += columns(json::take_code_point(after));
    if (used > width) break;
    out.text += rest.substr(0, rest.size() - after.size());
    rest = after;
  }
  return out;
}

}  // namespace parley::cli
