#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "ports/evidence.hpp"
#include "ports/history.hpp"
#include "ports/prompt.hpp"
#include "prompt/prepared.hpp"

namespace parley::prompt {

// Only read during assemble(); the Prompt keeps `prepared` and copies of the rest.
struct PromptInput {
  std::shared_ptr<const PreparedPrompt> prepared;  // never null
  std::string_view locale;                         // the session's, for instance "de-AT"
  const Evidence* evidence = nullptr;              // may be null
  std::span<const HistoryTurn> history;            // oldest first, as memory::window gives it
  std::string_view question;                       // UTF-8, repaired; may be empty
  std::string_view notes;  // engine's notes on state and slots; may be empty
  // For {name} in sections of volatility turn; nothing is filled in elsewhere, so no clock can
  // enter the stable part.
  std::span<const std::pair<std::string_view, std::string_view>> values;
  std::int32_t budget_tokens = 0;    // of the whole prompt; 0 = no limit
  std::int32_t evidence_tokens = 0;  // of the passages; 0 = no limit
};

// Sections in the order: frozen, session, | cache boundary | conversation, this turn's own,
// evidence, question.
//
// Over the budget the least valuable goes, each named in left_out: passages from the last to the
// second, then history from the oldest turn, then the first passage. Instructions and the question
// always stay, so the result can still exceed a tiny budget; `tokens` says so. Passages stand
// between fences that no text in the prompt can imitate: a document, a customer or a colleague who
// writes a fence sign gets a plain bracket instead. Same input, same bytes. Pure.
Prompt assemble(const PromptInput& input);

// For people (`explain`) and golden files: each section with its role, origin, volatility and
// tokens, the cache boundary marked.
std::string render(const Prompt& prompt);

}  // namespace parley::prompt
