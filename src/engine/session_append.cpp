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

Result<std::int64_t> SessionActor::append(const json::Value& input) {
  const bool closes = input.text("kind") == "close";
  if (closes) cancel_running();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !running_ && !appending_; });
  if (committed_.owner == Owner::closed) {
    return make_error(Status::state, "session '" + name_ + "' is closed");
  }
  running_ = true;  // no turn begins meanwhile
  appending_ = true;
  take_token(lock);
  lock.unlock();
  Result<std::int64_t> outcome = commit_append(input);
  lock.lock();
  running_ = false;
  appending_ = false;
  committed_ = state_.row;
  give_token();
  return outcome;
}

// With the token, outside mutex_.
Result<std::int64_t> SessionActor::commit_append(const json::Value& input) {
  SessionRow row = state_.row;
  TurnCommit commit;
  EventRow event;
  const bool closes = input.text("kind") == "close";
  event.kind = closes ? kRowClose : kRowMetadata;
  if (closes) {
    event.text = input.text("reason");
    row.owner = Owner::closed;
    ++row.epoch;
  } else {
    event.text = json::write(*input.find("metadata"));
    row.metadata = merged_metadata(row.metadata, *input.find("metadata"));
    auto tenant = tenant_->runtime();
    if (!tenant) return std::move(tenant).error();
    if (static_cast<std::int64_t>(row.metadata.size()) > (*tenant)->limits().metadata_bytes) {
      return make_error(Status::limit, "the session's metadata would have " +
                                           std::to_string(row.metadata.size()) +
                                           " bytes; the tenant's limits.metadata_bytes is " +
                                           std::to_string((*tenant)->limits().metadata_bytes));
    }
    commit.metadata = row.metadata;
  }
  event.seq = row.head_seq + 1;
  event.turn = row.last_turn;
  event.at = core_.clock().unix_ms();
  event.digest = row_digest(row.salt, event, {});
  commit.session = row.id;
  commit.tenant = row.tenant;
  commit.seen_head = row.head_seq;
  commit.seen_epoch = state_.row.epoch;
  commit.head_hash = chain(row.head_hash, event.digest);
  commit.state = dialogue::encode(state_.dialogue);
  commit.owner = row.owner;
  commit.epoch = row.epoch;
  commit.touched_at = event.at;
  row.head_seq = event.seq;
  row.head_hash = commit.head_hash;
  row.touched_at = event.at;
  commit.events.push_back(std::move(event));
  if (auto done = core_.commit_and_wait(std::move(commit)); !done) return std::move(done).error();
  state_.row = std::move(row);
  return state_.row.head_seq;
}

}  // namespace parley
