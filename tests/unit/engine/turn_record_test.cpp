#include "engine/turn_record.hpp"

#include <random>
#include <string>

#include <doctest/doctest.h>

namespace parley::test {
namespace {

using Generator = std::mt19937_64;

std::int64_t number(Generator& random) {
  switch (random() % 4) {
    case 0:
      return 0;
    case 1:
      return static_cast<std::int64_t>(random() % 1000);
    case 2:
      return -static_cast<std::int64_t>(random() % 1000);
    default:
      return static_cast<std::int64_t>(random());
  }
}

std::string words(Generator& random) {
  std::string out;
  for (std::size_t left = random() % 40; left > 0; --left)
    out.push_back(static_cast<char>(random()));
  return out;
}

SourceItem source(Generator& random, std::string_view answer) {
  SourceItem out{words(random), words(random), words(random), words(random), number(random)};
  if (!answer.empty() && random() % 2 == 0) {
    const std::size_t begin = random() % answer.size();
    out.quote = answer.substr(begin, 1 + random() % 20);
  }
  return out;
}

TurnRecord record(Generator& random, std::string_view answer) {
  TurnRecord out;
  out.tenant_version = number(random);
  if (random() % 2 == 0) {
    out.knowledge_version = 1 + static_cast<std::int64_t>(random() % 1000);
    out.knowledge_base = words(random);
  }
  out.channel = words(random);
  out.end.reason = static_cast<EndReason>(random() % 9);
  out.end.answered_by = words(random);
  out.end.released = number(random);
  if (random() % 2 == 0) {
    out.end.error = Status::provider;
    out.end.error_message = words(random);
    out.end.error_detail = words(random);
  }
  out.decision = words(random);
  for (std::size_t left = random() % 4; left > 0; --left)
    out.intents.intents.push_back({words(random), number(random)});
  out.intents.reason = words(random);
  for (std::size_t left = random() % 9; left > 0; --left)
    out.passages.push_back({static_cast<std::int32_t>(random() % 100'000), number(random)});
  out.confidence_e4 = number(random);
  for (std::size_t left = random() % 4; left > 0; --left)
    out.sources.push_back(source(random, answer));
  for (std::size_t left = random() % 4; left > 0; --left)
    out.guards.push_back({words(random), words(random), number(random), words(random)});
  if (random() % 2 == 0) out.usage = {number(random), number(random), number(random), "model:m"};
  out.owner_changed = random() % 2 == 0;
  if (out.owner_changed)
    out.state = {static_cast<int>(random() % 3), number(random), words(random)};
  out.history_turns = number(random);
  out.prompt_tokens = number(random);
  for (std::int64_t& us : out.stage_us)
    us = static_cast<std::int64_t>(random() % 10'000'000);
  return out;
}

void check_same(const TurnRecord& a, const TurnRecord& b) {
  CHECK(a.tenant_version == b.tenant_version);
  CHECK(a.knowledge_version == b.knowledge_version);
  CHECK(a.knowledge_base == b.knowledge_base);
  CHECK(a.channel == b.channel);
  CHECK(a.end.reason == b.end.reason);
  CHECK(a.end.answered_by == b.end.answered_by);
  CHECK(a.end.released == b.end.released);
  CHECK(a.end.error == b.end.error);
  CHECK(a.end.error_message == b.end.error_message);
  CHECK(a.end.error_detail == b.end.error_detail);
  CHECK(a.decision == b.decision);
  CHECK(a.intents.reason == b.intents.reason);
  REQUIRE(a.intents.intents.size() == b.intents.intents.size());
  for (std::size_t i = 0; i < a.intents.intents.size(); ++i) {
    CHECK(a.intents.intents[i].name == b.intents.intents[i].name);
    CHECK(a.intents.intents[i].confidence_e4 == b.intents.intents[i].confidence_e4);
  }
  REQUIRE(a.passages.size() == b.passages.size());
  for (std::size_t i = 0; i < a.passages.size(); ++i) {
    CHECK(a.passages[i].ordinal == b.passages[i].ordinal);
    CHECK(a.passages[i].score_e4 == b.passages[i].score_e4);
  }
  CHECK(a.confidence_e4 == b.confidence_e4);
  REQUIRE(a.sources.size() == b.sources.size());
  for (std::size_t i = 0; i < a.sources.size(); ++i) {
    CHECK(a.sources[i].document == b.sources[i].document);
    CHECK(a.sources[i].title == b.sources[i].title);
    CHECK(a.sources[i].heading == b.sources[i].heading);
    CHECK(a.sources[i].quote == b.sources[i].quote);
    CHECK(a.sources[i].score_e4 == b.sources[i].score_e4);
  }
  REQUIRE(a.guards.size() == b.guards.size());
  for (std::size_t i = 0; i < a.guards.size(); ++i) {
    CHECK(a.guards[i].check == b.guards[i].check);
    CHECK(a.guards[i].verdict == b.guards[i].verdict);
    CHECK(a.guards[i].offset == b.guards[i].offset);
    CHECK(a.guards[i].reason == b.guards[i].reason);
  }
  CHECK(a.usage.input_tokens == b.usage.input_tokens);
  CHECK(a.usage.output_tokens == b.usage.output_tokens);
  CHECK(a.usage.cached_tokens == b.usage.cached_tokens);
  CHECK(a.usage.model == b.usage.model);
  CHECK(a.owner_changed == b.owner_changed);
  CHECK(a.state.owner == b.state.owner);
  CHECK(a.state.epoch == b.state.epoch);
  CHECK(a.state.queue == b.state.queue);
  CHECK(a.history_turns == b.history_turns);
  CHECK(a.prompt_tokens == b.prompt_tokens);
  CHECK(a.stage_us == b.stage_us);
}

}  // namespace

TEST_CASE("a turn's record comes back as it was written") {
  Generator random(11);
  for (int i = 0; i < 500; ++i) {
    const std::string answer = words(random) + words(random);
    const TurnRecord written = record(random, answer);
    std::string hashed;
    const std::string bytes = encode(written, answer, hashed);
    CHECK(hashed_part(bytes) == hashed);
    const auto read = decode(bytes, answer);
    REQUIRE(read.ok());
    check_same(written, *read);
  }
}

TEST_CASE("durations stand outside of what replay must reproduce") {
  Generator random(12);
  TurnRecord one = record(random, {});
  TurnRecord two = one;
  for (std::int64_t& us : two.stage_us)
    ++us;
  std::string hashed_one;
  std::string hashed_two;
  CHECK(encode(one, {}, hashed_one) != encode(two, {}, hashed_two));
  CHECK(hashed_one == hashed_two);
  ++two.confidence_e4;
  static_cast<void>(encode(two, {}, hashed_two));
  CHECK(hashed_one != hashed_two);
}

TEST_CASE("a torn record is refused wherever it is torn") {
  Generator random(13);
  for (int i = 0; i < 40; ++i) {
    const std::string answer = words(random);
    std::string hashed;
    const std::string bytes = encode(record(random, answer), answer, hashed);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto read = decode(std::string_view(bytes).substr(0, size), answer);
      REQUIRE(!read.ok());
      CHECK(read.error().status == Status::store);
    }
    CHECK(!decode(bytes + '\0', answer).ok());
  }
}

TEST_CASE("damaged records are read without harm") {
  Generator random(14);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string answer = words(random);
    std::string hashed;
    std::string bytes = encode(record(random, answer), answer, hashed);
    for (std::size_t left = 1 + random() % 3; left > 0; --left)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    if (const auto read = decode(bytes, answer); !read) ++refused;
  }
  CHECK(refused > 1000);
}

TEST_CASE("a quotation that stands in the answer takes a position, not its words") {
  const std::string quote(300, 'q');
  const std::string answer = "They say: " + quote + ".";
  TurnRecord turn;
  turn.sources.push_back({"shipping.md", "Shipping", "", quote, 5});
  std::string hashed;
  const std::string bytes = encode(turn, answer, hashed);
  CHECK(bytes.size() < 60);
  CHECK(decode(bytes, answer)->sources[0].quote == quote);
  // A quotation beyond the answer is damage.
  CHECK(!decode(bytes, "short").ok());
}

TEST_CASE("the events of a finished turn are made from its rows") {
  TurnRecord turn;
  turn.intents.reason = "phrase";
  turn.end.answered_by = "responder";
  turn.usage = {10, 5, 0, "model:m"};
  turn.owner_changed = true;
  turn.state = {1, 4, "desk"};
  turn.guards.push_back({"length", "cut", 12, "long"});
  std::string hashed;
  EventRow question;
  question.turn = 3;
  question.kind = kRowInput;
  question.text = "How long?";
  EventRow end = question;
  end.kind = static_cast<int>(EventKind::end);
  end.text = "Two days.";
  turn.sources.push_back({"a.md", "A", "", "Two days", 5});
  end.meta = encode(turn, "Two days.", hashed);
  const auto events = replay_events({question, end});
  REQUIRE(events.ok());
  std::string kinds;
  for (const EventData& data : *events)
    kinds += std::string(event_kind_name(kind_of(data))) + " ";
  CHECK(kinds == "accepted intent text guard sources state usage end ");
  CHECK(std::get<AcceptedData>(events->front()).duplicate);
  CHECK(std::get<AcceptedData>(events->front()).turn_number == 3);
  CHECK(replay_events({question})->empty());
  end.meta.pop_back();
  CHECK(!replay_events({question, end}).ok());
}

}  // namespace parley::test
