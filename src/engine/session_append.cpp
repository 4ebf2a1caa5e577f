// What is written into a conversation outside of its turns.
#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "engine/core.hpp"
#include "engine/session_actor.hpp"

namespace parley {

namespace {

// Merges `change` into `metadata`; null takes a member away.
std::string merged_metadata(std::string_view metadata, const json::Value& change) {
  auto parsed = json::parse(metadata.empty() ? std::string_view("{}") : metadata);
  json::Object members =
      parsed && parsed->as_object() != nullptr ? *parsed->as_object() : json::Object();
  for (const auto& [name, value] : *change.as_object()) {
    const auto same = [&key = name](const json::Member& member) { return member.first == key; };
    const auto known = std::find_if(members.begin(), members.end(), same);
    if (known == members.end() && !value.is_null())
      members.emplace_back(name, value);
    else if (known != members.end() && value.is_null())
      members.erase(known);
    else if (known != members.end())
      known->second = value;
  }
  return json::write(json::Value(std::move(members)));
}

}  // namespace

Result<void> SessionActor::give_metadata(const json::Value& metadata) {
  const SessionRow known = row();
  if (known.owner == Owner::closed) return {};
  if (merged_metadata(known.metadata, metadata) ==
      merged_metadata(known.metadata, json::Value(json::Object()))) {
    return {};
  }
  json::Object input;
  input.emplace_back("kind", json::Value(std::string("metadata")));
  input.emplace_back("metadata", metadata);
  if (auto seq = append(json::Value(std::move(input))); !seq) return std::move(seq).error();
  return {};
}

namespace {

int row_kind_of(std::string_view kind) {
  static constexpr std::pair<std::string_view, int> kKinds[] = {{"human_message", kRowHumanMessage},
                                                                {"take_over", kRowTakeOver},
                                                                {"release", kRowRelease},
                                                                {"note", kRowNote},
                                                                {"metadata", kRowMetadata},
                                                                {"close", kRowClose},
                                                                {"rating", kRowRating}};
  for (const auto& [name, row] : kKinds) {
    if (name == kind) return row;
  }
  return 0;
}

// What the row keeps beside its text: JSON, empty when there is nothing.
std::string meta_of(const json::Value& input) {
  json::Object kept;
  for (const std::string_view name : {"author", "id", "turn", "rating"}) {
    if (const json::Value* value = input.find(name)) kept.emplace_back(std::string(name), *value);
  }
  return kept.empty() ? std::string() : json::write(json::Value(std::move(kept)));
}

// The owner changes, and with him the epoch: what is decided under an older one cannot be
// committed.
void give_to(SessionRow& row, Owner owner) {
  if (row.owner == owner) return;
  row.owner = owner;
  ++row.epoch;
}

}  // namespace

Result<std::int64_t> SessionActor::append(const json::Value& input) {
  const int kind = row_kind_of(input.text("kind"));
  if (kind == 0) return make_error(Status::state, "not available in this version");
  // Whoever takes a conversation over, or ends it, does not wait for an answer under way.
  if (kind == kRowClose || kind == kRowTakeOver) cancel_running();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !running_ && !appending_; });
  if (committed_.owner == Owner::closed) {
    return make_error(Status::state, "session '" + name_ + "' is closed");
  }
  running_ = true;  // no turn begins meanwhile
  appending_ = true;
  take_token(lock);
  const bool stale = std::exchange(stale_, false);
  lock.unlock();
  Result<void> fresh = stale ? reload() : Result<void>();
  Result<std::int64_t> outcome =
      fresh.ok() ? append_alone(kind, input) : Result<std::int64_t>(std::move(fresh).error());
  lock.lock();
  // Another process may have moved the conversation on: whatever comes next reads it anew.
  stale_ = !outcome && (stale || outcome.error().status == Status::conflict);
  running_ = false;
  appending_ = false;
  committed_ = state_.row;
  give_token();
  return outcome;
}

// With the token, outside mutex_.
Result<void> SessionActor::reload() {
  auto tenant = tenant_->runtime();
  if (!tenant) return std::move(tenant).error();
  return core_.reload(**tenant, state_);
}

// With the token, outside mutex_.
Result<std::int64_t> SessionActor::append_alone(int kind, const json::Value& input) {
  const std::int64_t epoch = state_.row.epoch;
  if (input.integer("epoch", epoch) != epoch) {
    return make_error(Status::conflict, "session '" + name_ + "' is in epoch " +
                                            std::to_string(epoch) + ", not " +
                                            std::to_string(input.integer("epoch")) +
                                            ": its owner changed; look at it again");
  }
  if (const std::string_view id = input.text("id"); !id.empty()) {
    auto known = core_.ledger().find_row(id_, kind, id);
    if (!known || *known != 0) return known;
  }
  if (const json::Value* turn = input.find("turn")) {
    auto found = core_.ledger().find_turn(id_, *turn->as_string(), 0);
    if (!found) return std::move(found).error();
  }
  SessionRow row = state_.row;
  std::string text(input.text("text", input.text("reason")));
  bool new_metadata = false;
  if (kind == kRowClose) {
    row.owner = Owner::closed;
    ++row.epoch;
  } else if (kind == kRowTakeOver) {
    give_to(row, Owner::human);
  } else if (kind == kRowRelease) {
    give_to(row, Owner::bot);
  } else if (kind == kRowMetadata) {
    text = json::write(*input.find("metadata"));
    row.metadata = merged_metadata(row.metadata, *input.find("metadata"));
    new_metadata = true;
    if (auto fits = check_metadata(row); !fits) return std::move(fits).error();
  }
  auto seq = commit_row(kind, std::move(text), meta_of(input), std::move(row), new_metadata);
  if (seq && kind == kRowHumanMessage) {
    HistoryTurn written;
    written.turn = state_.row.last_turn;
    written.answer = input.text("text");
    written.human = true;
    state_.history.add(std::move(written));
  }
  return seq;
}

Result<void> SessionActor::check_metadata(const SessionRow& row) const {
  auto tenant = tenant_->runtime();
  if (!tenant) return std::move(tenant).error();
  const std::int64_t most = (*tenant)->limits().metadata_bytes;
  if (std::ssize(row.metadata) <= most) return {};
  return make_error(Status::limit,
                    "the session's metadata would have " + std::to_string(row.metadata.size()) +
                        " bytes; the tenant's limits.metadata_bytes is " + std::to_string(most));
}

// `row` is the session as it shall be.
Result<std::int64_t> SessionActor::commit_row(int kind, std::string text, std::string meta,
                                              SessionRow row, bool new_metadata) {
  EventRow event;
  event.kind = kind;
  event.text = std::move(text);
  event.meta = std::move(meta);
  event.seq = row.head_seq + 1;
  event.turn = row.last_turn;
  event.at = core_.clock().unix_ms();
  event.digest = row_digest(row.salt, event, event.meta);
  TurnCommit commit;
  commit.session = row.id;
  commit.tenant = row.tenant;
  commit.seen_head = row.head_seq;
  commit.seen_epoch = state_.row.epoch;
  commit.head_hash = chain(row.head_hash, event.digest);
  commit.state = dialogue::encode(state_.dialogue);
  commit.owner = row.owner;
  commit.epoch = row.epoch;
  commit.touched_at = event.at;
  if (new_metadata) commit.metadata = row.metadata;
  row.head_seq = event.seq;
  row.head_hash = commit.head_hash;
  row.touched_at = event.at;
  commit.events.push_back(std::move(event));
  if (auto done = core_.commit_and_wait(std::move(commit)); !done) return std::move(done).error();
  state_.row = std::move(row);
  return state_.row.head_seq;
}

}  // namespace parley
