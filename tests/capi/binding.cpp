// The C++ side of the C ABI, beside the core's own headers to show that their names do not meet.
#include <cstdio>
#include <string>
#include <type_traits>
#include <utility>

#include "parley/engine.hpp"

#include "parley.hpp"

extern "C" {
#include "harness.h"
}

namespace api = parley::api;

static_assert(std::is_copy_constructible_v<api::Engine> &&
              std::is_copy_constructible_v<api::Session>);
static_assert(!std::is_copy_constructible_v<api::Turn> && std::is_move_constructible_v<api::Turn>);
static_assert(!std::is_same_v<api::Engine, parley::Engine>);

namespace {

api::Session bakery(api::Engine& engine) {
  CHECK(engine.put_tenant("bakery", R"({"name":"Bakery"})").ok());
  api::Tenant tenant = engine.tenant("bakery").value();
  CHECK(
      tenant
          .kb_apply(
              R"({"put":[{"name":"bread.md","body":"# Bread\n\nThe rye loaf costs 4.20 euros."}]})")
          .ok());
  return tenant.session().value();
}

void answers() {
  api::Engine engine = api::Engine::open().value();
  api::Session session = bakery(engine);
  api::Session copy = session;
  CHECK(copy.id() == session.id());
  api::Turn turn = copy.say("How much is the rye loaf?").value();
  std::string said;
  int ends = 0;
  for (const api::Event& event : turn) {
    said += event.text();
    ends += event.kind() == PARLEY_EVENT_END ? 1 : 0;
    CHECK(!event.json().empty());
  }
  CHECK(said.find("4.20 euros") != std::string::npos);
  CHECK(ends == 1);
  CHECK(turn.next().value().status == PARLEY_DONE);
}

void outlives_in_any_order() {
  std::string id;
  api::Expected<api::Turn> turn = [&] {
    api::Engine engine = api::Engine::open().value();
    api::Session session = bakery(engine);
    id = session.id();
    return session.say("How much is the rye loaf?");
  }();
  CHECK(turn.ok() && !id.empty());
  int ends = 0;
  for (const api::Event& event : *turn)
    ends += event.kind() == PARLEY_EVENT_END ? 1 : 0;
  CHECK(ends == 1);
}

void says_why() {
  const auto engine = api::Engine::open(R"({"pool":0})");
  CHECK(!engine.ok());
  CHECK_STATUS(engine.error().status, PARLEY_ERR_CONFIG);
  CHECK(engine.error().detail.find("/pool") != std::string::npos);
}

void throws_if_asked_wrongly() {
  api::Engine engine = api::Engine::open().value();
  bool thrown = false;
  try {
    (void)engine.tenant("nobody").value();
  } catch (const api::Exception& why) {
    thrown = why.error().status == PARLEY_ERR_NOT_FOUND;
  }
  CHECK(thrown);
}

void wakes_up() {
  counted count{};
  {
    api::Engine engine = api::Engine::open().value();
    engine.set_log([](std::int32_t, std::string_view) {});
    api::Session session = bakery(engine);
    api::TurnOptions options;
    options.notify = [&count] { count_call(&count); };
    api::Turn turn = session.say("How much is the rye loaf?", std::move(options)).value();
    for (const api::Event& event : turn)
      CHECK(event.seq() > 0);
    CHECK(engine.drain(-1).value());
    CHECK(engine.info("health").ok());
    CHECK(!session.say("Anything else?").ok());
  }
  CHECK(read_count(&count.called) >= 1);
}

}  // namespace

int main() {
  RUN(answers);
  RUN(outlives_in_any_order);
  RUN(says_why);
  RUN(throws_if_asked_wrongly);
  RUN(wakes_up);
  return finish();
}
