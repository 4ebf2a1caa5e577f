#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace parley {

// The same numbers as PARLEY_EVENT_… of the C ABI. New kinds may come: skip what you do not know.
// Since 0.1.
enum class EventKind : std::int32_t {
  accepted = 1,
  text = 2,
  tool_call = 3,
  intent = 4,
  sources = 5,
  cta = 6,
  state = 7,
  guard = 8,
  usage = 9,
  warning = 10,
  retract = 11,
  end = 100,
};

// "accepted", "text" …; "unknown" for a number that is none of them. Since 0.1.
std::string_view event_kind_name(EventKind kind) noexcept;

struct EventBody;

// One event of a turn. A cheap handle on something that never changes; may be read by several
// threads. Views stay valid as long as some copy of the event lives. Since 0.1.
class Event {
 public:
  explicit Event(std::shared_ptr<const EventBody> body) : body_(std::move(body)) {}

  EventKind kind() const noexcept;
  std::int64_t seq()
      const noexcept;  // within the turn, from 1; a joined TEXT has that of its last piece
  std::string_view text() const noexcept;  // of a TEXT; empty for all others
  std::string_view json() const;           // schema "event"; rendered at the first call

 private:
  std::shared_ptr<const EventBody> body_;
};

}  // namespace parley
