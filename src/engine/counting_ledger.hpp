#pragma once

#include <string_view>
#include <utility>

#include "engine/pool.hpp"
#include "ports/ledger.hpp"

namespace parley {

// The ledger as turns see it: counts what is under way, so that a world can tell when nothing is.
class CountingLedger final : public Ledger {
 public:
  CountingLedger(Ledger& ledger, WorkCount& work) : ledger_(ledger), work_(work) {}

  void accept(AcceptInput input, Completion<AcceptOutcome> completion) override {
    work_.add();
    ledger_.accept(std::move(input), counted(std::move(completion)));
  }
  void commit(TurnCommit commit, Completion<bool> completion) override {
    work_.add();
    ledger_.commit(std::move(commit), counted(std::move(completion)));
  }

  Result<SessionRow> open_session(const OpenSession& request) override {
    return ledger_.open_session(request);
  }
  Result<SessionRow> find_session(std::int64_t tenant, std::string_view name) override {
    return ledger_.find_session(tenant, name);
  }
  Result<std::vector<SessionRow>> list_sessions(std::int64_t tenant,
                                                const SessionFilter& filter) override {
    return ledger_.list_sessions(tenant, filter);
  }
  Result<std::vector<EventRow>> events(std::int64_t session, std::int64_t after,
                                       std::int64_t limit) override {
    return ledger_.events(session, after, limit);
  }
  Result<std::vector<EventRow>> recent_events(std::int64_t session, std::int64_t turns) override {
    return ledger_.recent_events(session, turns);
  }
  Result<std::int64_t> find_row(std::int64_t session, int kind, std::string_view id) override {
    return ledger_.find_row(session, kind, id);
  }
  Result<std::vector<EventRow>> turn_events(std::int64_t session, std::int64_t turn) override {
    return ledger_.turn_events(session, turn);
  }
  Result<TurnRow> find_turn(std::int64_t session, std::string_view turn_id,
                            std::int64_t turn) override {
    return ledger_.find_turn(session, turn_id, turn);
  }
  Result<std::vector<TurnRow>> open_turns(std::int64_t session) override {
    return ledger_.open_turns(session);
  }

 private:
  template <class T>
  Completion<T> counted(Completion<T> completion) {
    return [done = std::move(completion), &work = work_](Result<T> result) mutable {
      done(std::move(result));
      work.done();
    };
  }

  Ledger& ledger_;
  WorkCount& work_;
};

}  // namespace parley
