// What can be read of a conversation: all of it computed from the ledger's rows.
#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "engine/handles.hpp"
#include "engine/turn_id.hpp"
#include "json/writer.hpp"

namespace parley {
namespace {

using json::Writer;

constexpr std::int64_t kRowsAtOnce = 512;

// The rows of one turn, or one row that stands outside of turns.
struct Group {
  std::vector<EventRow> rows;
  std::string answer;
  std::optional<TurnRecord> record;
  const EventRow* question = nullptr;
};

struct Page {
  std::vector<Group> groups;
  std::int64_t next = 0;  // 0 = that was all
};

Result<Group> finish_group(std::vector<EventRow> rows) {
  Group group;
  group.rows = std::move(rows);
  for (const EventRow& row : group.rows) {
    if (row.kind == kRowInput) group.question = &row;
    if (row.kind != static_cast<int>(EventKind::end)) continue;
    group.answer = row.text;
    auto record = decode(row.meta, group.answer);
    if (!record) return std::move(record).error();
    group.record = *std::move(record);
  }
  return group;
}

// At most `limit` groups of rows with seq > after.
Result<Page> read_page(Ledger& ledger, std::int64_t session, std::int64_t after,
                       std::int64_t limit) {
  Page page;
  std::vector<EventRow> open;
  for (;;) {
    auto rows = ledger.events(session, after, kRowsAtOnce);
    if (!rows) return std::move(rows).error();
    for (EventRow& row : *rows) {
      if (static_cast<std::int64_t>(page.groups.size()) == limit) {
        page.next = after;
        return page;
      }
      const bool stands_alone = row.kind > kRowInput;
      const bool last = stands_alone || row.kind == static_cast<int>(EventKind::end);
      const std::int64_t seq = row.seq;
      open.push_back(std::move(row));
      if (!last) continue;
      auto group = finish_group(std::exchange(open, {}));
      if (!group) return std::move(group).error();
      page.groups.push_back(*std::move(group));
      after = seq;
    }
    if (static_cast<std::int64_t>(rows->size()) < kRowsAtOnce || open.size() >= kRowsAtOnce)
      return page;
    // A turn that was cut in two by the read is read again from its beginning.
    open.clear();
  }
}

void write_sources(Writer& w, const std::vector<SourceItem>& sources) {
  if (sources.empty()) return;
  w.key("sources").begin_array();
  for (const SourceItem& source : sources) {
    w.begin_object().member("document", source.document).member("title", source.title);
    if (!source.heading.empty()) w.member("heading", source.heading);
    w.member("quote", source.quote).end_object();
  }
  w.end_array();
}

// What people of the business did: their words, and what happened to the conversation.
void write_outside(Writer& w, const EventRow& row) {
  std::string_view who = "system";
  std::string_view text = row.text;
  switch (row.kind) {
    case kRowHumanMessage:
      who = "human";
      break;
    case kRowNote:
      who = "note";
      break;
    case kRowTakeOver:
      text = "A person took the conversation over.";
      break;
    case kRowRelease:
      text = "The conversation was given back.";
      break;
    case kRowClose:
      if (text.empty()) text = "The conversation was closed.";
      break;
    case kRowRating:
      who = "customer";
      break;
    default:
      return;
  }
  const auto meta = json::parse(row.meta.empty() ? "{}" : row.meta);
  w.begin_object().member("turn", row.turn).member("at", row.at).member("who", who);
  w.member("text", text);
  if (meta) {
    for (const auto& [name, value] : *meta->as_object()) {
      if (name == "turn")
        w.key("about").raw(json::write(value));
      else
        w.key(name).raw(json::write(value));
    }
  }
  w.end_object();
}

void write_transcript(Writer& w, const Group& group) {
  const EventRow& last = group.rows.back();
  if (last.kind > kRowInput) return write_outside(w, last);
  if (group.question != nullptr && !group.question->text.empty()) {
    w.begin_object()
        .member("turn", last.turn)
        .member("at", group.question->at)
        .member("who", "customer");
    w.member("text", group.question->text).end_object();
  }
  const EndData& end = group.record->end;
  w.begin_object()
      .member("turn", last.turn)
      .member("at", last.at)
      .member("who", "bot")
      .member("text", group.answer);
  w.member("answered_by", end.answered_by).member("reason", end_reason_name(end.reason));
  write_sources(w, group.record->sources);
  if (group.record->owner_changed) w.member("handed_to", group.record->state.queue);
  w.end_object();
}

void write_messages(Writer& w, const Group& group) {
  if (const EventRow& last = group.rows.back(); last.kind == kRowHumanMessage)
    w.begin_object().member("role", "assistant").member("content", last.text).end_object();
  if (!group.record) return;
  if (group.question != nullptr && !group.question->text.empty()) {
    w.begin_object().member("role", "user").member("content", group.question->text).end_object();
  }
  if (!group.answer.empty()) {
    w.begin_object().member("role", "assistant").member("content", group.answer).end_object();
  }
}

Result<void> write_events(Writer& w, const Group& group, const std::string& salt) {
  if (!group.record) return {};
  auto events = replay_events(group.rows);
  if (!events) return std::move(events).error();
  const auto id = std::make_shared<const std::string>(turn_id(salt, group.rows.back().turn));
  std::int64_t seq = 0;
  for (EventData& data : *events) {
    if (auto* accepted = std::get_if<AcceptedData>(&data)) accepted->duplicate = false;
    w.raw(render(EventBody(++seq, id, std::move(data))));
  }
  return {};
}

Result<std::string> list_view(Core& core, const SessionRow& row, const json::Value& query,
                              std::string_view view) {
  auto page = read_page(core.ledger(), row.id, query.integer("after"), query.integer("limit", 100));
  if (!page) return std::move(page).error();
  std::string out;
  Writer w(out);
  w.begin_object().key("items").begin_array();
  for (const Group& group : page->groups) {
    if (view == "transcript") write_transcript(w, group);
    if (view == "messages") write_messages(w, group);
    if (view != "events") continue;
    if (auto outcome = write_events(w, group, row.salt); !outcome) return outcome.error();
  }
  w.end_array();
  if (page->next != 0) w.member("next", page->next);
  w.end_object();
  return out;
}

std::string state_view(const SessionRow& row) {
  static constexpr const char* kOwners[] = {"bot", "human", "closed"};
  std::string out;
  Writer w(out);
  w.begin_object().member("session", row.name);
  if (!row.customer.empty()) w.member("customer", row.customer);
  w.member("owner", kOwners[static_cast<std::size_t>(row.owner)]).member("epoch", row.epoch);
  w.member("head", row.head_seq)
      .member("hash", to_hex(bytes_of(row.head_hash)))
      .member("turns", row.last_turn);
  if (row.expires_at) w.member("expires_at", *row.expires_at);
  w.key("slots").begin_object().end_object();
  w.key("metadata").raw(row.metadata.empty() ? "{}" : row.metadata).end_object();
  return out;
}

Result<std::string> usage_view(Core& core, const SessionRow& row) {
  std::int64_t turns = 0;
  UsageData total;
  std::int64_t after = 0;
  do {
    auto page = read_page(core.ledger(), row.id, after, 1000);
    if (!page) return std::move(page).error();
    for (const Group& group : page->groups) {
      if (!group.record) continue;
      ++turns;
      total.input_tokens += group.record->usage.input_tokens;
      total.output_tokens += group.record->usage.output_tokens;
      total.cached_tokens += group.record->usage.cached_tokens;
    }
    after = page->next;
  } while (after != 0);
  std::string out;
  Writer(out)
      .begin_object()
      .member("turns", turns)
      .member("input_tokens", total.input_tokens)
      .member("output_tokens", total.output_tokens)
      .member("cached_tokens", total.cached_tokens)
      .member("cost_micro", 0)
      .end_object();
  return out;
}

Result<std::string> explain_view(Core& core, SessionActor& session, const json::Value& query) {
  const json::Value& wanted = *query.find("turn");
  const std::string* id = wanted.as_string();
  const std::int64_t* number = wanted.as_int();
  const bool digits =
      id != nullptr && id->size() < 16 &&
      std::all_of(id->begin(), id->end(), [](char c) { return c >= '0' && c <= '9'; });
  auto turn = core.ledger().find_turn(
      session.id(), id == nullptr || digits ? std::string_view() : std::string_view(*id),
      number != nullptr ? *number
      : digits          ? std::stoll(*id)
                        : 0);
  if (!turn) return std::move(turn).error();
  return explain_turn(core, session, *turn);
}

}  // namespace

Result<std::string> session_view(Core& core, SessionActor& session, const json::Value& query) {
  const std::string_view view = query.text("view");
  if (view == "trace") return make_error(Status::state, "not available in this version");
  if (view == "explain") return explain_view(core, session, query);
  const SessionRow row = session.row();
  if (view == "state") return state_view(row);
  if (view == "usage") return usage_view(core, row);
  return list_view(core, row, query, view);
}

}  // namespace parley
