#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "json_value.hpp"
#include "parley.hpp"
#include "script.hpp"

namespace parley::scenarios {

// One event, or several TEXT events that followed each other.
struct Told {
  parley_event_kind kind = 0;
  std::string name;
  std::string text;
  std::string raw;
  Json json;
};

// A turn and all it told so far, with how far the expectations have come. Sees to what holds for
// every turn: ACCEPTED first, numbers that grow, offsets without a hole, exactly one END, and
// nothing behind it.
class TurnLog {
 public:
  TurnLog(api::Turn turn, int line) : turn_(std::move(turn)), line_(line) {}

  void pull();  // all there is at the moment; throws Failure when a rule is broken
  bool ended() const { return ended_; }
  int line() const { return line_; }
  void cancel() { turn_.cancel(); }

  // "< KIND …": the next event of that kind must fit.
  void expect(Words& words);
  // "<! KIND …": no further event of these kinds so far.
  void expect_none(Words& words) const;
  // "<= KIND …": these are all events so far, in this order.
  void expect_all(Words& words) const;

  void journal(std::string& out) const;  // everything, for the comparison of two runs

 private:
  void take(const api::Event& event);
  void check_rules(const Told& told, std::int64_t seq);
  std::string story() const;

  api::Turn turn_;
  int line_;  // where it was started
  std::vector<Told> told_;
  std::string journal_;
  std::size_t next_ = 0;  // first event no expectation has used
  std::int64_t seq_ = 0;
  std::size_t code_points_ = 0;
  bool ended_ = false;
};

// Checks "/pointer VALUE", "/pointer ~ "part"", "/pointer absent|present" and, for the whole, "~
// "part"" until the line's end.
void check_members(const Json& json, const std::string& raw, Words& words);

}  // namespace parley::scenarios
