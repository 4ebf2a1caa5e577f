// A remote embedder takes half a second; the pool's two threads serve a thousand turns meanwhile.
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "world.hpp"

namespace parley::test {
namespace {

class RemoteEmbedder final : public Embedder {
 public:
  void start(std::vector<std::string> texts,
             Completion<std::vector<Embedding>> completion) override {
    auto answer = std::make_shared<Completion<std::vector<Embedding>>>(std::move(completion));
    const std::int64_t at = core->clock().unix_ms() + 500;
    core->pool().post_at(at, [this, answer, count = texts.size()] {
      ++answered;
      (*answer)(std::vector<Embedding>(count, Embedding{1, 0}));
    });
    ++asked;
  }

  Core* core = nullptr;
  std::atomic<int> asked = 0;
  std::atomic<int> answered = 0;
};

}  // namespace

TEST_CASE("a thousand turns with an embedder of 500 ms and a pool of two end within two seconds") {
  constexpr int kTurns = 1000;
  const auto embedder = std::make_shared<RemoteEmbedder>();
  World world(world_config(), {embedder, nullptr});
  embedder->core = world.core.get();
  Tenant shop = world.shop();
  REQUIRE(shop.kb_apply(kDocuments).ok());
  std::vector<Session> sessions;
  std::vector<Turn> turns;
  for (int i = 0; i < kTurns; ++i) {
    sessions.push_back(World::session(shop));
    auto turn = sessions.back().say("When do parcels reach me?");
    REQUIRE(turn.ok());
    turns.push_back(*std::move(turn));
  }
  world.settle();
  CHECK(embedder->asked == kTurns);
  CHECK(embedder->answered == 0);
  REQUIRE(world.core->world_advance(499).ok());
  CHECK(embedder->answered == 0);
  REQUIRE(world.core->world_advance(1501).ok());
  std::map<std::string, int> answers;
  for (Turn& turn : turns) {
    Heard heard;
    hear(turn, heard);
    CHECK(heard.ends == 1);
    ++answers[heard.words];
  }
  REQUIRE(answers.size() == 1);
  CHECK(answers.begin()->first.find("three working days") != std::string::npos);
}

TEST_CASE("an embedder that answers after its turn and its engine are gone does no harm") {
  class Late final : public Embedder {
   public:
    void start(std::vector<std::string>, Completion<std::vector<Embedding>> completion) override {
      kept.push_back(std::move(completion));
    }
    std::vector<Completion<std::vector<Embedding>>> kept;
  };
  const auto embedder = std::make_shared<Late>();
  {
    World world(world_config(), {embedder, nullptr});
    Tenant shop = world.shop();
    Session session = World::session(shop);
    auto turn = session.say("When do parcels reach me?");
    REQUIRE(turn.ok());
    world.settle();
    turn->cancel();
    world.settle();
    Heard heard;
    hear(*turn, heard);
    CHECK(heard.end.text("reason") == "cancelled");
    // Late mail of the first run must not pass for the second's.
    auto next = session.say("And returns?");
    REQUIRE(next.ok());
    world.settle();
    REQUIRE(embedder->kept.size() == 2);
    embedder->kept[0](std::vector<Embedding>{{1}});
    world.settle();
    Heard waiting;
    hear(*next, waiting);
    CHECK(waiting.ends == 0);
  }
  REQUIRE(embedder->kept.size() == 2);
  embedder->kept[1](std::vector<Embedding>{{1}});
}

}  // namespace parley::test
