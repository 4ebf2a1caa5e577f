// What streams of real servers look like, and how they go wrong.
#include "openai_stream.hpp"

#include <string>

using namespace parley;
using namespace parley::llm::openai;
using namespace parley::llm::openai::testing;

namespace {

std::string text_of(const std::vector<std::string>& chunks) {
  return play(stream(chunks)).text;
}

std::string call_chunk(const std::string& members) {
  return calls("{" + members + "}");
}

}  // namespace

TEST_CASE("openai stream: words, the end, the price") {
  const Heard heard =
      play(stream({kFirst, words("K\xc3\xb6ln"), words(" am Rhein"), kStop, kUsage}));
  CHECK(heard.text == "K\xc3\xb6ln am Rhein");
  CHECK(heard.stop == "stop");
  CHECK(heard.usage == "13/11/5");
  CHECK(heard.answered);
  CHECK(heard.useful);
}

TEST_CASE("openai stream: the words of one piece come as one delta, before anything else") {
  int texts = 0;
  ChatModel::Sink sink = [&](ModelDelta d) { texts += d.kind == ModelDelta::Kind::text; };
  Decoder decoder({.model = "m", .secrets = {}}, sink);
  decoder.head(200, {{"content-type", "text/event-stream"}});
  decoder.data(stream({words("a"), words("b"), words("c"), kStop}).body);
  CHECK(texts == 1);
}

TEST_CASE("openai stream: finishes with [DONE] although the server keeps the socket open") {
  int ends = 0;
  ChatModel::Sink sink = [&](ModelDelta d) { ends += d.kind == ModelDelta::Kind::stop; };
  Decoder decoder({.model = "m", .secrets = {}}, sink);
  decoder.head(200, {{"content-type", "text/event-stream"}});
  decoder.data(stream({words("a"), kStop}).body);
  CHECK(ends == 1);
  CHECK(decoder.ended());
}

TEST_CASE("openai stream: what follows [DONE] is not read") {
  Response response = stream({words("a"), kStop});
  response.body += "data: " + words("b") + "\n\ndata: {broken\n\n";
  CHECK(play(response).text == "a");
  CHECK(play(response).stop == "stop");
}

TEST_CASE("openai stream: length is told; unknown reasons are a stop") {
  CHECK(play(stream({words("a"), delta("", "\"length\"")})).stop == "length");
  CHECK(play(stream({words("a"), delta("", "\"model_length\"")})).stop == "length");
  CHECK(play(stream({words("a"), delta("", "\"eos\"")})).stop == "stop");
}

TEST_CASE("openai stream: the provider's filter is an error, also after words") {
  const Heard late = play(stream({words("a"), delta("", "\"content_filter\"")}));
  CHECK(late.error == "content_filter");
  CHECK(late.text == "a");
  CHECK(play(stream({delta("", "\"content_filter\"")})).error == "content_filter");
}

TEST_CASE("openai stream: a refusal is words, and no answer") {
  const Heard heard =
      play(stream({kFirst, delta(R"("refusal":"I can")"), delta(R"("refusal":"not.")"), kStop}));
  CHECK(heard.text == "I cannot.");
  CHECK(heard.stop == "stop");
  CHECK(!heard.answered);
}

TEST_CASE("openai stream: thoughts are no words, but useful") {
  const Response response = stream({delta(R"("reasoning_content":"hm","content":null)")}, false);
  CHECK(play(response).useful);
  CHECK(text_of({delta(R"("reasoning_content":"hm","content":null)"),
                 delta(R"("reasoning":"hm hm")"), words("a"), kStop}) == "a");
}

TEST_CASE("openai stream: comments and empty chunks are not useful") {
  CHECK(!play(Response{": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n"}).useful);
  CHECK(!play(stream({kFirst}, false)).useful);
  CHECK(!play(stream({R"({"choices":[],"prompt_filter_results":[]})"}, false)).useful);
  CHECK(!play(Response{"data: ping\n\nevent: ping\ndata: {}\n\n"}).useful);
}

TEST_CASE("openai stream: Azure's first chunk without choices, and a choice without delta") {
  const std::string first =
      R"({"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{}]})";
  const std::string late =
      R"({"choices":[{"index":0,"finish_reason":null,"content_filter_results":{"hate":{}}}]})";
  CHECK(text_of({first, words("a"), late, words("b"), kStop}) == "ab");
  CHECK(text_of({R"({"choices":null})", R"({"id":"x"})", words("a"), kStop}) == "a");
}

TEST_CASE("openai stream: a chunk after the usage, with a verdict of moderation") {
  const Heard heard =
      play(stream({words("a"), kStop, kUsage, R"({"choices":[],"moderation":{"flagged":false}})"}));
  CHECK(heard.usage == "13/11/5");
  CHECK(heard.stop == "stop");
}

TEST_CASE("openai stream: usage with the finish, in each chunk, twice: the last one counts") {
  const auto with = [](int tokens) {
    return R"({"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}],)"
           R"("usage":{"prompt_tokens":9,"completion_tokens":)" +
           std::to_string(tokens) + "}}";
  };
  CHECK(play(stream({with(1), with(2), with(3), kStop})).usage == "9/3/0");
  CHECK(play(stream({with(1), kStop, kUsage, kUsage})).usage == "13/11/5");
  CHECK(play(stream({words("a"), kStop})).usage.empty());
}

TEST_CASE("openai stream: Groq's and DeepSeek's usage") {
  CHECK(play(stream({words("a"),
                     R"({"choices":[{"delta":{},"finish_reason":"stop"}],)"
                     R"("x_groq":{"id":"r","usage":{"prompt_tokens":4,"completion_tokens":2}}})"}))
            .usage == "4/2/0");
  CHECK(play(stream({words("a"),
                     R"({"choices":[{"delta":{},"finish_reason":"stop"}],"usage":)"
                     R"({"prompt_tokens":4,"completion_tokens":2,"prompt_cache_hit_tokens":3}})"}))
            .usage == "4/2/3");
}

TEST_CASE("openai stream: xAI leaves thoughts out of what was written, not out of the total") {
  CHECK(play(stream({words("a"), kStop,
                     R"({"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":2,)"
                     R"("total_tokens":20}})"}))
            .usage == "4/16/0");
}

TEST_CASE("openai stream: usage that makes no sense does not break the answer") {
  const Heard heard =
      play(stream({words("a"), kStop,
                   R"({"choices":[],"usage":{"prompt_tokens":-4,"completion_tokens":2.0,)"
                   R"("total_tokens":null,"prompt_tokens_details":null}})"}));
  CHECK(heard.usage == "0/2/0");
  CHECK(heard.stop == "stop");
  CHECK(play(stream({words("a"), kStop, R"({"usage":"none"})"})).usage.empty());
}

TEST_CASE("openai stream: the role repeated in each delta starts nothing anew") {
  const std::string again = delta(R"("role":"assistant","content":"x")");
  CHECK(text_of({again, again, again, kStop}) == "xxx");
}

TEST_CASE("openai stream: content as a list of parts, without what is thought") {
  CHECK(text_of({delta(R"("content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},)"
                       R"({"type":"text","text":"a"},null,{"type":"text","text":"b"}])"),
                 kStop}) == "ab");
}

TEST_CASE("openai stream: finish_reason missing until the last chunk") {
  CHECK(text_of({R"({"choices":[{"index":0,"delta":{"content":"a"}}]})", kStop}) == "a");
}

TEST_CASE("openai stream: other choices than the first are passed over") {
  CHECK(text_of({R"({"choices":[{"index":0,"delta":{"content":"a"}},)"
                 R"({"index":1,"delta":{"content":"b"}}]})",
                 kStop}) == "a");
}

// ---- bytes

TEST_CASE("openai stream: CRLF, CR and a byte order mark") {
  const std::string lf = stream({words("a"), words("b"), kStop}).body;
  for (const std::string end : {"\r\n", "\r"}) {
    std::string body = "\xef\xbb\xbf";
    for (const char c : lf)
      c == '\n' ? body.append(end) : body.append(1, c);
    CHECK(play(Response{body}).text == "ab");
    CHECK(play(Response{body}).stop == "stop");
  }
}

TEST_CASE("openai stream: data without a blank, unknown fields and event names, id, retry") {
  CHECK(play(Response{"id: 1\nretry: 10\nevent: message\ndata:" + words("a") +
                      "\n\nevent: chunk\nfoo: bar\ndata:" + words("b") + "\n\ndata:" + kStop +
                      "\n\ndata:[DONE]\n\n"})
            .text == "ab");
}

TEST_CASE("openai stream: one chunk over several data lines") {
  CHECK(play(Response{"data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"a\"},\n"
                      "data: \"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"})
            .text == "a");
}

TEST_CASE("openai stream: two chunks that no blank line parts") {
  const Heard heard = play(Response{"data: " + words("a") + "\ndata: " + words("b") +
                                    "\n\ndata: " + kStop + "\ndata: [DONE]\n\n"});
  CHECK(heard.text == "ab");
  CHECK(heard.stop == "stop");
}

TEST_CASE("openai stream: U+2028, U+2029 and U+0085 within the text") {
  const std::string odd =
      "a\xe2\x80\xa8"
      "b\xe2\x80\xa9"
      "c\xc2\x85"
      "d";
  CHECK(text_of({words(odd), kStop}) == odd);
}

TEST_CASE("openai stream: a character cut between two deltas") {
  CHECK(text_of({words("K\xc3"), words("\xb6ln"), kStop}) == "K\xc3\xb6ln");
  CHECK(text_of({words("\xf0\x9f"), words(""), words("\x98"), words("\x80!"), kStop}) ==
        "\xf0\x9f\x98\x80!");
}

TEST_CASE("openai stream: a pair of surrogates cut between two deltas") {
  CHECK(text_of({words("\\ud83d"), words("\\ude00!"), kStop}) == "\xf0\x9f\x98\x80!");
  CHECK(text_of({words("x\\ud83d"), words(""), words("\\ude00"), kStop}) == "x\xf0\x9f\x98\x80");
}

TEST_CASE("openai stream: halves of characters become the replacement character") {
  CHECK(text_of({words("a\\ud83d"), words("b"), kStop}) ==
        "a\xef\xbf\xbd"
        "b");
  CHECK(text_of({words("a\\ude00"
                       "b"),
                 kStop}) ==
        "a\xef\xbf\xbd"
        "b");
  CHECK(text_of({words("a\xf0\x9f"), kStop}) == "a\xef\xbf\xbd");
  CHECK(text_of({words("a\xff"
                       "b"),
                 kStop}) ==
        "a\xef\xbf\xbd"
        "b");
  CHECK(text_of({words("\\ud83d\\ud83d\\ude00"), kStop}) == "\xef\xbf\xbd\xf0\x9f\x98\x80");
}

TEST_CASE("openai stream: escaped NUL is a character, blanks behind the JSON are none") {
  CHECK(text_of({words("a\\u0000b") + "  \t", kStop}) == std::string("a\0b", 3));
}

TEST_CASE("openai stream: a gigantic line is a clear error") {
  Response response = stream({words("a"), words(std::string(5000, 'x')), kStop});
  response.options.max_event_bytes = 1000;
  const Heard heard = play(response);
  CHECK(heard.error == "too_much");
  CHECK(heard.status == Status::limit);
  CHECK(heard.text == "a");
  CHECK(heard.message.find("1000 bytes") != std::string::npos);
}

// ---- tool calls

TEST_CASE("openai tools: arguments in pieces, two calls") {
  const Heard heard = play(stream(
      {delta(
           R"("role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a1",)"
           R"("type":"function","function":{"name":"get_weather","arguments":""}}],"refusal":null)"),
       call_chunk(R"("index":0,"function":{"arguments":"{\"ci"})"),
       call_chunk(R"("index":0,"function":{"arguments":"ty\":\"Köln\"}"})"),
       call_chunk(
           R"("index":1,"id":"call_a2","type":"function","function":{"name":"get_time","arguments":""})"),
       call_chunk(R"("index":1,"function":{"arguments":"{}"})"), kCallsEnd, kUsage}));
  CHECK(heard.calls == "call_a1 get_weather({\"city\":\"Köln\"}) call_a2 get_time({}) ");
  CHECK(heard.stop == "tool_calls");
  CHECK(heard.usage == "13/11/5");
}

TEST_CASE("openai tools: words beside the calls") {
  const Heard heard =
      play(stream({words("Let me look."),
                   call_chunk(R"("index":0,"id":"c","function":{"name":"f"})"), kCallsEnd}));
  CHECK(heard.text == "Let me look.");
  CHECK(heard.calls == "c f({}) ");
}

TEST_CASE("openai tools: two calls whose pieces alternate") {
  const Heard heard =
      play(stream({call_chunk(R"("index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""})"),
                   call_chunk(R"("index":1,"id":"b","function":{"name":"g","arguments":"{\"y\""})"),
                   call_chunk(R"("index":0,"function":{"arguments":":1}"})"),
                   call_chunk(R"("index":1,"function":{"arguments":":2}"})"), kCallsEnd}));
  CHECK(heard.calls == "a f({\"x\":1}) b g({\"y\":2}) ");
}

TEST_CASE("openai tools: a whole call in one delta, the index from 1") {
  CHECK(play(stream({call_chunk(R"("index":1,"id":"a","function":{"name":"f","arguments":"{}"})"),
                     kCallsEnd}))
            .calls == "a f({}) ");
}

TEST_CASE("openai tools: one byte at a time") {
  std::vector<std::string> chunks = {call_chunk(R"("index":0,"id":"a","function":{"name":"f"})")};
  for (const char c : std::string("{'a':1}"))
    chunks.push_back(call_chunk(R"("index":0,"function":{"arguments":")" +
                                (c == '\'' ? std::string("\\\"") : std::string(1, c)) + "\"}"));
  chunks.push_back(kCallsEnd);
  CHECK(play(stream(chunks)).calls == "a f({\"a\":1}) ");
}

TEST_CASE("openai tools: without index the id tells calls apart") {
  CHECK(play(stream({calls(R"({"id":"a","function":{"name":"f","arguments":"{}"}},)"
                           R"({"id":"b","function":{"name":"g","arguments":"{"}})"),
                     call_chunk(R"("function":{"arguments":"}"})"), kCallsEnd}))
            .calls == "a f({}) b g({}) ");
}

TEST_CASE("openai tools: without index and id a new name tells calls apart") {
  CHECK(play(stream({call_chunk(R"("id":"","function":{"name":"f","arguments":"{}"})"),
                     call_chunk(R"("id":"","function":{"name":"g","arguments":"{}"})"), kCallsEnd}))
            .calls == "call_1 f({}) call_2 g({}) ");
}

TEST_CASE("openai tools: the same index for two calls") {
  CHECK(
      play(stream({call_chunk(R"("index":0,"id":"a","function":{"name":"f","arguments":"{}"})"),
                   call_chunk(R"("index":0,"id":"b","function":{"name":"g","arguments":"{\"x\""})"),
                   call_chunk(R"("index":0,"function":{"arguments":":1}"})"), kCallsEnd}))
          .calls == "a f({}) b g({\"x\":1}) ");
}

TEST_CASE("openai tools: id and name repeated, empty or after the arguments") {
  CHECK(play(stream({call_chunk(R"("index":0,"id":"a","function":{"name":"f","arguments":"{"})"),
                     call_chunk(R"("index":0,"id":"a","function":{"name":"f","arguments":"}"})"),
                     call_chunk(R"("index":0,"id":"","function":{"name":"","arguments":""})"),
                     kCallsEnd}))
            .calls == "a f({}) ");
  CHECK(play(stream({call_chunk(R"("index":0,"function":{"arguments":"{}"})"),
                     call_chunk(R"("index":0,"id":"a","function":{"name":"f"})"), kCallsEnd}))
            .calls == "a f({}) ");
}

TEST_CASE("openai tools: arguments that are an object, null, empty") {
  CHECK(play(stream({call_chunk(R"("id":"a","function":{"name":"f","arguments":{"city":"Köln"}})"),
                     kCallsEnd}))
            .calls == "a f({\"city\":\"Köln\"}) ");
  CHECK(
      play(stream({call_chunk(R"("id":"a","function":{"name":"f","arguments":null})"), kCallsEnd}))
          .calls == "a f({}) ");
  CHECK(play(stream(
                 {call_chunk(R"("id":"a","function":{"name":"f","arguments":"null"})"), kCallsEnd}))
            .calls == "a f({}) ");
}

TEST_CASE("openai tools: arguments that do not parse, or an answer that was cut, must not run") {
  CHECK(play(stream({call_chunk(R"("id":"a","function":{"name":"f","arguments":"{\"x\":"})"),
                     kCallsEnd}))
            .calls == "a f({\"x\":)! ");
  CHECK(
      play(stream({call_chunk(R"("id":"a","function":{"name":"f","arguments":"[1]"})"), kCallsEnd}))
          .calls == "a f([1])! ");
  const Heard cut = play(stream({call_chunk(R"("id":"a","function":{"name":"f","arguments":"{}"})"),
                                 delta("", "\"length\"")}));
  CHECK(cut.calls == "a f({})! ");
  CHECK(cut.stop == "length");
}

TEST_CASE("openai tools: calls count although the reason says stop") {
  CHECK(play(stream({call_chunk(R"("id":"a","function":{"name":"f","arguments":"{}"})"), kStop}))
            .stop == "tool_calls");
}

TEST_CASE("openai tools: the older function_call") {
  const Heard heard = play(
      stream({delta(R"("function_call":{"name":"f","arguments":"{\"x\""})"),
              delta(R"("function_call":{"arguments":":1}"})"), delta("", "\"function_call\"")}));
  CHECK(heard.calls == "call_1 f({\"x\":1}) ");
  CHECK(heard.stop == "tool_calls");
}

TEST_CASE("openai tools: a call without a name is none") {
  CHECK(play(stream({call_chunk(R"("index":0,"id":"a","function":{"arguments":"{}"})"), kCallsEnd}))
            .error == "empty");
}

TEST_CASE("openai tools: too many calls, too long arguments") {
  std::string many;
  for (std::size_t i = 0; i <= Answer::kMaxCalls; ++i)
    many += (i == 0 ? "" : ",") +
            (R"({"index":)" + std::to_string(i) + R"(,"function":{"name":"f","arguments":"{}"}})");
  CHECK(play(stream({calls(many), kCallsEnd})).error == "too_much");
  const std::string piece = call_chunk(R"("index":0,"function":{"name":"f","arguments":")" +
                                       std::string(300'000, 'x') + "\"}");
  const Heard heard = play(stream({piece, piece, piece, piece, kCallsEnd}));
  CHECK(heard.error == "too_much");
  CHECK(heard.calls.empty());
}
