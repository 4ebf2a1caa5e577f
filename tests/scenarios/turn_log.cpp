#include "turn_log.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parley::scenarios {
namespace {

constexpr std::array<std::pair<parley_event_kind, const char*>, 12> kKinds = {{
    {PARLEY_EVENT_ACCEPTED, "accepted"},
    {PARLEY_EVENT_TEXT, "text"},
    {PARLEY_EVENT_TOOL_CALL, "tool_call"},
    {PARLEY_EVENT_INTENT, "intent"},
    {PARLEY_EVENT_SOURCES, "sources"},
    {PARLEY_EVENT_CTA, "cta"},
    {PARLEY_EVENT_STATE, "state"},
    {PARLEY_EVENT_GUARD, "guard"},
    {PARLEY_EVENT_USAGE, "usage"},
    {PARLEY_EVENT_WARNING, "warning"},
    {PARLEY_EVENT_RETRACT, "retract"},
    {PARLEY_EVENT_END, "end"},
}};

std::string name_of(parley_event_kind kind) {
  for (const auto& [number, name] : kKinds) {
    if (number == kind) return name;
  }
  return "kind " + std::to_string(kind);
}

std::string known_kind(Words& words) {
  std::string name = words.word();
  const bool known = std::any_of(kKinds.begin(), kKinds.end(),
                                 [&](const auto& entry) { return name == entry.second; });
  if (!known) words.fault("\"" + name + "\" is no kind of event");
  return name;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string member_text(const Json& json, std::string_view pointer) {
  const Json* value = json.at(pointer);
  return value == nullptr ? std::string() : value->text;
}

void check_part(const std::string& whole, Words& words, const std::string& where) {
  const std::string part = words.string();
  if (whole.find(part) == std::string::npos) {
    words.fault(where + " does not hold " + json_string(part) + "; it is " + json_string(whole));
  }
}

std::string shown(const Json& value) {
  return value.type == Json::Type::string ? json_string(value.text)
         : value.text.empty()             ? "a list or an object"
                                          : value.text;
}

void check_value(const Json& value, const std::string& pointer, Words& words) {
  std::size_t taken = 0;
  const auto wanted = read_value(words.left(), taken);
  if (!wanted) words.fault("a JSON value should follow " + pointer);
  words.skip(taken);
  if (!(value == *wanted)) {
    words.fault(pointer + " is " + shown(value) + ", expected " + shown(*wanted));
  }
}

void check_member(const Json& json, const std::string& raw, Words& words) {
  const std::string pointer = words.word();
  const Json* value = json.at(pointer);
  const std::string_view left = words.left();
  if (left.substr(0, 6) == "absent") {
    words.skip(6);
    if (value != nullptr) words.fault(pointer + " should be absent and is " + shown(*value));
    return;
  }
  if (value == nullptr) words.fault("there is no " + pointer + " in " + raw);
  if (left.substr(0, 7) == "present") return words.skip(7);
  if (!words.next_is('~')) return check_value(*value, pointer, words);
  words.skip(1);
  check_part(value->text, words, pointer);
}

}  // namespace

void check_members(const Json& json, const std::string& raw, Words& words) {
  while (!words.done()) {
    if (words.next_is('/')) {
      check_member(json, raw, words);
    } else if (words.next_is('~')) {
      words.skip(1);
      check_part(raw, words, "the answer");
    } else {
      words.fault("expected /pointer or ~ \"part\" at: " + std::string(words.left()));
    }
  }
}

void TurnLog::pull() {
  for (;;) {
    auto next = turn_.next(0);
    if (!next.ok()) throw Failure{line_, "parley_turn_next failed: " + next.error().message};
    if (next->status == PARLEY_DONE && !ended_) throw Failure{line_, "DONE came without END"};
    if (!next->event) return;
    if (ended_)
      throw Failure{line_, "an event came after END: " + std::string(next->event->json())};
    take(*next->event);
  }
}

void TurnLog::take(const api::Event& event) {
  Told told;
  told.kind = event.kind();
  told.name = name_of(told.kind);
  told.text = event.text();
  told.raw = event.json();
  auto json = read_json(told.raw);
  if (!json) throw Failure{line_, "the event is no JSON: " + told.raw};
  told.json = std::move(*json);
  check_rules(told, event.seq());
  seq_ = event.seq();
  code_points_ += code_points(told.text);
  ended_ = told.kind == PARLEY_EVENT_END;
  journal_ += told.raw + "\n";
  const bool joins = told.kind == PARLEY_EVENT_TEXT && next_ < told_.size() &&
                     told_.back().kind == PARLEY_EVENT_TEXT;
  if (joins) {
    told_.back().text += told.text;
  } else {
    told_.push_back(std::move(told));
  }
}

void TurnLog::check_rules(const Told& told, std::int64_t seq) {
  const bool first = told_.empty();
  const bool may_be_first = told.kind == PARLEY_EVENT_ACCEPTED || told.kind == PARLEY_EVENT_END;
  if (first && !may_be_first) throw Failure{line_, "the first event is no ACCEPTED: " + told.raw};
  if (!first && told.kind == PARLEY_EVENT_ACCEPTED) throw Failure{line_, "ACCEPTED came twice"};
  if (seq <= seq_) throw Failure{line_, "seq does not grow: " + told.raw};
  if (member_text(told.json, "/seq") != std::to_string(seq) ||
      member_text(told.json, "/kind") != told.name ||
      member_text(told.json, "/turn") != turn_.id()) {
    throw Failure{line_, "seq, kind or turn of the event's JSON is wrong: " + told.raw};
  }
  if (told.kind != PARLEY_EVENT_TEXT) return;
  if (member_text(told.json, "/text") != told.text || told.text.empty() ||
      member_text(told.json, "/offset") != std::to_string(code_points_)) {
    throw Failure{line_, "text or offset of TEXT is wrong: " + told.raw};
  }
}

std::string TurnLog::story() const {
  std::string story;
  for (std::size_t i = 0; i < told_.size(); ++i) {
    const Told& told = told_[i];
    story += std::string("\n    ") + (i == next_ ? "> " : "  ");
    story += told.kind == PARLEY_EVENT_TEXT ? "text " + json_string(told.text) : told.raw;
  }
  if (next_ == told_.size()) story += "\n    > nothing more";
  return "\n  the turn told:" + story;
}

void TurnLog::expect(Words& words) {
  const std::string kind = known_kind(words);
  try {
    std::size_t at = next_;
    while (at < told_.size() && told_[at].name != kind)
      ++at;
    if (at == told_.size()) words.fault("no further event " + kind);
    const Told& told = told_[at];
    if (kind == "end" && !words.done() && !words.next_is('/') && !words.next_is('~')) {
      const std::string reason = words.word();
      const std::string told_reason = member_text(told.json, "/reason");
      if (reason != told_reason)
        words.fault("the turn ended with " + told_reason + ", expected " + reason);
    }
    if (kind == "end" && words.left().substr(0, 3) == "by ") {
      words.skip(3);
      const std::string who = words.word();
      const std::string told_who = member_text(told.json, "/answered_by");
      if (who != told_who) words.fault(told_who + " answered, expected " + who);
    }
    if (kind == "text" && words.next_is('"')) {
      const std::string wanted = words.string();
      if (told.text != wanted)
        words.fault("the text is " + json_string(told.text) + ", expected " + json_string(wanted));
    }
    while (kind == "text" && words.next_is('~')) {
      words.skip(1);
      check_part(told.text, words, "the text");
    }
    check_members(told.json, told.raw, words);
    next_ = at + 1;
  } catch (Failure& failure) {
    failure.message += story();
    throw;
  }
}

void TurnLog::expect_none(Words& words) const {
  while (!words.done()) {
    const std::string kind = known_kind(words);
    for (std::size_t at = next_; at < told_.size(); ++at) {
      if (told_[at].name == kind) words.fault("there should be no further " + kind + story());
    }
  }
}

void TurnLog::expect_all(Words& words) const {
  std::string wanted;
  while (!words.done())
    wanted += " " + known_kind(words);
  std::string got;
  for (const Told& told : told_)
    got += " " + told.name;
  if (got != wanted) words.fault("the events are" + got + ", expected" + wanted + story());
}

void TurnLog::journal(std::string& out) const {
  out += journal_;
}

}  // namespace parley::scenarios
