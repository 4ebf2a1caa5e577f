#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "parley/result.hpp"
#include "parley/turn.hpp"

namespace parley {

class SessionHandle;

// One conversation of a customer with a tenant. A cheap copyable handle; any thread. JSON in is
// checked against the schema named; wrong JSON is Status::argument with all faults in the error's
// detail. Since 0.1.
class Session {
 public:
  explicit Session(std::shared_ptr<SessionHandle> handle) : handle_(std::move(handle)) {}

  std::string_view id() const noexcept;

  // Schema "input". Returns at once; the first event is ACCEPTED, once the input is durable.
  // Errors: argument, state (closed, draining, or not available in this version), busy (a turn runs
  // and the policy is reject), limit (detail has retry_after_ms), not_found (tenant deleted).
  Result<Turn> start(std::string_view input_json, TurnOptions options = {});

  // The same for a plain message; bytes that are not UTF-8 are repaired. Errors: also limit for
  // more than limits.input_chars.
  Result<Turn> say(std::string_view text, TurnOptions options = {});

  // Schema "append": metadata and close in this version. The answer is {seq} of the ledger's new
  // head. Waits until durable.
  Result<std::string> append(std::string_view input_json);

  // Schema "query", parley_session_view: transcript, messages, state, usage, events, explain.
  Result<std::string> view(std::string_view query_json);

 private:
  std::shared_ptr<SessionHandle> handle_;
};

}  // namespace parley
