// Whatever hosts do in whatever order: every turn ends once, the ledger adds up, and what it holds
// is what was told.
#include <map>
#include <memory>
#include <random>
#include <string>

#include "world.hpp"

namespace parley::test {
namespace {

constexpr int kSessions = 3;
constexpr int kSteps = 2000;

struct Running {
  int session = 0;
  Turn turn;
  Heard heard;
};

class Play {
 public:
  explicit Play(std::uint64_t seed)
      : random_(seed), world_(world_config(":memory:", seed)), shop_(world_.shop(kPlayed)) {
    REQUIRE(shop_.kb_apply(kDocuments).ok());
    for (int i = 0; i < kSessions; ++i)
      open(i);
  }

  void step() {
    const int session = pick(kSessions);
    switch (pick(12)) {
      case 0:
      case 1:
      case 2:
        return say(session, {});
      case 3:
        return say(session, "m" + std::to_string(pick(10)));
      case 4:
        if (!running_.empty()) running_[at(running_.size())].turn.cancel();
        return;
      case 5:
        if (!running_.empty() && pick(4) == 0)
          running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(at(running_.size())));
        return;
      case 6:
        if (pick(40) == 0) close(session);
        return;
      case 7:
        return change_tenant();
      case 8:
        return change_knowledge();
      case 9:
        return note(session);
      default:
        REQUIRE(world_.core->world_advance(pick(300)).ok());
        return listen();
    }
  }

  void finish() {
    for (Running& run : running_)
      run.turn.cancel();
    world_.settle();
    listen();
    CHECK(running_.empty());
    const auto settled = world_.core->world_settle();
    CHECK(json::parse(*settled)->integer("turns") == 0);
    for (int i = 0; i < kSessions; ++i)
      check_session(*sessions_[i]);
    CHECK(ended_ > 100);
    CHECK(told_.size() > 50);
  }

 private:
  static constexpr std::string_view kPlayed = R"({"name": "Shoes & Co",
    "models": {"route": ["play"]}, "handoff": {"queue": "desk", "say": "Somebody comes."},
    "limits": {"answer_chars": 120},
    "intents": [
      {"name": "hours", "phrases": ["opening hours"], "actions": [{"reply": "We open at nine."}]},
      {"name": "person", "phrases": ["to a person"], "actions": [{"handoff": {}}]}]})";

  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  std::size_t at(std::size_t count) { return random_() % count; }

  void open(int i) {
    sessions_[i] = std::make_unique<Session>(World::session(
        shop_, R"({"session": "s)" + std::to_string(i) + "-" + std::to_string(opened_++) + "\"}"));
  }

  void feed() {
    static constexpr const char* kPieces[] = {
        R"({"text": "One clause of the answer, "})", R"({"text": "and <b>another</b> one. "})",
        R"({"pause_ms": 50})", R"({"text": "More than fits, surely, if it goes on like this. "})"};
    std::string steps;
    for (int left = 1 + pick(6); left > 0; --left)
      steps += std::string(kPieces[pick(4)]) + ", ";
    static constexpr const char* kEnds[] = {R"({"stop": "stop"})", R"({"stop": "length"})",
                                            R"({"error": {"status": 500}})", R"({"hang": true})"};
    REQUIRE(
        world_.core->world_feed(R"({"provider": [{"steps": [)" + steps + kEnds[pick(4)] + "]}]}")
            .ok());
  }

  void say(int session, const std::string& id) {
    static constexpr const char* kWords[] = {"When do parcels reach me?",
                                             "What are your opening hours?", "May I return shoes?",
                                             "Something else entirely"};
    if (pick(2) == 0) feed();
    const char* words = pick(60) == 0 ? "Can I talk to a person?" : kWords[pick(4)];
    const std::string with_id = id.empty() ? "" : R"("id": ")" + id + "\", ";
    auto turn = sessions_[session]->start(R"({"kind": "message", )" + with_id +
                                          R"("parts": [{"text": ")" + words + "\"}]}");
    if (turn) {
      running_.push_back({session, *std::move(turn), {}});
    } else {
      CHECK(turn.error().status == Status::busy);
    }
  }

  void close(int session) {
    REQUIRE(sessions_[session]->append(R"({"kind": "close"})").ok());
    world_.settle();
    listen();
    check_session(*sessions_[session]);
    open(session);
  }

  // Waits for the session's turn, which may wait for the clock: only when none runs.
  void note(int session) {
    world_.settle();
    listen();
    for (const Running& run : running_) {
      if (run.session == session) return;
    }
    REQUIRE(
        sessions_[session]
            ->append(R"({"kind": "metadata", "metadata": {"n": )" + std::to_string(pick(5)) + "}}")
            .ok());
  }

  void change_tenant() {
    if (pick(5) != 0) return;
    std::string body(kPlayed);
    body.replace(body.find("120"), 3, std::to_string(100 + pick(50)));
    REQUIRE(world_.core->put_tenant("shop", body).ok());
  }

  void change_knowledge() {
    if (pick(5) != 0) return;
    REQUIRE(shop_
                .kb_apply(R"({"put": [{"name": "n)" + std::to_string(pick(5)) +
                          R"(.md", "body": "Parcels number )" + std::to_string(pick(100)) +
                          R"( are on their way."}]})")
                .ok());
  }

  void listen() {
    for (auto run = running_.begin(); run != running_.end();) {
      hear(run->turn, run->heard);
      if (run->heard.ends == 0) {
        ++run;
        continue;
      }
      check_turn(*run);
      run = running_.erase(run);
    }
  }

  void check_turn(Running& run) {
    const Heard& heard = run.heard;
    ++ended_;
    CHECK(heard.ends == 1);
    CHECK(heard.events.front().kind() == EventKind::accepted);
    CHECK(heard.events.back().kind() == EventKind::end);
    CHECK(run.turn.next(0).status == Status::done);
    const auto number = json::parse(heard.events.front().json())->integer("turn_number");
    const std::string key =
        std::string(sessions_[run.session]->id()) + "/" + std::to_string(number);
    const auto [known, fresh] = told_.try_emplace(key, heard.words);
    CHECK(known->second == heard.words);
    if (heard.end.text("reason") == "error")
      CHECK(heard.end.find("error")->text("code") == status_name(Status::provider));
  }

  // What the ledger holds of each turn is what its followers were told.
  void check_session(Session& session) {
    check_ledger(world_, "shop", session.id());
    std::int64_t after = 0;
    do {
      const auto page = view(session, R"({"view": "transcript", "after": )" +
                                          std::to_string(after) + R"(, "limit": 50})");
      for (const json::Value& item : page.array("items")) {
        if (item.text("who") != "bot") continue;
        const auto told =
            told_.find(std::string(session.id()) + "/" + std::to_string(item.integer("turn")));
        if (told != told_.end()) CHECK(told->second == item.text("text"));
      }
      after = page.integer("next");
    } while (after != 0);
  }

  std::mt19937_64 random_;
  World world_;
  Tenant shop_;
  std::map<int, std::unique_ptr<Session>> sessions_;
  std::vector<Running> running_;
  std::map<std::string, std::string> told_;
  int opened_ = 0;
  int ended_ = 0;
};

}  // namespace

TEST_CASE("random hosts: one END each, the ledger adds up, the transcript is what was told") {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    CAPTURE(seed);
    Play play(seed);
    for (int step = 0; step < kSteps; ++step)
      play.step();
    play.finish();
  }
}

}  // namespace parley::test
