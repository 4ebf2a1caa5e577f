#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "ports/evidence.hpp"

namespace parley {

struct Verdict {
  enum class Action : std::uint8_t { release, rewrite, cut, hand_off };
  Action action = Action::release;
  std::string text;    // rewrite: what is released instead; cut: what of this clause still is
  std::string reason;  // one line for `explain`; empty when released untouched
};

// What a check remembers of one answer; all zero before the first clause.
using GateMemory = std::array<std::uint8_t, 32>;

struct GateContext {
  const Evidence* evidence = nullptr;     // may be null
  std::int64_t released_code_points = 0;  // of this answer, before this clause
  GateMemory* memory = nullptr;           // this check's for this answer; never null
};

// One check of one clause on its way to a person. Pure and quick; checks that may wait get a port
// of their own. Called for one turn's clauses in order; an object serves many turns at once, so
// what it must remember of an answer stands in the context.
class GateCheck {
 public:
  virtual ~GateCheck() = default;
  virtual std::string_view name() const = 0;
  // The clause is what the checks before this one left of it, whole UTF-8 without a torn tag.
  virtual Verdict check(std::string_view clause, const GateContext& context) const = 0;
  // What became of the clause after all checks; the place to remember what a person has seen.
  virtual void released(std::string_view /*text*/, const GateContext& /*context*/) const {}
  // The answer is over, also after a cut: what must still follow, for instance closing tags.
  virtual std::string end(const GateContext& /*context*/) const { return {}; }
};

}  // namespace parley
