#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ports/evidence.hpp"

namespace parley {

struct Verdict {
  enum class Action : std::uint8_t { release, rewrite, cut, hand_off };
  Action action = Action::release;
  std::string text;    // rewrite: what is released instead
  std::string reason;  // one line for `explain`; empty when released untouched
};

struct GateContext {
  const Evidence* evidence = nullptr;    // may be null
  std::int64_t released_code_points = 0; // of this answer, before this clause
};

// One check of one clause on its way to a person. Pure and quick; checks that may wait get a port of their own. Called for one
// turn's clauses in order; an object serves many turns at once, so it keeps no state of its own.
class GateCheck {
 public:
  virtual ~GateCheck() = default;
  virtual std::string_view name() const = 0;
  virtual Verdict check(std::string_view clause, const GateContext& context) const = 0;
};

}  // namespace parley
