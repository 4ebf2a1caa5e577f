#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

#include "parley/engine.hpp"
#include "parley/event.hpp"
#include "parley/result.hpp"
#include "parley/session.hpp"
#include "parley/tenant.hpp"
#include "parley/turn.hpp"

#include "parley.h"

namespace parley::capi {

// The process that made a handle. In a child made by fork() the handle is inherited: it may refer
// to locks that a thread of the parent held, so nothing behind it is touched, not even to destroy
// it.
class Born {
 public:
  bool inherited() const noexcept { return process_ != ::getpid(); }

 private:
  pid_t process_ = ::getpid();
};

// Data of a callback. The copies share it, and the last one to go frees it.
using HostData = std::shared_ptr<void>;

}  // namespace parley::capi

struct parley_engine {
  explicit parley_engine(parley::Engine engine) : value(std::move(engine)) {}
  parley::Engine value;
  parley::capi::Born born;
  std::mutex mutex;               // guards what follows
  parley::capi::HostData notify;  // of parley_engine_set_notify; no version calls it yet
};

struct parley_tenant {
  explicit parley_tenant(parley::Tenant tenant) : value(std::move(tenant)) {}
  parley::Tenant value;
  parley::capi::Born born;
};

struct parley_session {
  explicit parley_session(parley::Session session) : value(std::move(session)) {}
  parley::Session value;
  parley::capi::Born born;
};

struct parley_event {
  std::optional<parley::Event> value;
};

struct parley_turn {
  explicit parley_turn(parley::Turn turn) : value(std::move(turn)) {}
  parley::Turn value;
  parley::capi::Born born;
  std::atomic<bool> pulling{false};  // a thread is inside parley_turn_next and owns `event`
  parley_event event;                // what was handed out last
};

struct parley_result {
  std::string json;
};

struct parley_error {
  parley::Error value;
};
