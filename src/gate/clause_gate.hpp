#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gate/clause_splitter.hpp"
#include "ports/gate_check.hpp"

namespace parley::gate {

using Checks = std::vector<std::shared_ptr<const GateCheck>>;  // in the order they run

// What a check did, kept for `explain` and GUARD events; untouched clauses leave none.
struct VerdictRecord {
  std::string check;
  Verdict::Action action = Verdict::Action::release;
  std::int64_t offset = 0;  // code points of the answer before the clause
  std::string reason;
};

inline constexpr std::size_t kMaxRecords = 64;

// The streaming hold-back of one answer: model text in, any split; whole clauses that passed every
// check out. The same text gives the same released bytes and verdicts however it was split. Memory:
// the clause under way, at most kMaxHeldBytes. Belongs to one turn; not thread-safe. Text that is
// not UTF-8 is repaired clause by clause.
class ClauseGate {
 public:
  enum class State : std::uint8_t { open, cut, handed_off };

  // `checks` (never null) serve many gates; `evidence` may be null and must outlive the gate.
  ClauseGate(std::shared_ptr<const Checks> checks, const Evidence* evidence);

  // Appends what is released to `out`. After a cut or a hand-off nothing more is: the model may be
  // stopped.
  State feed(std::string_view piece, std::string& out);

  // The model has ended: releases the rest and what checks still have to add. Call once.
  State finish(std::string& out);

  // The answer was broken off: what is held back stays unsaid, only what checks still have to add
  // (closing tags) goes out. Instead of finish().
  State abandon(std::string& out);

  State state() const { return state_; }
  std::int64_t released_code_points() const { return released_; }
  std::span<const VerdictRecord> verdicts() const { return records_; }
  std::int64_t verdicts_not_kept() const { return not_kept_; }  // beyond kMaxRecords

 private:
  void pass(std::string_view clause, std::string& out);
  void run(std::size_t check, std::string_view& text);
  void record(std::string_view check, const Verdict& verdict);
  void release(std::string_view text, std::string& out);
  GateContext context(std::size_t check);

  std::shared_ptr<const Checks> checks_;
  const Evidence* evidence_;
  ClauseSplitter splitter_;
  std::vector<GateMemory> memories_;  // one a check
  std::string rewritten_;
  std::string repaired_;
  std::vector<VerdictRecord> records_;
  std::int64_t released_ = 0;
  std::int64_t not_kept_ = 0;
  State state_ = State::open;
};

}  // namespace parley::gate
