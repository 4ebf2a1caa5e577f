// Torn input: every recording cut off at each byte gives the same result or an error that says so;
// split anywhere it gives the same result.
#include <algorithm>
#include <random>
#include <string>

#include "base/error.hpp"
#include "openai_stream.hpp"

using namespace parley;
using namespace parley::llm::openai;
using namespace parley::llm::openai::testing;

namespace {

struct Recording {
  const char* name;
  Response response;
};

Response with_lines(Response response, std::string_view end) {
  std::string body;
  for (const char c : response.body)
    c == '\n' ? body.append(end) : body.append(1, c);
  response.body = body;
  return response;
}

Response json_body(std::string body, int status = 200) {
  Response out{std::move(body), status};
  out.headers = {{"content-type", "application/json"}};
  return out;
}

std::vector<Recording> recordings() {
  const Response plain =
      stream({kFirst, words("K\xc3\xb6ln \\ud83d\\ude00"), words("\\n!"), kStop, kUsage});
  const Response tools = stream(
      {delta(
           R"("role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function",)"
           R"("function":{"name":"f","arguments":""}}])"),
       calls(R"({"index":0,"function":{"arguments":"{\"x\":"}})"),
       calls(R"({"index":0,"function":{"arguments":"\"\u00fc\"}"}})"), kCallsEnd});
  const Response marked = [&] {
    Response out = with_lines(plain, "\r\n");
    out.body.insert(0, "\xef\xbb\xbf: hello\r\n\r\n");
    return out;
  }();
  const Response untyped = [&] {
    Response out = plain;
    out.headers.clear();
    return out;
  }();
  return {
      {"words", plain},
      {"words with CR", with_lines(plain, "\r")},
      {"mark, comment, CRLF", marked},
      {"no content type", untyped},
      {"calls", tools},
      {"two chunks in an event",
       Response{"data: " + words("a") + "\ndata: " + words("b") + "\n\ndata: " + kStop + "\n\n"}},
      {"characters cut between deltas",
       stream({words("\\ud83d"), words("\\ude00\xc3"), words("\xb6"), kStop})},
      {"error in mid-stream", stream({words("a"), R"({"error":{"message":"m","code":429}})"})},
      {"event error", Response{"event: error\ndata: {\"error\":{\"message\":\"m\"}}\n\n"}},
      {"malformed", stream({words("a"), "{\"choices\":[}", kStop})},
      {"empty answer", stream({kFirst, kStop})},
      {"JSON body", json_body(R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}],)"
                              R"("usage":{"prompt_tokens":1,"completion_tokens":2}})")},
      {"refused",
       json_body(R"({"error":{"message":"m","type":"requests","code":"rate_limit_exceeded"}})",
                 429)},
      {"page", Response{"<html>busy</html>", 502, {{"content-type", "text/html"}}}},
      {"no stream", Response{"nothing here", 200, {{"content-type", "text/plain"}}}},
  };
}

// What a reader of the torn answer may see: a beginning of the words, and then the whole truth or
// that it was torn.
void check_torn(const Heard& torn, const Heard& whole) {
  CHECK(whole.text.starts_with(torn.text));
  if (torn.error == "truncated" || torn.error == "network") return;
  Heard same = torn;
  // Usage stands behind the end of the words, as do calls of a stream that then fails.
  if (same.usage.empty()) same.usage = whole.usage;
  same.useful = whole.useful;
  // Of an HTTP error the words may be missing, never what it is.
  if (!same.error.empty()) {
    CHECK(same.error == whole.error);
    return;
  }
  CHECK(same == whole);
}

}  // namespace

TEST_CASE("openai torn: split at each byte, the same result") {
  for (const Recording& recording : recordings()) {
    CAPTURE(recording.name);
    const std::string_view body = recording.response.body;
    const Heard whole = play(recording.response);
    for (std::size_t at = 0; at <= body.size(); ++at) {
      CHECK(play(recording.response, {body.substr(0, at), body.substr(at)}) == whole);
    }
  }
}

TEST_CASE("openai torn: split anywhere, also into single bytes, the same result") {
  std::mt19937 random(11);
  for (const Recording& recording : recordings()) {
    CAPTURE(recording.name);
    const Heard whole = play(recording.response);
    for (int round = 0; round < 60; ++round) {
      std::vector<std::string_view> pieces;
      const std::size_t longest = round == 0 ? 1 : 2 + random() % 100;
      for (std::string_view rest = recording.response.body; !rest.empty();) {
        const std::size_t size = round == 0 ? 1 : random() % (longest + 1);
        pieces.push_back(rest.substr(0, size));
        rest.remove_prefix(std::min(size, rest.size()));
      }
      CHECK(play(recording.response, pieces) == whole);
    }
  }
}

TEST_CASE("openai torn: cut off at each byte, the same result or truncated") {
  for (const Recording& recording : recordings()) {
    CAPTURE(recording.name);
    const Heard whole = play(recording.response);
    for (std::size_t at = 0; at < recording.response.body.size(); ++at) {
      CAPTURE(at);
      Response torn = recording.response;
      torn.body.resize(at);
      if (recording.response.status == 200) check_torn(play(torn), whole);
      torn.outcome = make_error(Status::network, "the connection was reset");
      if (recording.response.status == 200) check_torn(play(torn), whole);
      if (recording.response.status != 200) CHECK(!play(torn).error.empty());
    }
  }
}
