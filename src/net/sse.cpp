#include "net/sse.hpp"

#include <algorithm>
#include <charconv>

#include "base/error.hpp"

namespace parley::net {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
// A buffer that one long event has blown up is given back.
constexpr std::size_t kBytesKept = std::size_t{64} << 10;

void clear(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > kBytesKept) buffer = std::string();
}

void drop_mark(std::string_view& line) {
  if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
}

}  // namespace

void SseParser::feed(std::string_view bytes) {
  if (after_cr_ && !bytes.empty()) {
    if (bytes.front() == '\n') bytes.remove_prefix(1);
    after_cr_ = false;
  }
  bytes_ = bytes;
  lf_ = std::min(bytes_.find('\n'), bytes_.size());
  cr_ = std::min(bytes_.find('\r'), bytes_.size());
}

SseParser::Step SseParser::next(SseEvent& out) {
  if (fault_) return Step::fault;
  if (told_) clear_event();
  std::string_view line;
  while (take_line(line)) {
    if (line.empty() && has_data_) return hand_out(out, true);
    if (line.empty()) type_.clear();
    if (!read_line(line)) return Step::fault;
  }
  return !fault_ && keep_rest() ? Step::more : Step::fault;
}

SseParser::Step SseParser::finish(SseEvent& out) {
  if (fault_) return Step::fault;
  if (told_) clear_event();
  if (in_line_) {
    in_line_ = false;
    std::string_view line = line_;
    if (first_line_) drop_mark(line);
    if (!read_line(line)) return Step::fault;
  }
  return has_data_ ? hand_out(out, false) : Step::more;
}

Error SseParser::error() const {
  return make_error(Status::limit, "the server sent a line or an event of more than " +
                                       std::to_string(limit_) + " bytes, which is the limit");
}

// The next whole line without its end; an empty one is a line too.
bool SseParser::take_line(std::string_view& line) {
  const std::size_t end = std::min(lf_, cr_);
  if (end == bytes_.size()) return false;
  std::size_t used = end + 1;
  if (end == cr_) {
    if (used == bytes_.size()) {
      after_cr_ = true;
    } else if (bytes_[used] == '\n') {
      ++used;
    }
  }
  line = bytes_.substr(0, end);
  if (in_line_) line = line_.append(line);
  in_line_ = false;
  skip_to(used);
  if (line.size() > limit_) return fail();
  if (first_line_) drop_mark(line);
  first_line_ = false;
  return true;
}

void SseParser::skip_to(std::size_t used) {
  const auto move_on = [&](std::size_t at, char mark) {
    return at >= used ? at - used : std::min(bytes_.find(mark), bytes_.size());
  };
  bytes_.remove_prefix(used);
  lf_ = move_on(lf_, '\n');
  cr_ = move_on(cr_, '\r');
}

// Comments have an empty name: they are unknown fields like others.
bool SseParser::read_line(std::string_view line) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view name = line.substr(0, colon);
  std::string_view value = line.substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "data") return add_data(value);
  if (name == "event") type_.assign(value);
  if (name == "id" && value.find('\0') == std::string_view::npos) id_.assign(value);
  if (name == "retry") read_retry(value);
  return true;
}

bool SseParser::add_data(std::string_view value) {
  if (!has_data_) {
    has_data_ = true;
    data_ = value;
    return true;
  }
  join();
  joined_.append(1, '\n').append(value);
  data_ = joined_;
  return joined_.size() <= limit_ || fail();
}

void SseParser::read_retry(std::string_view value) {
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), ms);
  if (error == std::errc() && end == value.data() + value.size() && ms >= 0) retry_ms_ = ms;
}

SseParser::Step SseParser::hand_out(SseEvent& out, bool whole) {
  told_ = true;
  out = {type_, data_, id_, whole};
  return Step::event;
}

void SseParser::clear_event() {
  told_ = has_data_ = is_joined_ = false;
  data_ = {};
  type_.clear();
  clear(joined_);
}

void SseParser::join() {
  if (!is_joined_) data_ = joined_.assign(data_);
  is_joined_ = true;
}

// What the views pointed to is about to go.
bool SseParser::keep_rest() {
  if (has_data_) join();
  if (bytes_.empty()) return true;
  if (!in_line_) clear(line_);
  in_line_ = true;
  line_.append(bytes_);
  bytes_ = {};
  lf_ = cr_ = 0;
  return line_.size() <= limit_ || fail();
}

bool SseParser::fail() {
  fault_ = true;
  return false;
}

}  // namespace parley::net
