// What comes of HTTP errors: kind, retry, wait; and nothing that is secret.
#include <string>

#include "llm/openai/failure.hpp"
#include "llm/openai/retry_after.hpp"
#include "openai_stream.hpp"

using namespace parley;
using namespace parley::llm::openai;
using namespace parley::llm::openai::testing;

namespace {

struct Told {
  std::string kind;
  bool retryable = false;
  std::int64_t wait = 0;
  std::string code;
  std::string message;
};

Told refused(int status, std::string body, HttpHeaders headers = {}) {
  Response response{std::move(body), status, std::move(headers)};
  response.options.secrets = {"sesame-open-1234"};
  const Heard heard = play(response);
  CHECK(heard.status == Status::provider);
  const auto detail = json::parse(heard.detail);
  REQUIRE(detail.ok());
  CHECK(detail->text("provider") == "openai");
  CHECK(detail->integer("http_status") == status);
  CHECK(heard.message.starts_with("model:m: "));
  return {heard.error, detail->boolean("retryable"), detail->integer("retry_after_ms"),
          std::string(detail->text("code")), heard.message};
}

std::string said(const std::string& message, const std::string& type = "x",
                 const std::string& code = "null") {
  return R"({"error":{"message":")" + message + R"(","type":")" + type +
         R"(","param":null,"code":)" + code + "}}";
}

std::int64_t wait_of(HttpHeaders headers, const std::string& message = "m") {
  return refused(429, said(message), std::move(headers)).wait;
}

}  // namespace

TEST_CASE("openai failure: each status has its kind, and says whether to try again") {
  struct Row {
    int status;
    const char* kind;
    bool retryable;
  };
  for (const Row& row :
       {Row{302, "redirect", false}, Row{400, "bad_request", false}, Row{401, "auth", false},
        Row{402, "quota", false}, Row{403, "auth", false}, Row{404, "not_found", false},
        Row{408, "timeout", true}, Row{409, "conflict", true}, Row{413, "too_large", false},
        Row{422, "bad_request", false}, Row{429, "rate_limit", true}, Row{500, "server", true},
        Row{501, "server", false}, Row{502, "server", true}, Row{503, "overloaded", true},
        Row{504, "timeout", true}, Row{529, "overloaded", true}}) {
    CAPTURE(row.status);
    for (const std::string& body : {said("m"), std::string(), std::string("<html></html>")}) {
      const Told told = refused(row.status, body);
      CHECK(told.kind == row.kind);
      CHECK(told.retryable == row.retryable);
      CHECK(told.message.find(std::to_string(row.status)) != std::string::npos);
    }
  }
}

TEST_CASE("openai failure: 429 for money, for pace and for a request that can never pass") {
  for (const char* code :
       {"insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded"}) {
    CHECK(refused(429, said("m", code, "null")).kind == "quota");
    const Told told = refused(429, said("m", "x", std::string("\"") + code + "\""));
    CHECK(told.kind == "quota");
    CHECK(!told.retryable);
    CHECK(told.code == code);
  }
  CHECK(refused(429, said("Rate limit reached", "requests", "\"rate_limit_exceeded\"")).kind ==
        "rate_limit");
  const Told large = refused(
      429, said("Request too large for gpt-x in organization org-abc on tokens per min (TPM): "
                "Limit 30000, Requested 129625.",
                "tokens", "\"rate_limit_exceeded\""));
  CHECK(large.kind == "request_too_large");
  CHECK(!large.retryable);
  CHECK(large.message.find("org-abc") == std::string::npos);
}

TEST_CASE("openai failure: signatures of a prompt that is too long, and words that are none") {
  for (const char* message :
       {"This model's maximum context length is 8192 tokens. However, your messages resulted in "
        "8545",
        "Your input exceeds the context window of this model.",
        "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it",
        "prompt is too long: 209752 tokens > 200000 maximum",
        "Please reduce the length of the messages or completion",
        "This model's maximum prompt length is 131072 but the request contains 537812 tokens",
        "The input (9 tokens) is longer than the model's context length (8 tokens).",
        "the number of tokens is greater than the context length",
        "Your request exceeded model token limit: 8192",
        "Range of input length should be [1, 8]"}) {
    CAPTURE(message);
    CHECK(refused(400, said(message)).kind == "context_overflow");
  }
  CHECK(refused(400, said("m", "x", "\"context_length_exceeded\"")).kind == "context_overflow");
  CHECK(refused(400, said("m", "exceed_context_size_error")).kind == "context_overflow");
  CHECK(refused(429, said("rate limit: maximum context length per minute")).kind == "rate_limit");
  CHECK(refused(429, said("Too many tokens per minute")).kind == "rate_limit");
}

TEST_CASE("openai failure: shapes of error bodies") {
  CHECK(
      refused(400, R"([{"error":{"code":400,"message":"in a list"}}])").message.find("in a list") !=
      std::string::npos);
  CHECK(refused(404, R"({"error":"model 'x' not found"})").message.find("not found") !=
        std::string::npos);
  CHECK(refused(422, R"({"detail":[{"type":"extra_forbidden","msg":"no seed","loc":["seed"]}]})")
            .message.find("no seed") != std::string::npos);
  CHECK(refused(422, R"({"object":"error","message":{"detail":[{"msg":"no seed"}]},"type":"t"})")
            .message.find("no seed") != std::string::npos);
  const Told mistral = refused(
      400, R"({"object":"error","message":"Tool call id was x","type":"invalid_function_call",)"
           R"("param":null,"code":"3280"})");
  CHECK(mistral.code == "3280");
  CHECK(refused(400,
                R"({"error":{"message":"m","type":null,"param":"prompt","code":"content_filter",)"
                R"("status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}})")
            .kind == "content_filter");
  CHECK(refused(400, said("m", "x", "\"model_not_found\"")).kind == "not_found");
  CHECK(refused(500, "{broken").kind == "server");
}

TEST_CASE("openai failure: an HTML page is named, not repeated") {
  const Told told =
      refused(502, "\n<html><h1>Bad gateway of ACME</h1></html>", {{"content-type", "text/html"}});
  CHECK(told.message.find("HTML page") != std::string::npos);
  CHECK(told.message.find("ACME") == std::string::npos);
}

TEST_CASE("openai failure: no key in an error, whole or in part") {
  const Told auth = refused(401, said("Incorrect API key provided: sk-abc***xyz",
                                      "invalid_request_error", "\"invalid_api_key\""));
  CHECK(auth.message.find("sk-") == std::string::npos);
  CHECK(auth.message.find("\"key\"") != std::string::npos);
  const Told echo =
      refused(400, said("header Authorization: Bearer sesame-open-1234 and sk-9_x. bad", "x",
                        "\"sesame-open-1234\""));
  CHECK(echo.message.find("sesame") == std::string::npos);
  CHECK(echo.message.find("sk-9") == std::string::npos);
  CHECK(echo.message.find(" bad") != std::string::npos);
  CHECK(echo.code == "[secret]");
  CHECK(harmless("ask-me risk-free", {}) == "ask-me risk-free");
}

TEST_CASE("openai failure: foreign words are short, on one line and UTF-8") {
  const std::string words = harmless("a\nb\tc\xff" + std::string(1000, 'x'), {});
  CHECK(words.starts_with("a b c\xef\xbf\xbd"));
  CHECK(words.size() < 310);
  std::string umlauts;
  for (int i = 0; i < 400; ++i)
    umlauts += "ü";
  CHECK(harmless("x" + umlauts, {}).ends_with("ü…"));
}

TEST_CASE("openai failure: a body above the limit is not kept") {
  CHECK(refused(500, std::string(1'000'000, 'x')).kind == "server");
}

TEST_CASE("openai failure: x-should-retry decides") {
  CHECK(refused(400, said("m"), {{"x-should-retry", "true"}}).retryable);
  CHECK(!refused(500, said("m"), {{"x-should-retry", "false"}}).retryable);
  CHECK(refused(500, said("m"), {{"x-should-retry", "maybe"}}).retryable);
}

TEST_CASE("openai wait: retry-after-ms, then Retry-After, then words, then resets") {
  HttpHeaders headers = {{"x-ratelimit-reset-requests", "5s"}};
  CHECK(wait_of(headers) == 5000);
  CHECK(wait_of(headers, "Please try again in 1.798s. Thanks") == 1798);
  CHECK(wait_of(headers, "Try again in 2 seconds") == 2000);
  CHECK(wait_of(headers, "try again in 6m0s") == 360'000);
  headers.emplace_back("retry-after", "7");
  CHECK(wait_of(headers, "try again in 1s") == 7000);
  headers.emplace_back("retry-after-ms", "250");
  CHECK(wait_of(headers) == 250);
}

TEST_CASE("openai wait: Retry-After in seconds, with a fraction, as a date, past, nonsense") {
  const auto after = [](const char* text) { return wait_of({{"retry-after", text}}); };
  CHECK(after("30") == 30'000);
  CHECK(after("0.5") == 500);
  // kNow is Mon, 17 Aug 2026 20:53:20 GMT.
  CHECK(after("Mon, 17 Aug 2026 20:53:30 GMT") == 10'000);
  CHECK(after("Mon, 17 Aug 2026 20:53:10 GMT") == 0);
  CHECK(after("soon") == 0);
  CHECK(after("-5") == 0);
  CHECK(after("inf") == 0);
  CHECK(after("1e9") == 0);
}

TEST_CASE("openai wait: dates are compared with the response's own") {
  CHECK(wait_of({{"date", "Mon, 17 Aug 2026 08:00:00 GMT"},
                 {"retry-after", "Mon, 17 Aug 2026 08:00:20 GMT"}}) == 20'000);
}

TEST_CASE("openai wait: reset headers as duration, seconds, Unix time and RFC 3339") {
  const auto reset = [](const char* text) { return wait_of({{"x-ratelimit-reset-tokens", text}}); };
  CHECK(reset("6m0s") == 360'000);
  CHECK(reset("1s") == 1000);
  CHECK(reset("20ms") == 20);
  CHECK(reset("1h2m3.5s") == 3'723'500);
  CHECK(reset("500\xc2\xb5s") == 1);
  CHECK(reset("30") == 30'000);
  CHECK(reset("1787000009") == 9000);
  CHECK(reset("1787000009500") == 9500);
  CHECK(reset("2026-08-17T20:53:21Z") == 1000);
  CHECK(reset("2026-08-17T22:53:21.500+02:00") == 1500);
  CHECK(reset("never") == 0);
  CHECK(reset("5x") == 0);
}

TEST_CASE("openai wait: of several resets the one that is used up, else the longest") {
  HttpHeaders headers = {{"x-ratelimit-reset-requests", "1s"},
                         {"x-ratelimit-reset-tokens", "6m0s"}};
  CHECK(wait_of(headers) == 360'000);
  headers.emplace_back("x-ratelimit-remaining-requests", "0");
  headers.emplace_back("x-ratelimit-remaining-tokens", "17");
  CHECK(wait_of(headers) == 1000);
}

TEST_CASE("openai wait: an absurd wait is told, but not worth trying again") {
  const Told told = refused(429, said("m"), {{"retry-after", "1209600"}});
  CHECK(told.wait == 1'209'600'000);
  CHECK(!told.retryable);
  CHECK(refused(429, said("m"), {{"retry-after", "120"}}).retryable);
}

TEST_CASE("openai wait: dates that are none") {
  for (const char* text : {"", "Mon, 17 Aug 2026 25:53:30 GMT", "Mon, 31 Feb 2026 20:53:30 GMT",
                           "Mon, 17 Foo 2026 20:53:30 GMT", "Mon, 17 Aug 2026 20:53:30 CET"}) {
    CHECK(!read_http_date(text));
  }
  for (const char* text : {"", "2026-13-17T20:53:21Z", "2026-08-17T20:53:21",
                           "2026-08-17 20:53:21Z", "2026-08-17T20:53:21+2"}) {
    CHECK(!read_rfc3339(text));
  }
  CHECK(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784'111'777'000);
}
