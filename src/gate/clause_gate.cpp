#include "gate/clause_gate.hpp"

#include <utility>

#include "text/utf8.hpp"

namespace parley::gate {

ClauseGate::ClauseGate(std::shared_ptr<const Checks> checks, const Evidence* evidence)
    : checks_(std::move(checks)), evidence_(evidence), memories_(checks_->size()) {}

ClauseGate::State ClauseGate::feed(std::string_view piece, std::string& out) {
  if (state_ != State::open) return state_;
  splitter_.push(piece);
  std::string_view clause;
  while (state_ == State::open && splitter_.next(clause))
    pass(clause, out);
  return state_;
}

ClauseGate::State ClauseGate::finish(std::string& out) {
  splitter_.close();
  std::string_view clause;
  while (state_ == State::open && splitter_.next(clause))
    pass(clause, out);
  return abandon(out);
}

ClauseGate::State ClauseGate::abandon(std::string& out) {
  splitter_.drop();
  for (std::size_t i = 0; i < checks_->size(); ++i) {
    const std::string more = (*checks_)[i]->end(context(i));
    released_ += static_cast<std::int64_t>(text::code_points(more));
    out.append(more);
  }
  return state_;
}

void ClauseGate::pass(std::string_view clause, std::string& out) {
  std::string_view text = clause;
  if (!text::is_valid(clause)) {
    repaired_ = text::repair(clause);
    text = repaired_;
  }
  for (std::size_t i = 0; i < checks_->size() && state_ != State::handed_off; ++i)
    run(i, text);
  release(text, out);
}

void ClauseGate::run(std::size_t check, std::string_view& text) {
  Verdict verdict = (*checks_)[check]->check(text, context(check));
  if (verdict.action == Verdict::Action::release) return;
  if (verdict.action == Verdict::Action::rewrite && verdict.text == text) return;
  if (verdict.action == Verdict::Action::cut) state_ = State::cut;
  if (verdict.action == Verdict::Action::hand_off) {
    state_ = State::handed_off;
    verdict.text.clear();
  }
  record((*checks_)[check]->name(), verdict);
  rewritten_ = std::move(verdict.text);
  text = rewritten_;
}

void ClauseGate::record(std::string_view check, const Verdict& verdict) {
  if (records_.size() == kMaxRecords) {
    ++not_kept_;
    return;
  }
  records_.push_back({std::string(check), verdict.action, released_, verdict.reason});
}

void ClauseGate::release(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < checks_->size(); ++i)
    (*checks_)[i]->released(text, context(i));
  released_ += static_cast<std::int64_t>(text::code_points(text));
  out.append(text);
}

GateContext ClauseGate::context(std::size_t check) {
  return {evidence_, released_, &memories_[check]};
}

}  // namespace parley::gate
