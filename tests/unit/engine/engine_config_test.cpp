#include "engine/engine_config.hpp"

#include <string>

#include <doctest/doctest.h>

#include "engine/tenant_config.hpp"

namespace parley::test {
namespace {

json::Value parsed(std::string_view text) {
  auto value = json::parse(text);
  REQUIRE(value.ok());
  return *std::move(value);
}

bool mentions(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("an empty engine configuration has the documented defaults") {
  for (const std::string_view text : {"", "{}"}) {
    const auto config = read_engine_config(text);
    REQUIRE(config.ok());
    CHECK(config->data == ":memory:");
    CHECK(config->synchronous == "full");
    CHECK(config->pool == 0);
    CHECK(config->models.empty());
    CHECK(config->log_level == LogLevel::info);
    CHECK(!config->world.on);
    CHECK(config->limits.event_text_bytes == 65'536);
    CHECK(config->limits.input_bytes == std::size_t{1} << 20);
  }
}

TEST_CASE("what an engine configuration says is read") {
  const auto config = read_engine_config(R"({
    "data": "a.parley", "synchronous": "normal", "pool": 3,
    "limits": {"turns_running": 7, "mailbox": 100},
    "models": {"m": {"provider": "scripted"}},
    "log": {"level": "debug"},
    "world": {"clock": "manual", "start_ms": 5, "seed": 9}})");
  REQUIRE(config.ok());
  CHECK(config->data == "a.parley");
  CHECK(config->synchronous == "normal");
  CHECK(config->pool == 3);
  CHECK(config->limits.turns_running == 7);
  CHECK(config->limits.mailbox == 100);
  CHECK(config->limits.writer_queue == EngineLimits().writer_queue);
  REQUIRE(config->models.contains("m"));
  CHECK(config->models.at("m").provider == "scripted");
  CHECK(config->log_level == LogLevel::debug);
  CHECK(config->world.on);
  CHECK(config->world.manual_clock);
  CHECK(config->world.start_ms == 5);
  CHECK(config->world.seed == 9);
}

TEST_CASE("a wrong engine configuration names all its faults at once") {
  const auto config =
      read_engine_config(R"({"pool": "many", "synchronos": "full", "limits": {"mailbox": -1}})");
  REQUIRE(!config.ok());
  const Error& error = config.error();
  CHECK(error.status == Status::config);
  CHECK(mentions(error.detail, "/pool"));
  CHECK(mentions(error.detail, "synchronos"));
  CHECK(mentions(error.detail, "synchronous"));  // did you mean
  CHECK(mentions(error.detail, "/limits/mailbox"));
  CHECK(read_engine_config("{").error().status == Status::config);
  CHECK(read_engine_config(std::string((std::size_t{1} << 20) + 1, ' ')).error().status ==
        Status::limit);
}

TEST_CASE("a tenant that says nothing has the documented defaults") {
  const TenantConfig config = read_tenant("shop", parsed("{}"));
  CHECK(config.id == "shop");
  CHECK(config.locale == "en");
  CHECK(config.policy == "reject");
  CHECK(!config.history_shared);
  CHECK(config.knowledge.kb == "main");
  CHECK(config.knowledge.k == 8);
  CHECK(config.limits.turns_per_minute == 0);
  CHECK(config.limits.ttl_days == 7);
  CHECK(config.limits.deadline_ms == 60'000);
  CHECK(config.limits.history_tokens == 2000);
  CHECK(config.limits.answer_chars == 8000);
}

TEST_CASE("what a tenant says is read") {
  const TenantConfig config = read_tenant("shop", parsed(R"({
    "name": "Shoes", "locale": "de",
    "persona": {"name": "Ada", "tone": "warm"},
    "intents": [{"name": "hours", "keywords": ["open"], "threshold": 0.75, "priority": 3,
      "actions": [{"reply": {"de": "Um neun.", "en": "At nine."}},
                  {"handoff": {"queue": "q", "say": "Gleich."}},
                  {"agent": "fitter"}, {"webhook": "hook"}, {"tool": {"name": "stock"}}]}],
    "knowledge": {"kb": "docs", "k": 3, "min_confidence": 0.25,
                  "chunk": {"max_chars": 500, "overlap_sentences": 0}},
    "models": {"route": ["a", "b"], "max_output_tokens": 50,
               "responder": {"ask_back_margin": 0.1, "templates": {"unknown": "Keine Ahnung."}}},
    "limits": {"turns_per_minute": 30, "answer_chars": 900},
    "gate": {"max_answer_chars": 600, "html_allow": ["b"]},
    "handoff": {"queue": "front", "say": "Moment."},
    "conversation": {"policy": "reject", "history": "shared", "ttl_days": 2, "deadline_ms": 900}})"));
  CHECK(config.locale == "de");
  CHECK(config.persona.business == "Shoes");
  REQUIRE(config.intents.size() == 1);
  const IntentConfig& intent = config.intents[0];
  CHECK(intent.threshold_e4 == 7500);
  CHECK(intent.priority == 3);
  REQUIRE(intent.actions.size() == 5);
  CHECK(intent.actions[0].text.find("de", "en") == "Um neun.");
  CHECK(intent.actions[0].text.find("fr", "en") == "At nine.");
  CHECK(intent.actions[1].queue == "q");
  CHECK(intent.actions[2].kind == dialogue::Action::Kind::agent);
  CHECK(intent.actions[3].kind == dialogue::Action::Kind::webhook);
  CHECK(intent.actions[4].name == "stock");
  CHECK(config.knowledge.min_confidence_e4 == 2500);
  CHECK(config.knowledge.chunk_chars == 500);
  CHECK(config.knowledge.overlap_sentences == 0);
  CHECK(config.route == std::vector<std::string>{"a", "b"});
  CHECK(config.limits.max_output_tokens == 50);
  CHECK(config.responder.ask_back_margin_e4 == 1000);
  CHECK(config.limits.burst == 30);
  CHECK(config.limits.answer_chars == 600);
  CHECK(config.html_allow == std::vector<std::string>{"b"});
  CHECK(config.dialogue.queue == "front");
  CHECK(config.history_shared);
  CHECK(config.limits.ttl_days == 2);
  CHECK(config.limits.deadline_ms == 900);
}

TEST_CASE("references lead somewhere, names are unique; all faults at once, with the likely name") {
  const auto faults = check_references(parsed(R"({
    "agents": [{"name": "fitter", "tools": ["stok"]}, {"name": "fitter"}],
    "tools": [{"name": "stock"}],
    "webhooks": [{"name": "hook"}],
    "intents": [
      {"name": "a", "actions": [{"agent": "fiter"}, {"webhook": "hok"}, {"tool": {"name": "x"}}]},
      {"name": "a"}]})"));
  std::string all;
  for (const json::Fault& fault : faults)
    all += fault.pointer + " " + fault.message + " | " + fault.expected + "\n";
  CHECK(faults.size() == 6);
  CHECK(mentions(all, "/intents/1/name 'a' is used twice"));
  CHECK(mentions(all, "/agents/1/name 'fitter' is used twice"));
  CHECK(mentions(all, "/intents/0/actions/0/agent there is no 'fiter'"));
  CHECK(mentions(all, "did you mean 'fitter'?"));
  CHECK(mentions(all, "/intents/0/actions/1/webhook there is no 'hok'"));
  CHECK(mentions(all, "did you mean 'hook'?"));
  CHECK(mentions(all, "/intents/0/actions/2/tool/name there is no 'x'"));
  CHECK(mentions(all, "/agents/0/tools/0 there is no 'stok'"));
  CHECK(mentions(all, "did you mean 'stock'?"));
  CHECK(check_references(parsed("{}")).empty());
}

}  // namespace parley::test
