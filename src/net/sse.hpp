#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parley/result.hpp"

namespace parley::net {

// Views live until the next call of the parser that gave them; `data` may point into the bytes fed.
struct SseEvent {
  std::string_view type;  // the field "event"; empty = none was given
  std::string_view data;  // the data lines, joined with \n
  std::string_view id;    // the last id of the stream, not only of this event
  bool whole = true;      // false: the stream ended before the blank line behind it
};

// Reads a stream of server-sent events, fed in pieces that may be cut anywhere. Lines end with LF,
// CRLF or CR, also mixed; a byte order mark at the start, comments, unknown fields and fields
// without a colon are no faults. Bytes are not checked for UTF-8. Allocates nothing for an event
// once its buffers have grown to the largest one that was cut by a piece's end. One thread.
//
//   parser.feed(bytes);
//   while (parser.next(event) == SseParser::Step::event) …
class SseParser {
 public:
  enum class Step : std::uint8_t { event, more, fault };

  static constexpr std::size_t kMaxEventBytes = std::size_t{4} << 20;

  // Limit of one line, and of the joined data of one event.
  explicit SseParser(std::size_t max_event_bytes = kMaxEventBytes) : limit_(max_event_bytes) {}

  // Only after next() asked for more; `bytes` must live until it does again.
  void feed(std::string_view bytes);

  // The next event of what was fed. `fault`: a line or event above the limit; stays so, see
  // error().
  Step next(SseEvent& out);

  // The stream is over: hands out at most one event that no blank line followed, then `more`.
  Step finish(SseEvent& out);

  // Status::limit after `fault`.
  Error error() const;
  // The last "retry" of the stream, milliseconds.
  std::optional<std::int64_t> retry_ms() const { return retry_ms_; }

 private:
  bool take_line(std::string_view& line);
  void skip_to(std::size_t used);
  bool read_line(std::string_view line);
  bool add_data(std::string_view value);
  void read_retry(std::string_view value);
  Step hand_out(SseEvent& out, bool whole);
  void clear_event();
  void join();
  bool keep_rest();
  bool fail();

  std::size_t limit_;
  std::string_view bytes_;  // fed and not yet read
  std::size_t lf_ = 0;      // where the next LF and CR are in bytes_, its size = nowhere;
  std::size_t cr_ = 0;      // kept, so that each byte is searched once
  std::string line_;        // the beginning of a line that the last piece cut
  std::string joined_;      // data of the event under way, if data_ could not stay a view
  std::string_view data_;   // into the bytes fed, line_ or joined_
  std::string type_;
  std::string id_;
  std::optional<std::int64_t> retry_ms_;
  bool in_line_ = false;  // line_ waits for its end
  bool has_data_ = false;
  bool is_joined_ = false;
  bool first_line_ = true;
  bool after_cr_ = false;  // a LF at the start of the next piece belongs to it
  bool told_ = false;      // the event under way has been handed out
  bool fault_ = false;
};

}  // namespace parley::net
