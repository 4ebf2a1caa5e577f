#include "dialogue/decide.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "dialogue/yes_no.hpp"

namespace parley::dialogue {

namespace {

using Kind = Decision::Kind;

const LocalText& declined_texts() {
  static const LocalText texts = [] {
    LocalText made;
    made.set("en", "All right. What else can I look up for you?");
    made.set("es", "De acuerdo. ¿Qué más puedo buscar para usted?");
    made.set("fr", "Très bien. Que puis-je chercher d'autre pour vous ?");
    made.set("de", "In Ordnung. Was kann ich sonst für Sie nachsehen?");
    made.set("it", "Va bene. Che altro posso cercare per lei?");
    made.set("pt", "Está bem. Que mais posso procurar para si?");
    return made;
  }();
  return texts;
}

std::string_view kind_name(Action::Kind kind) {
  switch (kind) {
    case Action::Kind::reply:
      return "reply";
    case Action::Kind::hand_off:
      return "handoff";
    case Action::Kind::agent:
      return "agent";
    case Action::Kind::tool:
      return "tool";
    case Action::Kind::webhook:
      return "webhook";
    case Action::Kind::other:
      break;
  }
  return "action";
}

class Decider {
 public:
  explicit Decider(const DecisionInput& input) : in_(input) {
    out_.owner = in_.owner;
    out_.epoch = in_.epoch;
    out_.state = *in_.state;
  }

  Decision decide();

 private:
  bool leave_alone();
  void use_up();
  bool greet();
  bool offered_person();
  void act();
  void act_on(const Action& action);
  void pick_choice();
  void say(std::string_view text);
  void hand_off(std::string_view queue, const LocalText& text);
  std::string_view words(const LocalText& text) const {
    return text.find(in_.locale, in_.config->locale);
  }
  std::string_view locale() const { return in_.locale.empty() ? in_.config->locale : in_.locale; }

  const DecisionInput& in_;
  Decision out_;
  std::string later_;  // actions that nothing does yet
};

Decision Decider::decide() {
  if (leave_alone()) return std::move(out_);
  if (in_.kind == InputKind::message) use_up();
  if (greet() || offered_person()) return std::move(out_);
  if (in_.intent.name.empty()) {
    out_.state.last_intent.clear();
    out_.reason = "no intent holds: an answer from knowledge";
  } else {
    out_.state.last_intent = in_.intent.name;
    out_.reason = "intent " + out_.state.last_intent;
    act();
  }
  if (out_.kind == Kind::answer) pick_choice();
  if (!later_.empty()) out_.reason += "; not done by this version: " + later_;
  return std::move(out_);
}

bool Decider::leave_alone() {
  if (in_.owner == Owner::bot) return false;
  out_.kind = Kind::silent;
  out_.reason =
      in_.owner == Owner::human ? "a person owns the conversation" : "the conversation is closed";
  return true;
}

// Whatever the customer says now, the offer and the question of the last answer are behind us.
void Decider::use_up() {
  out_.state.offered_person = false;
  out_.state.choices.clear();
  out_.state.asked.clear();
}

bool Decider::greet() {
  if (in_.kind != InputKind::greeting) return false;
  say(words(in_.config->greeting));
  out_.kind = out_.say.empty() ? Kind::silent : Kind::say;
  out_.reason = out_.say.empty() ? "a greeting, but the tenant has none" : "the tenant's greeting";
  return true;
}

// "Yes please" means the person, unless the words are an intent that hands over by itself.
bool Decider::offered_person() {
  if (!in_.state->offered_person || in_.kind != InputKind::message) return false;
  const auto hands_off = [](const Action& a) { return a.kind == Action::Kind::hand_off; };
  if (std::any_of(in_.intent.actions.begin(), in_.intent.actions.end(), hands_off)) return false;
  const Reply reply = read_reply(in_.text, locale());
  if (reply == Reply::yes) {
    hand_off({}, {});
    out_.reason = "the person that was offered is wanted";
    return true;
  }
  if (reply == Reply::no && in_.intent.actions.empty()) {
    say(words(in_.config->declined.empty() ? declined_texts() : in_.config->declined));
    out_.kind = Kind::say;
    out_.reason = "the person that was offered is not wanted";
    return true;
  }
  return false;
}

void Decider::act() {
  for (const Action& action : in_.intent.actions) {
    act_on(action);
    if (out_.kind == Kind::hand_off) return;
  }
  if (out_.agent.empty() && !out_.say.empty()) {
    out_.kind = Kind::say;
    out_.reason += ": scripted reply";
  } else if (!out_.agent.empty()) {
    out_.reason += ": agent " + out_.agent + " answers";
  } else {
    out_.reason += ": an answer from knowledge";
  }
}

void Decider::act_on(const Action& action) {
  switch (action.kind) {
    case Action::Kind::reply:
      say(words(action.text));
      return;
    case Action::Kind::hand_off:
      hand_off(action.queue, action.text);
      out_.reason += ": hand-off";
      return;
    case Action::Kind::agent:
      out_.agent = action.name;
      return;
    case Action::Kind::webhook:
      out_.webhooks.push_back(action.name);
      return;
    case Action::Kind::tool:
    case Action::Kind::other:
      if (!later_.empty()) later_ += ", ";
      later_.append(kind_name(action.kind)).append(" ").append(action.name);
      return;
  }
}

// An answer to "which of these do you mean?": the earlier question with the choice beside it.
void Decider::pick_choice() {
  if (in_.kind != InputKind::message || in_.state->choices.empty()) return;
  const auto choice = read_choice(in_.text, in_.state->choices, locale());
  if (!choice) return;
  out_.question = in_.state->asked;
  if (!out_.question.empty()) out_.question += ' ';
  out_.question += in_.state->choices[*choice];
  out_.reason += "; choice " + std::to_string(*choice + 1) + " of " +
                 std::to_string(in_.state->choices.size()) + " was meant";
}

void Decider::say(std::string_view text) {
  if (!out_.say.empty() && !text.empty()) out_.say += '\n';
  out_.say += text;
}

void Decider::hand_off(std::string_view queue, const LocalText& text) {
  say(words(text.empty() ? in_.config->handing_off : text));
  out_.kind = Kind::hand_off;
  out_.queue = queue.empty() ? std::string_view(in_.config->queue) : queue;
  out_.agent.clear();
  out_.owner = Owner::human;
  out_.epoch = in_.epoch + 1;
  out_.state.unanswered = 0;
}

}  // namespace

Decision decide(const DecisionInput& input) {
  return Decider(input).decide();
}

}  // namespace parley::dialogue
