#include "call.hpp"

using namespace parley::capi;

// An event in the hands of a caller always has a value: parley_turn_next hands none out otherwise.
namespace {
bool there(const parley_event* event) noexcept {
  return event != nullptr && event->value.has_value();
}
}  // namespace

parley_event_kind parley_event_get_kind(const parley_event* event) {
  return there(event) ? static_cast<parley_event_kind>(event->value->kind()) : 0;
}

int64_t parley_event_get_seq(const parley_event* event) {
  return there(event) ? event->value->seq() : 0;
}

parley_str parley_event_get_text(const parley_event* event) {
  return there(event) ? borrow(event->value->text()) : borrow({});
}

parley_str parley_event_get_json(const parley_event* event) {
  parley_str json = borrow({});
  guarded(nullptr, [&]() -> parley::Result<void> {
    if (there(event)) json = borrow(event->value->json());
    return {};
  });
  return json;
}
