#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "json/value.hpp"
#include "llm/openai/decoder.hpp"

// What the tests of the decoder share: a response played in pieces, and what came of it.
namespace parley::llm::openai::testing {

inline constexpr std::int64_t kNow = 1'787'000'000'000;

// All that a turn could notice. Two plays of the same bytes must be equal.
struct Heard {
  std::string text;
  std::string stop;   // empty: none
  std::string error;  // kind of the error; empty: none
  std::string message;
  std::string detail;
  Status status = Status::ok;
  std::string calls;  // "id name(arguments) " each, "!" behind one that must not run
  std::string usage;  // "input/output/cached"
  bool answered = true;
  int ends = 0;  // stops and errors; must be 1
  bool useful = false;

  bool operator==(const Heard&) const = default;
};

inline void hear(Heard& heard, const ModelDelta& delta) {
  CHECK(heard.ends == 0);
  switch (delta.kind) {
    case ModelDelta::Kind::text:
      CHECK(!delta.text.empty());
      heard.text += delta.text;
      break;
    case ModelDelta::Kind::tool_call:
      heard.calls += delta.tool_call->id + " " + delta.tool_call->name + "(" +
                     delta.tool_call->arguments + ")" + (delta.tool_call->whole ? " " : "! ");
      break;
    case ModelDelta::Kind::usage:
      heard.usage = std::to_string(delta.input_tokens) + "/" + std::to_string(delta.output_tokens) +
                    "/" + std::to_string(delta.cached_tokens);
      break;
    case ModelDelta::Kind::stop:
      heard.stop = delta.text;
      heard.answered = delta.answered;
      ++heard.ends;
      break;
    case ModelDelta::Kind::error: {
      const auto detail = json::parse(delta.error.detail);
      REQUIRE(detail.ok());
      heard.error = detail->text("kind");
      heard.status = delta.error.status;
      heard.message = delta.error.message;
      heard.detail = delta.error.detail;
      ++heard.ends;
      break;
    }
    case ModelDelta::Kind::citation:
      FAIL_CHECK("no provider cites");
  }
}

struct Response {
  std::string body;
  int status = 200;
  HttpHeaders headers = {{"content-type", "text/event-stream; charset=utf-8"}};
  Result<void> outcome = Result<void>();
  DecoderOptions options = {.model = "model:m", .secrets = {}};
};

inline Heard play(const Response& response, const std::vector<std::string_view>& pieces) {
  Heard heard;
  ChatModel::Sink sink = [&](ModelDelta delta) { hear(heard, delta); };
  Decoder decoder(response.options, sink);
  if (response.status != 0) decoder.head(response.status, response.headers);
  for (const std::string_view piece : pieces) {
    const std::vector<char> bytes(piece.begin(), piece.end());  // see tests/unit/net/sse_test.cpp
    heard.useful = decoder.data({bytes.data(), bytes.size()}) || heard.useful;
  }
  decoder.done(response.outcome, kNow);
  CHECK(decoder.ended());
  CHECK(heard.ends == 1);
  decoder.done(response.outcome, kNow);
  CHECK(!decoder.data("data: {\"choices\":[{\"delta\":{\"content\":\"late\"}}]}\n\n"));
  CHECK(heard.ends == 1);
  return heard;
}

inline Heard play(const Response& response) {
  return play(response, {response.body});
}

// A stream of these chunks, each an event of its own.
inline Response stream(const std::vector<std::string>& chunks, bool done = true) {
  Response out;
  for (const std::string& chunk : chunks)
    out.body += "data: " + chunk + "\n\n";
  if (done) out.body += "data: [DONE]\n\n";
  return out;
}

inline std::string delta(const std::string& members, const std::string& finish = "null") {
  return R"({"id":"chatcmpl-1","object":"chat.completion.chunk","created":1787000000,)"
         R"("model":"gpt-5-2025-08-07","service_tier":"default","system_fingerprint":null,)"
         R"("choices":[{"index":0,"delta":{)" +
         members + R"(},"finish_reason":)" + finish + R"(}],"usage":null,"obfuscation":"kQ3xT"})";
}

inline std::string words(const std::string& text) {
  return delta(R"("content":")" + text + "\"");
}

inline std::string calls(const std::string& entries) {
  return delta("\"tool_calls\":[" + entries + "]");
}

inline const std::string kFirst = delta(R"("role":"assistant","content":"","refusal":null)");
inline const std::string kStop = delta("", "\"stop\"");
inline const std::string kCallsEnd = delta("", "\"tool_calls\"");
inline const std::string kUsage =
    R"({"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":13,"completion_tokens":11,)"
    R"("total_tokens":24,"prompt_tokens_details":{"cached_tokens":5}}})";

}  // namespace parley::llm::openai::testing
