// The document of a model, and the bodies of its requests.
#include <string>

#include <doctest/doctest.h>

#include "json/value.hpp"
#include "llm/openai/request.hpp"

using namespace parley;
using namespace parley::llm::openai;

namespace {

Result<Config> read(std::string_view document) {
  const auto value = json::parse(document);
  REQUIRE(value.ok());
  return read_config("fast", *value);
}

Config config(std::string_view members = "") {
  auto out = read(R"({"provider":"openai","model":"gpt-x")" + std::string(members) + "}");
  if (!out) FAIL(out.error().message);
  return std::move(*out);
}

std::string fault(std::string_view members) {
  const auto out = read(R"({"provider":"openai","model":"gpt-x",)" + std::string(members) + "}");
  REQUIRE(!out.ok());
  CHECK(out.error().status == Status::config);
  return out.error().message;
}

PromptSection section(Role role, std::string_view text) {
  return {"x", role, Origin::operator_, Volatility::frozen, text, 0};
}

GenerateRequest asking(std::vector<PromptSection> sections) {
  auto prompt = std::make_shared<Prompt>();
  prompt->sections = std::move(sections);
  GenerateRequest out;
  out.prompt = std::move(prompt);
  return out;
}

json::Value body(const Config& with, const GenerateRequest& request) {
  auto out = json::parse(request_body(with, request));
  if (!out) FAIL(out.error().message);
  return std::move(*out);
}

}  // namespace

TEST_CASE("openai request: the whole body of a small one") {
  CHECK(request_body(config(), asking({section(Role::system, "Be \"brief\"."),
                                       section(Role::user, "K\xc3\xb6ln?")})) ==
        R"({"model":"gpt-x","stream":true,"stream_options":{"include_usage":true},"messages":[)"
        R"({"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Köln?"}]})");
}

TEST_CASE("openai request: neighbours of one role are one message") {
  const json::Value out = body(
      config(),
      asking({section(Role::system, "a"), section(Role::system, "b"), section(Role::user, "c"),
              section(Role::assistant, "d"), section(Role::user, "e"), section(Role::user, "f")}));
  const json::Array& messages = out.array("messages");
  REQUIRE(messages.size() == 4);
  CHECK(messages[0].text("content") == "a\n\nb");
  CHECK(messages[2].text("role") == "assistant");
  CHECK(messages[3].text("content") == "e\n\nf");
}

TEST_CASE("openai request: roles, limits and temperature as the server wants them") {
  GenerateRequest request = asking({section(Role::system, "a")});
  CHECK(body(config(R"(,"system_role":"developer")"), request).array("messages")[0].text("role") ==
        "developer");
  CHECK(body(config(), request).find("max_completion_tokens") == nullptr);
  request.max_output_tokens = 300;
  CHECK(body(config(), request).integer("max_completion_tokens") == 300);
  CHECK(body(config(R"(,"max_output_tokens":200)"), request).integer("max_completion_tokens") ==
        200);
  const json::Value old = body(config(R"(,"url":"http://localhost:8080/v1")"), request);
  CHECK(old.integer("max_tokens") == 300);
  CHECK(old.find("max_completion_tokens") == nullptr);
  CHECK(body(config(R"(,"max_tokens_field":"max_tokens")"), request).integer("max_tokens") == 300);
  CHECK(body(config(), request).find("temperature") == nullptr);
  CHECK(body(config(R"(,"temperature":0.25)"), request).find("temperature")->number() == 0.25);
  request.temperature_e4 = 0;
  CHECK(body(config(R"(,"temperature":0.25)"), request).find("temperature")->number() == 0);
}

TEST_CASE("openai request: usage is asked for where it is known") {
  const GenerateRequest request = asking({section(Role::user, "a")});
  CHECK(body(config(R"(,"url":"https://api.mistral.ai/v1")"), request).find("stream_options") ==
        nullptr);
  CHECK(body(config(R"(,"stream_usage":false)"), request).find("stream_options") == nullptr);
}

TEST_CASE("openai request: extra members go as they are") {
  const json::Value out =
      body(config(R"(,"extra":{"response_format":{"type":"json_object"},"seed":7})"),
           asking({section(Role::user, "a")}));
  CHECK(out.object("response_format").size() == 1);
  CHECK(out.integer("seed") == 7);
  CHECK(out.array("messages").size() == 1);
}

TEST_CASE("openai request: tools, their choice, one at a time") {
  GenerateRequest request = asking({section(Role::user, "a")});
  request.tools = std::make_shared<const std::vector<ToolSpec>>();
  CHECK(body(config(), request).find("tools") == nullptr);
  request.tools = std::make_shared<const std::vector<ToolSpec>>(std::vector<ToolSpec>{
      {"get_weather", "Current weather", R"({"type":"object","properties":{}})", true},
      {"ping", "", "", false}});
  request.parallel_tool_calls = false;
  json::Value out = body(config(), request);
  REQUIRE(out.array("tools").size() == 2);
  const json::Value function = *out.array("tools")[0].find("function");
  CHECK(function.text("name") == "get_weather");
  CHECK(function.boolean("strict"));
  CHECK(function.find("parameters")->text("type") == "object");
  CHECK(out.array("tools")[1].find("function")->find("parameters") == nullptr);
  CHECK(out.find("tool_choice") == nullptr);
  CHECK(!out.boolean("parallel_tool_calls", true));
  request.tool_use = ToolUse::required;
  CHECK(body(config(), request).text("tool_choice") == "required");
  request.tool_use = ToolUse::none;
  CHECK(body(config(), request).text("tool_choice") == "none");
  request.tool_use = ToolUse::one;
  request.one_tool = "ping";
  CHECK(body(config(), request).find("tool_choice")->find("function")->text("name") == "ping");
}

TEST_CASE("openai request: rounds of tools stand behind the question, each call with a result") {
  GenerateRequest request = asking({section(Role::user, "a")});
  request.rounds = {{"", {{"c1", "f", R"({"city":"Köln"})"}, {"c2", "g", "{}"}}, {R"({"c":21})"}},
                    {"And now", {{"c3", "f", "{}"}}, {"x"}}};
  const json::Value out = body(config(), request);
  const json::Array& messages = out.array("messages");
  REQUIRE(messages.size() == 6);
  CHECK(messages[1].find("content")->is_null());
  CHECK(messages[1].array("tool_calls")[0].find("function")->text("arguments") ==
        R"({"city":"Köln"})");
  CHECK(messages[2].text("tool_call_id") == "c1");
  CHECK(messages[2].text("content") == R"({"c":21})");
  CHECK(messages[3].text("tool_call_id") == "c2");
  CHECK(messages[3].text("content") == "no result");
  CHECK(messages[4].text("content") == "And now");
}

TEST_CASE("openai request: the same input gives the same bytes") {
  const GenerateRequest request = asking({section(Role::system, "a"), section(Role::user, "b")});
  CHECK(request_body(config(), request) == request_body(config(), request));
}

TEST_CASE("openai document: addresses") {
  CHECK(config().url == "https://api.openai.com/v1/chat/completions");
  CHECK(config(R"(,"url":"http://h:8080/v1/")").url == "http://h:8080/v1/chat/completions");
  CHECK(config(R"(,"url":"http://h/v1/chat/completions")").url == "http://h/v1/chat/completions");
  CHECK(config(R"(,"url":"https://x.openai.azure.com/openai/deployments/d?api-version=1")").url ==
        "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1");
  CHECK(fault(R"("url":"ftp://h")").find("https://") != std::string::npos);
}

TEST_CASE("openai document: deadlines, headers") {
  const Config out =
      config(R"(,"connect_ms":1,"first_ms":2,"idle_ms":3,"total_ms":4,"organization":"org-1",)"
             R"("project":"p","headers":{"X-A":"b"})");
  CHECK(out.deadlines.connect == 1);
  CHECK(out.deadlines.first == 2);
  CHECK(out.deadlines.idle == 3);
  CHECK(out.deadlines.total == 4);
  CHECK(out.headers ==
        HttpHeaders{{"OpenAI-Organization", "org-1"}, {"OpenAI-Project", "p"}, {"X-A", "b"}});
}

TEST_CASE("openai document: faults say what would be right") {
  CHECK(fault(R"("temprature":1)").find("\"temperature\"") != std::string::npos);
  CHECK(fault(R"("response_format":{})").find("\"extra\"") != std::string::npos);
  CHECK(fault(R"("extra":{"messages":[]})").find("messages") != std::string::npos);
  CHECK(fault(R"("extra":[])").find("object") != std::string::npos);
  CHECK(fault(R"("temperature":3)").find("0 to 2") != std::string::npos);
  CHECK(fault(R"("max_output_tokens":0)").find("above 0") != std::string::npos);
  CHECK(fault(R"("system_role":"boss")").find("developer") != std::string::npos);
  CHECK(fault(R"("stream_usage":1)").find("true or false") != std::string::npos);
  CHECK(fault(R"("headers":{"A":"b\r\nC: d"})").find("control") != std::string::npos);
  CHECK(!read(R"({"provider":"openai"})").ok());
}
