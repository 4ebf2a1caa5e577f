#include <cstring>

#include "turn_options.hpp"

using namespace parley;
using namespace parley::capi;

namespace {

// Starts a turn with `call(session, text, options)`; the options' callback is looked after before
// anything is refused.
template <class Call>
parley_status start(parley_session* session, const char* data, size_t size, size_t limit,
                    const parley_turn_options* options, parley_turn** turn, parley_error** error,
                    Call&& call) noexcept {
  return guarded(error, [&]() -> Result<void> {
    TakenOptions taken = TakenOptions::take(options);
    if (auto good = usable(session, "session", turn); !good.ok()) return good;
    auto input = json(data, size, limit);
    if (!input.ok()) return std::move(input).error();
    auto how = std::move(taken).judge();
    if (!how.ok()) return std::move(how).error();
    return give(call(session->value, input.value(), std::move(how).value()), turn);
  });
}

// Marks a turn as being pulled for as long as it lives.
class Pull {
 public:
  explicit Pull(std::atomic<bool>& flag) : flag_(flag), first_(!flag.exchange(true)) {}
  Pull(const Pull&) = delete;
  Pull& operator=(const Pull&) = delete;
  ~Pull() {
    if (first_) flag_.store(false);
  }
  bool first() const noexcept { return first_; }

 private:
  std::atomic<bool>& flag_;
  bool first_;
};

}  // namespace

void parley_turn_options_init(parley_turn_options* options, size_t struct_size) {
  if (options == nullptr || struct_size < sizeof options->struct_size) return;
  const auto size = static_cast<std::uint32_t>(struct_size);
  std::memset(static_cast<void*>(options), 0, struct_size);
  std::memcpy(static_cast<void*>(options), &size, sizeof size);
}

parley_status parley_turn_start(parley_session* session, const char* input, size_t len,
                                const parley_turn_options* options, parley_turn** turn,
                                parley_error** error) {
  return start(session, input, len, kJsonBytes, options, turn, error,
               [](Session& value, std::string_view document, TurnOptions how) {
                 return value.start(document, std::move(how));
               });
}

parley_status parley_turn_say(parley_session* session, const char* words, size_t len,
                              const parley_turn_options* options, parley_turn** turn,
                              parley_error** error) {
  return start(session, words, len, static_cast<size_t>(-1), options, turn, error,
               [](Session& value, std::string_view said, TurnOptions how) {
                 return value.say(said, std::move(how));
               });
}

parley_status parley_turn_attach(parley_session* session, const char* /*turn_id*/, size_t /*len*/,
                                 int64_t /*after_seq*/, const parley_turn_options* options,
                                 parley_turn** turn, parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    const TakenOptions taken = TakenOptions::take(options);
    if (auto good = usable(session, "session", turn); !good.ok()) return good;
    return unavailable();
  });
}

parley_str parley_turn_get_id(const parley_turn* turn) {
  return turn == nullptr ? borrow({}) : borrow(turn->value.id());
}

parley_status parley_turn_next(parley_turn* turn, int32_t timeout_ms, const parley_event** event,
                               parley_error** error) {
  return guarded(error, [&]() -> Result<parley_status> {
    if (event != nullptr) *event = nullptr;
    if (turn == nullptr) return null_argument("turn");
    if (event == nullptr) return null_argument("the place for the event");
    const Pull pull(turn->pulling);
    if (!pull.first()) return make_error(Status::busy, "another thread is pulling this turn");
    Turn::Next next = turn->value.next(timeout_ms);
    turn->event.value = std::move(next.event);
    if (next.status == Status::ok) *event = &turn->event;
    if (next.status == Status::state) return inherited_handle();
    return static_cast<parley_status>(next.status);
  });
}

parley_status parley_turn_submit(parley_turn* turn, const char* /*call_id*/, size_t /*call_id_len*/,
                                 const char* /*json*/, size_t /*json_len*/, parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(turn, "turn"); !good.ok()) return good;
    return unavailable();
  });
}

parley_status parley_turn_promote(parley_turn* turn, const char* /*input*/, size_t /*len*/,
                                  parley_error** error) {
  return guarded(error, [&]() -> Result<void> {
    if (auto good = usable(turn, "turn"); !good.ok()) return good;
    return unavailable();
  });
}

void parley_turn_cancel(parley_turn* turn) {
  guarded(nullptr, [&]() -> Result<void> {
    if (auto good = usable(turn, "turn"); !good.ok()) return good;
    turn->value.cancel();
    return {};
  });
}

void parley_turn_free(parley_turn* turn) {
  release(turn);
}
