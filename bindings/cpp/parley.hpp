// parley.hpp - C++20 over parley.h: handles that free themselves, results instead of out
// parameters, a range-for over a turn's events. Header-only; link parley::cpp (which links the
// shared library).
//
//     auto engine  = parley::api::Engine::open(R"({"data":"shop.db"})").value();
//     auto session = engine.tenant("shop").value().session().value();
//     auto turn    = session.say("Do you ship to Austria?").value();
//     for (const parley::api::Event& event : turn) std::cout << event.text();
//
// Everything is in parley::api, so that it does not meet the C++ core, whose names are in parley
// itself; a program may include both.
//
// Expected<T> holds a value or an Error. Ask ok() first, or call value(): it throws
// parley::api::Exception, and where the compiler runs without exceptions it ends the program, so
// ask there.
//
// Engine, Tenant and Session are cheap copies of one handle; the last copy frees it. Turn can only
// be moved. Threads and lifetimes are as parley.h says; an Event is a view, valid until its turn is
// pulled again.
#ifndef PARLEY_HPP
#define PARLEY_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "parley.h"

namespace parley::api {

inline std::string_view view(parley_str text) noexcept {
  return {text.data, text.len};
}

// Why a call failed: a value of its own.
struct Error {
  parley_status status = PARLEY_OK;
  std::string message;
  std::string detail;  // a JSON object

  // Takes the object over and frees it.
  static Error adopt(parley_status status, parley_error* error) {
    const std::unique_ptr<parley_error, decltype(&parley_error_free)> owned(error,
                                                                            parley_error_free);
    if (error == nullptr) return {status, std::string(view(parley_status_name(status))), "{}"};
    return {status, std::string(view(parley_error_get_message(error))),
            std::string(view(parley_error_get_detail(error)))};
  }
};

class Exception : public std::runtime_error {
 public:
  explicit Exception(Error error) : std::runtime_error(error.message), error_(std::move(error)) {}
  const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

[[noreturn]] inline void raise(const Error& error) {
#if defined(__cpp_exceptions)
  throw Exception(error);
#else
  (void)error;
  std::abort();
#endif
}

// A value, or why there is none.
template <class T>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Expected(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return held_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  const Error& error() const { return *std::get_if<1>(&held_); }  // only if not ok()
  T& value() & {
    if (!ok()) raise(error());
    return *std::get_if<0>(&held_);
  }
  T&& value() && { return std::move(value()); }
  T& operator*() & { return value(); }
  T* operator->() { return &value(); }

 private:
  std::variant<T, Error> held_;
};

struct Done {};  // the value of a call that answers nothing
using Outcome = Expected<Done>;

namespace detail {

template <class T, auto Free>
std::shared_ptr<T> shared(T* handle) {
  return std::shared_ptr<T>(handle, Free);
}

// Calls a function whose last two parameters are a parley_result** and a parley_error**.
template <class Function, class... Args>
Expected<std::string> ask(Function function, Args... args) {
  parley_result* result = nullptr;
  parley_error* error = nullptr;
  const parley_status status = function(args..., &result, &error);
  if (status < 0) return Error::adopt(status, error);
  const std::unique_ptr<parley_result, decltype(&parley_result_free)> owned(result,
                                                                            parley_result_free);
  return std::string(view(parley_result_get_json(result)));
}

// The same for one that answers nothing.
template <class Function, class... Args>
Outcome tell(Function function, Args... args) {
  parley_error* error = nullptr;
  const parley_status status = function(args..., &error);
  if (status < 0) return Error::adopt(status, error);
  return Done{};
}

// The same for one that answers a handle.
template <class Handle, class Out, class Function, class... Args>
Expected<Out> make(Function function, Args... args) {
  Handle* handle = nullptr;
  parley_error* error = nullptr;
  const parley_status status = function(args..., &handle, &error);
  if (status < 0) return Error::adopt(status, error);
  return Out(handle);
}

}  // namespace detail

// A step of a turn: a view, valid until the turn is pulled again.
class Event {
 public:
  explicit Event(const parley_event* event) noexcept : event_(event) {}
  parley_event_kind kind() const noexcept { return parley_event_get_kind(event_); }
  std::int64_t seq() const noexcept { return parley_event_get_seq(event_); }
  std::string_view text() const noexcept { return view(parley_event_get_text(event_)); }
  std::string_view json() const noexcept { return view(parley_event_get_json(event_)); }

 private:
  const parley_event* event_;
};

struct TurnOptions {
  std::int64_t deadline_ms = 0;  // 0: the tenant's
  std::uint32_t flags = 0;       // PARLEY_TURN_…
  std::function<void()> notify;  // on a thread of the engine; may only signal
};

// One input and all that follows. Going away cancels it if it still runs.
class Turn {
 public:
  explicit Turn(parley_turn* handle) : handle_(handle, parley_turn_free) {}

  std::string_view id() const noexcept { return view(parley_turn_get_id(handle_.get())); }
  void cancel() noexcept { parley_turn_cancel(handle_.get()); }

  // PARLEY_OK: there is an event. PARLEY_AGAIN: none in time. PARLEY_DONE: END was handed out
  // before.
  struct Next {
    parley_status status = PARLEY_DONE;
    std::optional<Event> event;
  };
  Expected<Next> next(std::int32_t timeout_ms = -1) {
    const parley_event* event = nullptr;
    parley_error* error = nullptr;
    const parley_status status = parley_turn_next(handle_.get(), timeout_ms, &event, &error);
    if (status < 0) return Error::adopt(status, error);
    return event == nullptr ? Next{status, std::nullopt} : Next{status, Event(event)};
  }

  // Waits for each event; comes to its end after END. A failure raises.
  class Iterator {
   public:
    using value_type = Event;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    explicit Iterator(Turn* turn) : turn_(turn) { ++*this; }
    const Event& operator*() const { return *event_; }
    Iterator& operator++() {
      event_ = turn_->next().value().event;
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const noexcept { return !event_.has_value(); }

   private:
    Turn* turn_;
    std::optional<Event> event_;
  };
  Iterator begin() { return Iterator(this); }
  std::default_sentinel_t end() const noexcept { return {}; }

  parley_turn* get() const noexcept { return handle_.get(); }

 private:
  std::unique_ptr<parley_turn, decltype(&parley_turn_free)> handle_;
};

class Session {
 public:
  explicit Session(parley_session* handle)
      : handle_(detail::shared<parley_session, parley_session_free>(handle)) {}

  std::string_view id() const noexcept { return view(parley_session_get_id(get())); }
  Expected<Turn> say(std::string_view text, TurnOptions options = {}) {
    return begin(parley_turn_say, text, std::move(options));
  }
  // Document of schema "input".
  Expected<Turn> start(std::string_view input, TurnOptions options = {}) {
    return begin(parley_turn_start, input, std::move(options));
  }
  Expected<std::string> append(std::string_view input) {
    return detail::ask(parley_session_append, get(), input.data(), input.size());
  }
  Expected<std::string> view_of(std::string_view query) {
    return detail::ask(parley_session_view, get(), query.data(), query.size());
  }
  parley_session* get() const noexcept { return handle_.get(); }

 private:
  using Begin = decltype(&parley_turn_say);
  Expected<Turn> begin(Begin function, std::string_view input, TurnOptions options) {
    parley_turn_options how;
    parley_turn_options_init(&how, sizeof how);
    how.flags = options.flags;
    how.deadline_ms = options.deadline_ms;
    if (options.notify) {
      how.notify = [](void* data) { (*static_cast<std::function<void()>*>(data))(); };
      how.notify_data = new std::function<void()>(std::move(options.notify));
      how.notify_free = [](void* data) { delete static_cast<std::function<void()>*>(data); };
    }
    return detail::make<parley_turn, Turn>(function, get(), input.data(), input.size(),
                                           static_cast<const parley_turn_options*>(&how));
  }

  std::shared_ptr<parley_session> handle_;
};

class Tenant {
 public:
  explicit Tenant(parley_tenant* handle)
      : handle_(detail::shared<parley_tenant, parley_tenant_free>(handle)) {}

  Expected<std::string> get_version(std::int64_t version = 0) {
    return detail::ask(parley_tenant_get, get(), version);
  }
  Outcome rollback(std::int64_t version) {
    return detail::tell(parley_tenant_rollback, get(), version);
  }
  Outcome remove() { return detail::tell(parley_tenant_delete, get()); }
  Expected<std::string> understand(std::string_view input) {
    return ask(parley_tenant_understand, input);
  }
  Expected<std::string> kb_apply(std::string_view batch) { return ask(parley_kb_apply, batch); }
  Expected<std::string> kb_search(std::string_view query) { return ask(parley_kb_search, query); }
  Expected<std::string> kb_info(std::string_view query) { return ask(parley_kb_info, query); }
  Outcome kb_rollback(std::string_view kb, std::int64_t version) {
    return detail::tell(parley_kb_rollback, get(), kb.empty() ? nullptr : kb.data(), kb.size(),
                        version);
  }
  // Document of schema "session", or nothing.
  Expected<Session> session(std::string_view json = {}) {
    return detail::make<parley_session, Session>(parley_session_open, get(), json.data(),
                                                 json.size());
  }
  Expected<std::string> sessions(std::string_view query = "{}") {
    return ask(parley_session_list, query);
  }
  parley_tenant* get() const noexcept { return handle_.get(); }

 private:
  template <class Function>
  Expected<std::string> ask(Function function, std::string_view json) {
    return detail::ask(function, get(), json.data(), json.size());
  }

  std::shared_ptr<parley_tenant> handle_;
};

class Engine {
 public:
  using Log = std::function<void(std::int32_t level, std::string_view json)>;

  explicit Engine(parley_engine* handle)
      : handle_(detail::shared<parley_engine, parley_engine_free>(handle)) {}

  // Document of schema "engine", or nothing for an engine in memory.
  static Expected<Engine> open(std::string_view json = {}) {
    return detail::make<parley_engine, Engine>(parley_engine_open, json.data(), json.size());
  }
  // Whether no turn runs any more.
  Expected<bool> drain(std::int32_t timeout_ms) {
    parley_error* error = nullptr;
    const parley_status status = parley_engine_drain(get(), timeout_ms, &error);
    if (status < 0) return Error::adopt(status, error);
    return status == PARLEY_OK;
  }
  Expected<std::string> info(std::string_view what) {
    return detail::ask(parley_engine_info, get(), what.data(), what.size());
  }
  // An empty tenant: the secret serves the engine's own models.
  Outcome set_secret(std::string_view tenant, std::string_view name, std::string_view value) {
    return detail::tell(parley_engine_set_secret, get(), tenant.empty() ? nullptr : tenant.data(),
                        tenant.size(), name.data(), name.size(), value.data(), value.size());
  }
  // An empty function turns logging off.
  void set_log(Log log) {
    if (!log) return parley_engine_set_log(get(), nullptr, nullptr, nullptr);
    parley_engine_set_log(get(), write_log, new Log(std::move(log)),
                          [](void* data) { delete static_cast<Log*>(data); });
  }
  Expected<std::string> put_tenant(std::string_view id, std::string_view json) {
    return detail::ask(parley_tenant_put, get(), id.data(), id.size(), json.data(), json.size());
  }
  Expected<std::string> tenants(std::string_view query = "{}") {
    return detail::ask(parley_tenant_list, get(), query.data(), query.size());
  }
  Expected<Tenant> tenant(std::string_view id) {
    return detail::make<parley_tenant, Tenant>(parley_tenant_open, get(), id.data(), id.size());
  }
  parley_engine* get() const noexcept { return handle_.get(); }

 private:
  static void write_log(void* data, std::int32_t level, parley_str json) {
    (*static_cast<Log*>(data))(level, view(json));
  }

  std::shared_ptr<parley_engine> handle_;
};

}  // namespace parley::api

#endif  // PARLEY_HPP
