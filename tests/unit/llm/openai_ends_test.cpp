// How streams end, and what they say when they fail.
#include <string>

#include "base/error.hpp"
#include "openai_stream.hpp"

using namespace parley;
using namespace parley::llm::openai;
using namespace parley::llm::openai::testing;

namespace {

const Result<void> kBroken = make_error(Status::network, "the connection was reset");

Response broken(Response response) {
  response.outcome = kBroken;
  return response;
}

Response typed(std::string body, const std::string& type, int status = 200) {
  Response out{std::move(body), status};
  out.headers = {{"content-type", type}};
  return out;
}

json::Value detail_of(const Heard& heard) {
  auto out = json::parse(heard.detail);
  REQUIRE(out.ok());
  return std::move(*out);
}

}  // namespace

TEST_CASE("openai end: a reason without [DONE] is a good end") {
  CHECK(play(stream({words("a"), kStop}, false)).stop == "stop");
  CHECK(play(broken(stream({words("a"), kStop}, false))).stop == "stop");
}

TEST_CASE("openai end: [DONE] without a reason is a good end") {
  CHECK(play(stream({words("a")})).stop == "stop");
}

TEST_CASE("openai end: neither is truncated") {
  const Heard closed = play(stream({words("a")}, false));
  CHECK(closed.error == "truncated");
  CHECK(closed.text == "a");
  CHECK(closed.status == Status::provider);
  const Heard reset = play(broken(stream({words("a")}, false)));
  CHECK(reset.error == "truncated");
  CHECK(reset.status == Status::network);
  CHECK(reset.message.find("reset") != std::string::npos);
  CHECK(detail_of(reset).boolean("retryable"));
}

TEST_CASE("openai end: Ollama's empty last chunk is truncated") {
  CHECK(play(stream({words("a"), delta("\"content\":\"\"")}, false)).error == "truncated");
}

TEST_CASE("openai end: a server known to give no reason may end by closing, not by breaking") {
  Response response = stream({words("a")}, false);
  response.options.ends_without_reason = true;
  CHECK(play(response).stop == "stop");
  CHECK(play(broken(response)).error == "truncated");
  Response nothing = stream({kFirst}, false);
  nothing.options.ends_without_reason = true;
  CHECK(play(nothing).error == "truncated");
}

TEST_CASE("openai end: cut within a line, within a character, without the last blank line") {
  Response response = stream({words("a")}, false);
  response.body += "data: {\"choices\":[{\"del";
  CHECK(play(response).error == "truncated");
  response.body = "data: " + words("a") + "\n\ndata: " + words("K\xc3");
  response.body.resize(response.body.find("K\xc3") + 2);
  CHECK(play(response).error == "truncated");
  CHECK(play(response).text == "a");
  response.body = "data: " + words("a") + "\n\ndata: " + kStop;
  CHECK(play(response).stop == "stop");
  response.body = "data: " + words("a") + "\n\ndata: [DONE]";
  CHECK(play(response).stop == "stop");
}

TEST_CASE("openai end: calls of a stream that was cut are not told") {
  const Heard heard = play(
      stream({calls(R"({"index":0,"id":"a","function":{"name":"f","arguments":"{}"}})")}, false));
  CHECK(heard.error == "truncated");
  CHECK(heard.calls.empty());
}

TEST_CASE("openai end: no response at all") {
  Response response;
  response.status = 0;
  response.outcome = make_error(Status::deadline, "no connection within 10 s");
  const Heard heard = play(response);
  CHECK(heard.error == "network");
  CHECK(heard.status == Status::deadline);
  CHECK(detail_of(heard).boolean("retryable"));
  response.outcome = make_error(Status::limit, "the response is longer than 64 MiB");
  CHECK(!detail_of(play(response)).boolean("retryable"));
}

TEST_CASE("openai end: an answer without a word is an error, so that the next one answers") {
  CHECK(play(stream({kFirst, kStop})).error == "empty");
  CHECK(play(stream({})).error == "empty");
  const Heard heard =
      play(stream({delta(R"("reasoning_content":"hm")"), delta("", "\"length\""), kUsage}));
  CHECK(heard.error == "no_words");
  CHECK(heard.usage == "13/11/5");  // it was paid for
}

TEST_CASE("openai end: malformed JSON in the middle, after the words before it") {
  Response response =
      stream({words("a"), R"({"choices":[{"delta":{"content":"b"})", words("c"), kStop});
  const Heard heard = play(response);
  CHECK(heard.error == "malformed");
  CHECK(heard.text == "a");
  CHECK(detail_of(heard).boolean("retryable"));
  CHECK(play(stream({words("a"), "[1,", kStop})).error == "malformed");
  CHECK(play(stream({words("a"), "{} {}", kStop})).error == "malformed");
}

TEST_CASE("openai end: data that is no JSON at all does not kill the stream") {
  CHECK(play(stream({words("a"), "ping", "", "OK", words("b"), kStop})).text == "ab");
}

// ---- errors under HTTP 200

TEST_CASE("openai error: in mid-stream, with and without [DONE]") {
  const std::string error =
      R"({"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}})";
  for (const bool done : {true, false}) {
    const Heard heard = play(stream({words("a"), error}, done));
    CHECK(heard.error == "server");
    CHECK(heard.text == "a");
    CHECK(detail_of(heard).boolean("retryable"));
    CHECK(heard.message.find("had an error") != std::string::npos);
  }
  CHECK(play(stream({error})).error == "server");
}

TEST_CASE("openai error: code as a number, a text, null") {
  const auto kind = [](const std::string& code) {
    return play(stream({R"({"error":{"message":"m","code":)" + code + "}}"})).error;
  };
  CHECK(kind("502") == "server");
  CHECK(kind("429") == "rate_limit");
  CHECK(kind("\"rate_limit_exceeded\"") == "rate_limit");
  CHECK(kind("\"context_length_exceeded\"") == "context_overflow");
  CHECK(kind("null") == "server");
  CHECK(play(stream({R"({"error":"overloaded"})"})).error == "server");
}

TEST_CASE("openai error: no error is no error") {
  CHECK(play(stream({R"({"error":null,"choices":[{"delta":{"content":"a"}}]})", kStop})).text ==
        "a");
  CHECK(play(stream({R"({"error":false})", words("a"), R"({"error":{}})", kStop})).text == "a");
}

TEST_CASE("openai error: OpenRouter's chunk with a reason of error, and a choice's own error") {
  const Heard heard = play(stream(
      {words("a"), R"({"provider":"X","error":{"code":502,"message":"Provider disconnected"},)"
                   R"("choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]})"}));
  CHECK(heard.error == "server");
  CHECK(heard.message.find("Provider disconnected") != std::string::npos);
  CHECK(play(stream(
                 {R"({"choices":[{"error":{"code":408,"message":"m"},"finish_reason":"error"}]})"}))
            .error == "timeout");
  CHECK(play(stream({words("a"), delta("", "\"error\"")})).error == "server");
}

TEST_CASE("openai error: an event of the name error, nested and flat") {
  const std::string nested =
      "event: error\ndata: {\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\","
      "\"code\":\"tool_use_failed\",\"failed_generation\":\"<f>\",\"status_code\":400}}\n\n";
  CHECK(play(Response{nested}).error == "bad_request");
  CHECK(play(Response{"event: error\ndata: {\"type\":\"overloaded_error\",\"message\":\"m\"}\n\n"})
            .error == "overloaded");
}

TEST_CASE("openai error: wrapped in a list") {
  const std::string list = R"([{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}])";
  CHECK(play(stream({words("a"), list})).error == "bad_request");
  CHECK(play(typed(list, "application/json")).error == "bad_request");
  CHECK(play(typed(list, "application/json", 400)).error == "bad_request");
}

TEST_CASE("openai error: HTTP 200 with an error object, or without choices") {
  CHECK(play(typed(R"({"error":{"message":"m","code":"rate_limit_exceeded"}})", "application/json"))
            .error == "rate_limit");
  CHECK(play(typed(R"({"base_resp":{"status_code":1004}})", "application/json")).error == "empty");
  CHECK(play(typed(R"({"detail":"not here"})", "application/json")).error == "server");
}

// ---- bodies that are no stream

TEST_CASE("openai body: JSON although a stream was asked for, whatever its type says") {
  const std::string body =
      R"({"id":"chatcmpl-X1","object":"chat.completion","choices":[{"index":0,"message":)"
      R"({"role":"assistant","content":"21 \u00b0C","refusal":null,"tool_calls":[{"id":"c",)"
      R"("type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],)"
      R"("usage":{"prompt_tokens":61,"completion_tokens":9,"total_tokens":70}})";
  for (const char* type : {"application/json", "text/event-stream", "text/plain", ""}) {
    for (const char* before : {"", "\n\n  \n", "\xef\xbb\xbf"}) {
      const Heard heard = play(typed(before + body, type));
      CHECK(heard.text ==
            "21 \xc2\xb0"
            "C");
      CHECK(heard.calls == "c f({}) ");
      CHECK(heard.stop == "tool_calls");
      CHECK(heard.usage == "61/9/0");
    }
  }
}

TEST_CASE("openai body: many empty lines before JSON keep the connection, and are not useful") {
  const std::string body = R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]})";
  Response response = typed("", "application/json");
  const std::string blanks(500, '\n');
  CHECK(play(response, {blanks, blanks, body}).text == "a");
  CHECK(!play(response, {blanks}).useful);
}

TEST_CASE("openai body: too long, cut") {
  Response response =
      typed(R"({"choices":[{"message":{"content":")" + std::string(2000, 'x') + "\"}}]}",
            "application/json");
  response.options.max_event_bytes = 1000;
  CHECK(play(response).error == "too_much");
  response = typed(R"({"choices":[{"message":{"content":"a)", "application/json");
  CHECK(play(response).error == "truncated");
  CHECK(play(broken(response)).error == "network");
}

TEST_CASE("openai body: a stream of the wrong type is read all the same") {
  for (const char* type :
       {"text/plain", "application/octet-stream", "", "TEXT/EVENT-STREAM;charset=UTF-8"}) {
    Response response = stream({words("a"), kStop});
    response.headers = {{"content-type", type}};
    CHECK(play(response).text == "a");
    response.body = ": hello\r\n\r\n" + response.body;
    CHECK(play(response).text == "a");
  }
}

TEST_CASE("openai body: neither stream nor JSON") {
  for (const char* body :
       {"<html><body>Welcome</body></html>", "the service is being moved\n", "no"}) {
    const Heard heard = play(typed(body, "text/plain"));
    CHECK(heard.error == "wrong_type");
    CHECK(heard.status == Status::provider);
    CHECK(!detail_of(heard).boolean("retryable"));
  }
}
