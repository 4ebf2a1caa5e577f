#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "fakes.hpp"
#include "shop_runtime.hpp"

namespace parley::test {

// A turn with everything around it faked; the test says what comes when.
class TurnRig {
 public:
  struct Setup {
    std::string text = "How long does delivery take?";
    dialogue::InputKind kind = dialogue::InputKind::message;
    bool with_embedder = true;
    std::size_t stream_limit = 65'536;
    Owner owner = Owner::bot;
    std::int64_t deadline_ms = 5000;
    std::string inbound_id = {};
  };

  TurnRig() : TurnRig(Setup()) {}
  explicit TurnRig(Setup setup) {
    session.row.id = 7;
    session.row.tenant = 1;
    session.row.name = "anna";
    session.row.salt = "0123456789abcdef";
    session.row.head_seq = 12;
    session.row.last_turn = 5;
    session.row.owner = setup.owner;
    session.row.epoch = 2;
    session.dialogue.last_intent = "earlier";
    session.dialogue.unanswered = 1;
    session.channel = "api";
    TurnStart start;
    start.tenant = shop_runtime();
    start.settings = start.tenant->settings();
    start.retriever = retriever;
    start.route = {first, second};
    start.kind = setup.kind;
    start.text = setup.text;
    start.channel = "api";
    start.inbound_id = setup.inbound_id;
    start.body = "{}";
    start.locale = "en";
    start.turn = 5;
    start.run = 9;
    start.turn_id = std::make_shared<const std::string>("turn5");
    start.deadline_ms = setup.deadline_ms;
    const TurnPorts ports{clock, ledger, executor, limiter,
                          setup.with_embedder ? &embedder : nullptr};
    stream = std::make_shared<TurnStream>(start.turn_id, setup.stream_limit, nullptr, nullptr);
    turn = std::make_unique<TurnMachine>(ports, session, std::move(start), mailbox);
    turn->follow(stream, false);
  }

  void send(TurnInput input) {
    turn->handle({input, 9, 0, {}});
    deliver();
  }
  // Delivers what the ports have posted and, as a session would, lets END out.
  void deliver() {
    while (!mailbox->mails.empty()) {
      TurnMail mail = std::move(mailbox->mails.front());
      mailbox->mails.pop_front();
      turn->handle(std::move(mail));
    }
    if (turn->state() == TurnState::ended && !std::exchange(end_told_, true)) turn->tell_end();
  }

  void start() { send(TurnInput::started); }
  void limit(RateAnswer answer = {}) {
    limiter.asked.back().answer(answer);
    deliver();
  }
  void accept(Result<AcceptOutcome> outcome = AcceptOutcome()) {
    ledger.accepts.back().answer(std::move(outcome));
    deliver();
  }
  void embed(Result<std::vector<Embedding>> vectors = std::vector<Embedding>{{1, 2, 3}}) {
    embedder.asked.back().answer(std::move(vectors));
    deliver();
  }
  void retrieve() {
    retriever->asked.back().answer(evidence());
    deliver();
  }
  void commit(Result<bool> outcome = true) {
    ledger.commits.back().answer(std::move(outcome));
    deliver();
  }
  void delta(FakeModel& model, ModelDelta delta) {
    model.runs.back()->sink(std::move(delta));
    deliver();
  }
  void say(FakeModel& model, std::string text) {
    ModelDelta piece;
    piece.text = std::move(text);
    delta(model, std::move(piece));
  }
  void stop(FakeModel& model) {
    ModelDelta end;
    end.kind = ModelDelta::Kind::stop;
    end.text = "stop";
    delta(model, std::move(end));
  }
  void fail(FakeModel& model) {
    ModelDelta end;
    end.kind = ModelDelta::Kind::error;
    end.error = make_error(Status::provider, "the model is out of order");
    delta(model, std::move(end));
  }

  // As far as asking the first model, nothing durable yet unless `accepted`.
  void to_understanding(bool accepted) {
    start();
    limit();
    if (accepted) accept();
  }
  void to_retrieving(bool accepted) {
    to_understanding(accepted);
    if (!embedder.asked.empty()) embed();
  }
  void to_generating(bool accepted) {
    to_retrieving(accepted);
    retrieve();
  }

  static std::shared_ptr<const Evidence> evidence() {
    static const auto text = std::make_shared<const std::string>(
        "Parcels reach you within three working days. Returns are free of charge.");
    auto out = std::make_shared<Evidence>();
    out->keep_alive = text;
    out->knowledge_base = "main";
    out->knowledge_version = 4;
    out->confidence_e4 = 8000;
    Passage passage;
    passage.ordinal = 2;
    passage.document = "shipping.md";
    passage.title = "Shipping";
    passage.text = *text;
    passage.score_e4 = 31'000;
    out->passages.push_back(passage);
    return out;
  }

  // All events so far, taken from the stream.
  const std::vector<Event>& events() {
    for (Turn::Next next = stream->next(0); next.event; next = stream->next(0))
      events_.push_back(*std::move(next.event));
    return events_;
  }
  std::string kinds() {
    std::string out;
    for (const Event& event : events())
      out += (out.empty() ? "" : " ") + std::string(event_kind_name(event.kind()));
    return out;
  }
  std::string words() {
    std::string out;
    for (const Event& event : events())
      out += event.text();
    return out;
  }
  json::Value last() { return *json::parse(events().back().json()); }
  int ends() {
    int count = 0;
    for (const Event& event : events())
      count += event.kind() == EventKind::end ? 1 : 0;
    return count;
  }

  FakeClock clock;
  FakeLedger ledger;
  FakeExecutor executor;
  FakeLimiter limiter;
  FakeEmbedder embedder;
  std::shared_ptr<FakeRetriever> retriever = std::make_shared<FakeRetriever>();
  std::shared_ptr<FakeModel> first = std::make_shared<FakeModel>("model:first");
  std::shared_ptr<FakeModel> second = std::make_shared<FakeModel>("responder");
  std::shared_ptr<FakeMailbox> mailbox = std::make_shared<FakeMailbox>();
  SessionState session;
  std::shared_ptr<TurnStream> stream;
  std::unique_ptr<TurnMachine> turn;

 private:
  bool end_told_ = false;
  std::vector<Event> events_;
};

}  // namespace parley::test
