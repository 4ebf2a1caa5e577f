#include "engine/event_body.hpp"

#include "json/value.hpp"
#include "json/writer.hpp"

namespace parley {
namespace {

using json::Writer;

void members(Writer& w, const AcceptedData& d) {
  w.member("turn_number", d.turn_number);
  if (d.duplicate) w.member("duplicate", true);
}

void members(Writer& w, const TextData& d) {
  w.member("text", d.text).member("offset", d.offset);
}

void members(Writer& w, const IntentData& d) {
  w.key("intents").begin_array();
  for (const IntentItem& item : d.intents) {
    w.begin_object().member("name", item.name).key("confidence").fixed_e4(item.confidence_e4);
    w.end_object();
  }
  w.end_array().member("reason", d.reason);
}

void members(Writer& w, const SourcesData& d) {
  w.key("sources").begin_array();
  std::int64_t n = 0;
  for (const SourceItem& item : d.sources) {
    w.begin_object().member("n", ++n).member("document", item.document);
    w.member("title", item.title);
    if (!item.heading.empty()) w.member("heading", item.heading);
    w.member("quote", item.quote).key("score").fixed_e4(item.score_e4).end_object();
  }
  w.end_array();
}

void members(Writer& w, const StateData& d) {
  static constexpr const char* kOwners[] = {"bot", "human", "closed"};
  w.member("owner", kOwners[d.owner]).member("epoch", d.epoch);
  if (!d.queue.empty()) w.member("queue", d.queue);
}

void members(Writer& w, const GuardData& d) {
  w.member("check", d.check).member("verdict", d.verdict).member("offset", d.offset);
  if (!d.reason.empty()) w.member("reason", d.reason);
}

void members(Writer& w, const UsageData& d) {
  w.member("input_tokens", d.input_tokens).member("output_tokens", d.output_tokens);
  w.member("cached_tokens", d.cached_tokens).member("cost_micro", 0).member("model", d.model);
}

void members(Writer& w, const WarningData& d) {
  w.member("code", d.code).member("message", d.message);
}

void members(Writer& w, const RetractData& d) {
  w.member("from", d.from);
}

void members(Writer& w, const EndData& d) {
  w.member("reason", end_reason_name(d.reason)).member("answered_by", d.answered_by);
  w.key("released");
  d.released < 0 ? w.null() : w.value(d.released);
  if (d.error == Status::ok) return;
  w.key("error").begin_object().member("status", static_cast<int>(d.error));
  w.member("code", status_name(d.error));
  w.member("message", d.error_message);
  const auto detail = json::parse(d.error_detail.empty() ? "{}" : d.error_detail);
  if (const json::Object* members = detail ? detail->as_object() : nullptr) {
    for (const auto& [name, value] : *members) {
      if (name == "retryable" || name == "retry_after_ms" || name == "hint")
        w.key(name).raw(json::write(value));
    }
  }
  w.end_object();
}

}  // namespace

std::string_view event_kind_name(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::accepted:
      return "accepted";
    case EventKind::text:
      return "text";
    case EventKind::tool_call:
      return "tool_call";
    case EventKind::intent:
      return "intent";
    case EventKind::sources:
      return "sources";
    case EventKind::cta:
      return "cta";
    case EventKind::state:
      return "state";
    case EventKind::guard:
      return "guard";
    case EventKind::usage:
      return "usage";
    case EventKind::warning:
      return "warning";
    case EventKind::retract:
      return "retract";
    case EventKind::end:
      return "end";
  }
  return "unknown";
}

std::string_view end_reason_name(EndReason reason) noexcept {
  static constexpr std::string_view kNames[] = {"stop",   "length",    "handoff",
                                                "gate",   "cancelled", "interrupted",
                                                "merged", "deadline",  "error"};
  return kNames[static_cast<std::size_t>(reason)];
}

EventKind kind_of(const EventData& data) noexcept {
  static constexpr EventKind kKinds[] = {
      EventKind::accepted, EventKind::text,  EventKind::intent, EventKind::sources,
      EventKind::state,    EventKind::guard, EventKind::usage,  EventKind::warning,
      EventKind::retract,  EventKind::end};
  return kKinds[data.index()];
}

std::string render(const EventBody& body) {
  std::string out;
  Writer w(out);
  w.begin_object().member("seq", body.seq).member("kind", event_kind_name(kind_of(body.data)));
  w.member("turn", *body.turn_id);
  std::visit([&w](const auto& data) { members(w, data); }, body.data);
  w.end_object();
  return out;
}

EventKind Event::kind() const noexcept {
  return kind_of(body_->data);
}

std::int64_t Event::seq() const noexcept {
  return body_->seq;
}

std::string_view Event::text() const noexcept {
  const TextData* text = std::get_if<TextData>(&body_->data);
  return text == nullptr ? std::string_view() : std::string_view(text->text);
}

std::string_view Event::json() const {
  std::call_once(body_->rendered, [this] { body_->json = render(*body_); });
  return body_->json;
}

}  // namespace parley
