#pragma once

#include <string>
#include <string_view>

#include "parley/tenant.hpp"

#include "args.hpp"
#include "json/value.hpp"
#include "output.hpp"

namespace parley::cli {

// What one turn came to.
struct Answer {
  std::string turn;
  std::int64_t number = 0;
  std::string text;
  json::Array sources;
  json::Value intent;  // the event, or null
  std::string owner;   // of the last STATE event; empty when there was none
  json::Value end;     // the event
};

// While it lives Ctrl-C is counted instead of ending the process. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  static int count();
};

// Follows a turn to its END and shows what comes: text as it streams, or under --json each event on
// a line. Ctrl-C asks the turn to stop when an InterruptGuard is alive.
Result<Answer> follow(Turn& turn, Output& out);

// The same without showing anything.
Result<Answer> follow_quietly(Turn& turn);

// Sources with their quotations, who answered and why. Nothing under --json.
void show_reasons(Output& out, const Answer& answer);
void show_sources(Output& out, const json::Array& sources);

// "the built-in responder" for "responder" and so on.
std::string answered_by_text(std::string_view answered_by);

// An error for an END that says error; nothing else is one.
Result<void> end_error(const Answer& answer);

// The session that --session, --channel and --customer name, or a new one.
Result<Session> open_session(Tenant& tenant, const Arguments& arguments);

}  // namespace parley::cli
