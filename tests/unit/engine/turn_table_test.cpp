// Every state of a turn meets every input, before and after its own input is durable.
#include <array>
#include <optional>
#include <string>

#include "turn_rig.hpp"

namespace parley::test {
namespace {

using enum TurnState;

constexpr std::array kAllInputs = {TurnInput::started,  TurnInput::limited,   TurnInput::accepted,
                                   TurnInput::embedded, TurnInput::retrieved, TurnInput::delta,
                                   TurnInput::room,     TurnInput::timer,     TurnInput::cancel,
                                   TurnInput::committed};
static_assert(kAllInputs.size() == kTurnInputs);

struct Place {
  TurnState state;
  bool accepted;
};

// Every place a turn can be in between two pieces of mail.
constexpr std::array kPlaces = {
    Place{admitting, false},  Place{understanding, false}, Place{understanding, true},
    Place{retrieving, false}, Place{retrieving, true},     Place{generating, false},
    Place{generating, true},  Place{settling, false},      Place{committing, true},
    Place{ended, true},       Place{ended, false}};

void bring_to(TurnRig& rig, const Place& place) {
  switch (place.state) {
    case admitting:
      rig.start();
      break;
    case understanding:
      rig.to_understanding(place.accepted);
      break;
    case retrieving:
      rig.to_retrieving(place.accepted);
      break;
    case generating:
      rig.to_generating(place.accepted);
      break;
    case settling:
    case committing:
      rig.to_generating(place.accepted);
      rig.stop(*rig.first);
      break;
    case ended:
      rig.to_generating(place.accepted);
      if (place.accepted) {
        rig.stop(*rig.first);
        rig.commit();
      } else {
        rig.accept(make_error(Status::store, "the disk is full"));
      }
      break;
  }
  REQUIRE(rig.turn->state() == place.state);
}

TurnMail mail_of(TurnInput input) {
  TurnMail mail{input, 9, 0, {}};
  switch (input) {
    case TurnInput::limited:
      mail.value = Result<RateAnswer>(RateAnswer());
      break;
    case TurnInput::accepted:
      mail.value = Result<AcceptOutcome>(AcceptOutcome());
      break;
    case TurnInput::embedded:
      mail.value = Result<std::vector<Embedding>>(std::vector<Embedding>{{9, 9}});
      break;
    case TurnInput::retrieved:
      mail.value = Result<std::shared_ptr<const Evidence>>(TurnRig::evidence());
      break;
    case TurnInput::delta: {
      ModelDelta delta;
      delta.text = "A whole clause of the answer. ";
      mail.value = std::move(delta);
      break;
    }
    case TurnInput::committed:
      mail.value = Result<bool>(true);
      break;
    default:
      break;
  }
  return mail;
}

// Where the table leads; nothing when the pair is not expected and must change nothing.
std::optional<TurnState> expected(const Place& at, TurnInput input) {
  const TurnState over = at.accepted ? committing : settling;
  const bool running =
      at.state == understanding || at.state == retrieving || at.state == generating;
  switch (input) {
    case TurnInput::started:
      return at.state == admitting ? std::optional(admitting) : std::nullopt;
    case TurnInput::limited:
      return at.state == admitting ? std::optional(understanding) : std::nullopt;
    case TurnInput::accepted:
      if (at.accepted) return std::nullopt;
      if (at.state == settling) return committing;
      return running ? std::optional(at.state) : std::nullopt;
    case TurnInput::embedded:
      return at.state == understanding ? std::optional(retrieving) : std::nullopt;
    case TurnInput::retrieved:
      return at.state == retrieving ? std::optional(generating) : std::nullopt;
    case TurnInput::delta:
    case TurnInput::room:
      return at.state == generating ? std::optional(generating) : std::nullopt;
    case TurnInput::timer:
    case TurnInput::cancel:
      if (at.state == admitting) return ended;
      return running ? std::optional(over) : std::nullopt;
    case TurnInput::committed:
      return at.state == committing ? std::optional(ended) : std::nullopt;
  }
  return std::nullopt;
}

// Everything about a turn that can be seen from outside.
std::string picture(TurnRig& rig) {
  std::string out = "state " + std::to_string(static_cast<int>(rig.turn->state()));
  for (const Event& event : rig.events())
    out += "\n" + std::string(event.json());
  const auto count = [&out](std::string_view what, std::size_t number) {
    out += "\n" + std::string(what) + " " + std::to_string(number);
  };
  count("limiter", rig.limiter.asked.size());
  count("accepts", rig.ledger.accepts.size());
  count("commits", rig.ledger.commits.size());
  count("reads", static_cast<std::size_t>(rig.ledger.reads));
  count("embedder", rig.embedder.asked.size());
  count("retriever", rig.retriever->asked.size());
  count("timers", rig.executor.timers.size());
  for (const FakeModel* model : {rig.first.get(), rig.second.get()}) {
    count("model", model->runs.size());
    for (const auto& run : model->runs) {
      count("paused", static_cast<std::size_t>(run->paused));
      count("resumed", static_cast<std::size_t>(run->resumed));
      count("dropped", run->dropped ? 1 : 0);
    }
  }
  count("head", static_cast<std::size_t>(rig.session.row.head_seq));
  count("history", rig.session.history.turns().size());
  return out;
}

std::string pair_name(const Place& at, TurnInput input) {
  return "state " + std::to_string(static_cast<int>(at.state)) +
         (at.accepted ? " (durable)" : " (not durable)") + " × input " +
         std::to_string(static_cast<int>(input));
}

// Whatever happened: brings the turn to its end as the ports would.
void finish(TurnRig& rig) {
  for (int step = 0; step < 10 && rig.turn->state() != ended; ++step) {
    switch (rig.turn->state()) {
      case admitting:
        rig.limit();
        break;
      case committing:
        rig.commit();
        break;
      case settling:
        rig.accept();
        break;
      default:
        rig.send(TurnInput::cancel);
    }
  }
}

}  // namespace

TEST_CASE(
    "every state × input pair leads where the table says, and what is not expected does "
    "nothing") {
  for (const Place& place : kPlaces) {
    for (const TurnInput input : kAllInputs) {
      CAPTURE(pair_name(place, input));
      TurnRig rig;
      bring_to(rig, place);
      const std::string before = picture(rig);
      rig.turn->handle(mail_of(input));
      rig.deliver();
      const auto leads_to = expected(place, input);
      CHECK(rig.turn->state() == leads_to.value_or(place.state));
      if (!leads_to) CHECK(picture(rig) == before);
      CHECK(rig.ends() == (rig.turn->state() == ended ? 1 : 0));
      finish(rig);
      REQUIRE(rig.turn->state() == ended);
      CHECK(rig.ends() == 1);
      CHECK(rig.events().back().kind() == EventKind::end);
      CHECK(rig.executor.timers.empty());
      CHECK(rig.ledger.commits.size() <= 1);
    }
  }
}

TEST_CASE("a turn that has ended stays as it is, whatever still comes") {
  for (const bool accepted : {true, false}) {
    TurnRig rig;
    bring_to(rig, {ended, accepted});
    const std::string before = picture(rig);
    for (int round = 0; round < 2; ++round) {
      for (const TurnInput input : kAllInputs)
        rig.turn->handle(mail_of(input));
    }
    CHECK(picture(rig) == before);
    CHECK(rig.stream->next(0).status == Status::done);
  }
}

TEST_CASE("no event leaves a turn before its input is durable, and ACCEPTED is the first") {
  for (const TurnState state : {understanding, retrieving, generating, settling}) {
    TurnRig rig;
    bring_to(rig, {state, false});
    CHECK(rig.events().empty());
    rig.accept();
    REQUIRE(!rig.events().empty());
    CHECK(rig.events().front().kind() == EventKind::accepted);
    CHECK(rig.events().front().seq() == 1);
    finish(rig);
    CHECK(rig.ends() == 1);
  }
}

TEST_CASE("mail of a rung that was given up is not taken for the next one's") {
  TurnRig rig;
  rig.to_generating(true);
  rig.fail(*rig.first);
  REQUIRE(rig.second->runs.size() == 1);
  rig.say(*rig.first, "Words of the model that failed already. ");
  rig.stop(*rig.first);
  CHECK(rig.turn->state() == generating);
  CHECK(rig.words().empty());
  finish(rig);
}

}  // namespace parley::test
