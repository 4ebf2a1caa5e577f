#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialogue/local_text.hpp"
#include "dialogue/state.hpp"
#include "ports/ledger.hpp"

namespace parley::dialogue {

enum class InputKind : std::uint8_t { message, greeting, reminder, timer, webhook, outbound };

// One entry of an intent's actions.
struct Action {
  enum class Kind : std::uint8_t { reply, hand_off, agent, tool, webhook, other };
  Kind kind = Kind::other;
  std::string name;   // agent, tool or webhook; other: the member's name in the document
  LocalText text;     // reply; hand_off: what the customer is told, may be empty
  std::string queue;  // hand_off; empty = the tenant's
};

// The bits of a tenant that decisions need. The engine puts its own texts where the tenant has
// none.
struct DialogueConfig {
  std::string locale = "en";  // the tenant's
  LocalText greeting;
  std::string queue;      // handoff.queue
  LocalText handing_off;  // handoff.say
  LocalText declined;     // said when an offered person is not wanted; empty = the built-in texts
};

struct IntentHit {
  std::string_view name;  // empty = no intent holds
  std::int64_t confidence_e4 = 0;
  std::span<const Action> actions;
};

// Only read during decide().
struct DecisionInput {
  InputKind kind = InputKind::message;
  std::string_view text;    // the customer's words, repaired
  std::string_view locale;  // the session's; empty = the tenant's
  IntentHit intent;
  Owner owner = Owner::bot;
  std::int64_t epoch = 0;
  const State* state = nullptr;            // never null
  const DialogueConfig* config = nullptr;  // never null
};

struct Decision {
  enum class Kind : std::uint8_t {
    answer,    // retrieve and generate; `say` (mostly empty) stands in front of the answer
    say,       // `say` is the whole answer
    hand_off,  // `say`, then the owner changes; `queue` is asked (empty: the tenant names none)
    silent  // nothing is said: a person owns the conversation, it is closed, or there is nothing to
            // say
  };
  Kind kind = Kind::answer;
  std::string say;
  std::string queue;
  std::string agent;     // answer: which agent; empty = the tenant itself
  std::string question;  // answer: what to answer instead of the customer's words; mostly empty
  std::vector<std::string> webhooks;  // to be notified, by name
  std::string reason;        // one line for `explain`: what decided, and what was left for later
  Owner owner = Owner::bot;  // as it shall be after the turn
  std::int64_t epoch = 0;    // one more than before when the owner changes
  State state;               // as it shall be; the engine adds note_answer() after an answer
};

// What is to be done about an input. Owner first (a person's or a closed conversation is left
// alone), then the kind of input, then a pending offer of a person ("yes please") or question ("the
// second one"), then the intent's actions in order, then an answer from knowledge. Same input, same
// decision. Pure; linear in the text, which is only looked at when it is short.
Decision decide(const DecisionInput& input);

}  // namespace parley::dialogue
