// Stage 9: what a turn leaves in the ledger.
#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "engine/time.hpp"
#include "engine/turn.hpp"
#include "json/writer.hpp"

namespace parley {
namespace {

// "2026-11": counters are kept a calendar month, UTC. Days since the epoch to year and month by
// Howard Hinnant's civil_from_days (chrono-Compatible Low-Level Date Algorithms).
std::string month_of(std::int64_t unix_ms) {
  const std::int64_t z = unix_ms / kDayMs + 719'468;
  const std::int64_t era = z / 146'097;
  const std::int64_t doe = z - era * 146'097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
  const std::int64_t mp = (5 * (doe - (365 * yoe + yoe / 4 - yoe / 100)) + 2) / 153;
  const std::int64_t month = mp < 10 ? mp + 3 : mp - 9;
  const std::int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month);
}

}  // namespace

void TurnMachine::add_row(int kind, std::string text, std::string meta,
                          std::string_view hashed_meta) {
  EventRow row;
  row.seq = session_.row.head_seq + 1 + static_cast<std::int64_t>(commit_.events.size());
  row.turn = start_.turn;
  row.kind = kind;
  row.agent = kind == kRowInput ? std::string() : decision_.agent;
  row.at = commit_.touched_at;
  row.text = std::move(text);
  row.meta = std::move(meta);
  row.digest = row_digest(session_.row.salt, row, hashed_meta);
  commit_.head_hash = chain(commit_.head_hash, row.digest);
  commit_.events.push_back(std::move(row));
}

// A citation stands only when its words really reached the person.
void TurnMachine::verify_sources() {
  std::erase_if(record_.sources, [this](const SourceItem& source) {
    return source.quote.empty() || released_.find(source.quote) == std::string::npos;
  });
}

// What the webhooks of the turn's intent are to be told, once however often the turn is looked at.
// They wait in the outbox for whoever sends.
void TurnMachine::fill_outbox() {
  for (const std::string& name : decision_.webhooks) {
    OutboxRow row;
    row.kind = "webhook";
    row.dedupe = *start_.turn_id + ":" + name;
    row.due_at = commit_.touched_at;
    json::Writer w(row.body);
    w.begin_object().member("webhook", name).member("event", "intent");
    w.member("tenant", start_.tenant->config().id).member("session", session_.row.name);
    if (!session_.row.customer.empty()) w.member("customer", session_.row.customer);
    w.member("turn", *start_.turn_id).member("turn_number", start_.turn);
    w.member("at", commit_.touched_at).member("intent", hit_.name).member("text", start_.text);
    w.member("answer", released_).member("reason", end_reason_name(record_.end.reason));
    w.end_object();
    commit_.outbox.push_back(std::move(row));
  }
}

TurnCommit TurnMachine::build_commit() {
  commit_ = {};
  commit_.session = session_.row.id;
  commit_.tenant = session_.row.tenant;
  commit_.seen_head = session_.row.head_seq;
  commit_.seen_epoch = session_.row.epoch;
  commit_.turn_id = *start_.turn_id;
  commit_.head_hash = session_.row.head_hash;
  commit_.touched_at = ports_.clock.unix_ms();
  commit_.owner =
      record_.owner_changed ? static_cast<Owner>(record_.state.owner) : session_.row.owner;
  commit_.epoch = record_.owner_changed ? record_.state.epoch : session_.row.epoch;
  const std::int64_t expires = expiry_after(commit_.touched_at, start_.tenant->limits().ttl_days);
  if (session_.row.expires_at != expires) commit_.expires_at = expires;
  commit_.state = dialogue::encode(decision_.state);
  const std::string kind_meta = start_.kind == dialogue::InputKind::message
                                    ? ""
                                    : std::string(1, static_cast<char>(start_.kind));
  add_row(kRowInput, start_.text, kind_meta, kind_meta);
  for (std::size_t i = 0; i < kStages; ++i)
    record_.stage_us[i] = (stage_ns_[i] + 500) / 1000;
  std::string hashed;
  std::string meta = encode(record_, released_, hashed);
  add_row(static_cast<int>(EventKind::end), released_, std::move(meta), hashed);
  fill_outbox();
  commit_.counters.push_back({month_of(commit_.touched_at), "turns", 1});
  return commit_;
}

void TurnMachine::commit() {
  state_ = TurnState::committing;
  const std::int64_t begin = steady_ns();
  verify_sources();
  if (decision_.owner != session_.row.owner && decision_.epoch > session_.row.epoch) {
    record_.owner_changed = true;
    record_.state = {static_cast<int>(decision_.owner), decision_.epoch, decision_.queue};
  }
  if (answer_complete_) {
    outcome_.choices.assign(choices_.begin(), choices_.end());
    outcome_.question = start_.text;
    dialogue::note_answer(decision_.state, outcome_);
  }
  record_.end.released = released_points_;
  // The write itself comes after this figure: what can be known before it is.
  stage_ns_[static_cast<std::size_t>(Stage::commit)] = steady_ns() - begin;
  ports_.ledger.commit(build_commit(), [box = mailbox_, run = start_.run](Result<bool> done) {
    box->post({TurnInput::committed, run, 0, std::move(done)});
  });
}

void TurnMachine::on_committed(TurnMail& mail) {
  auto& done = std::get<Result<bool>>(mail.value);
  if (!done) return end_without_commit(EndReason::error, done.error());
  SessionRow& row = session_.row;
  row.head_seq = commit_.events.back().seq;
  row.head_hash = commit_.head_hash;
  row.owner = commit_.owner;
  row.epoch = commit_.epoch;
  row.touched_at = commit_.touched_at;
  if (commit_.expires_at) row.expires_at = commit_.expires_at;
  session_.dialogue = decision_.state;
  HistoryTurn turn;
  turn.turn = start_.turn;
  turn.question = std::move(start_.text);
  turn.answer = released_;
  turn.interrupted =
      record_.end.reason != EndReason::stop && record_.end.reason != EndReason::handoff;
  session_.history.add(std::move(turn));
  emit_closing();
  finish();
}

}  // namespace parley
