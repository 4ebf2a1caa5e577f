#include "peers/provider/script.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "peers/provider/words.hpp"

namespace parley::peer {
namespace {

constexpr std::string_view kStreamHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    "Transfer-Encoding: chunked\r\nCache-Control: no-cache\r\n\r\n";

std::string http_chunk(std::string_view bytes) {
  std::array<char, 24> size;
  const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
  std::string out(size.data(), static_cast<std::size_t>(digits));
  return out.append(bytes).append("\r\n");
}

std::string event(std::string_view data) {
  return std::string("data: ").append(data).append("\n\n");
}

// Builds a stream event by event; each event is an HTTP chunk of its own.
class Stream {
 public:
  explicit Stream(const Wish& wish) : wish_(wish) { add_now(std::string(kStreamHead)); }

  Stream& raw(std::string_view bytes) {
    script_.steps.push_back({http_chunk(bytes), true, 0});
    return *this;
  }
  Stream& data(std::string_view json) { return raw(event(json)); }
  Stream& first() { return data(chunk(R"("role":"assistant","content":"","refusal":null)")); }
  Stream& words(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
      data(word_chunk(next_++));
    return *this;
  }
  Stream& all_words() { return words(count() - next_); }
  Stream& finish(std::string_view reason) { return data(chunk("", reason)); }
  Stream& usage() { return data(usage_chunk(count())); }
  Stream& done() { return data("[DONE]"); }

  Script end(End how = End::next) {
    if (how == End::next) add_now("0\r\n\r\n");
    script_.end = how;
    return std::move(script_);
  }
  Script good_end() { return finish("\"stop\"").usage().done().end(); }

  std::string word_chunk(std::int64_t index) const {
    return chunk("\"content\":" + quoted(word(wish_, index)));
  }
  std::int64_t count() const { return word_count(wish_); }
  void add_now(std::string bytes) { script_.steps.push_back({std::move(bytes), false, 0}); }

 private:
  const Wish& wish_;
  Script script_;
  std::int64_t next_ = 0;
};

// A beginning of three words, for what goes wrong in the middle.
Stream begun(const Wish& wish) {
  Stream out(wish);
  out.first().words(std::min<std::int64_t>(3, word_count(wish)));
  return out;
}

Script one(std::string bytes, End end = End::next) {
  return {{{std::move(bytes), false, 0}}, end};
}

Script refusal_by_status(std::string_view status, std::string_view error,
                         std::string_view headers = {}) {
  return one(response(status, "application/json", error, headers));
}

Script rate_limited(std::string_view headers, std::string_view words = "Rate limit reached") {
  return refusal_by_status("429 Too Many Requests",
                           error_json(words, "requests", "\"rate_limit_exceeded\""), headers);
}

// ---- the faults, in alphabetical order of their names

Script good(const Wish& w) {
  return Stream(w).first().all_words().good_end();
}
Script bad_request(const Wish&) {
  return refusal_by_status(
      "400 Bad Request",
      error_json("Unsupported value", "invalid_request_error", "\"unsupported_value\""));
}
Script overflow(const Wish&) {
  return refusal_by_status(
      "400 Bad Request",
      error_json("This model's maximum context length is 8192 tokens. However, your messages "
                 "resulted in 8545 tokens.",
                 "invalid_request_error", "\"context_length_exceeded\""));
}
Script unauthorized(const Wish&) {
  return refusal_by_status("401 Unauthorized",
                           error_json("Incorrect API key provided: sk-tes***1234.",
                                      "invalid_request_error", "\"invalid_api_key\""));
}
Script not_found(const Wish&) {
  return refusal_by_status(
      "404 Not Found",
      error_json("The model does not exist.", "invalid_request_error", "\"model_not_found\""));
}
Script date_429(const Wish&) {
  return rate_limited(
      "Date: Mon, 17 Aug 2026 08:00:00 GMT\r\nRetry-After: Mon, 17 Aug 2026 08:00:02 GMT\r\n");
}
Script duration_429(const Wish&) {
  return rate_limited(
      "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-remaining-tokens: 199311\r\n"
      "x-ratelimit-reset-requests: 1m0.120s\r\nx-ratelimit-reset-tokens: 6m0s\r\n");
}
Script ms_429(const Wish&) {
  return rate_limited("retry-after-ms: 250\r\n");
}
Script quota_429(const Wish&) {
  return refusal_by_status("429 Too Many Requests",
                           error_json("You exceeded your current quota.", "insufficient_quota",
                                      "\"insufficient_quota\""));
}
Script seconds_429(const Wish&) {
  return rate_limited("Retry-After: 2\r\n");
}
Script words_429(const Wish&) {
  return rate_limited({}, "Rate limit reached. Please try again in 1.798s.");
}
Script server_500(const Wish&) {
  return refusal_by_status("500 Internal Server Error",
                           error_json("The server had an error", "server_error", "null"));
}
Script busy_503(const Wish&) {
  return refusal_by_status("503 Service Unavailable",
                           error_json("Slow down", "service_unavailable_error", "\"slow_down\""));
}
Script overloaded_529(const Wish&) {
  return refusal_by_status("529 Overloaded", error_json("Overloaded", "overloaded_error", "null"));
}
Script content_filter(const Wish& w) {
  return begun(w).finish("\"content_filter\"").done().end();
}
Script crlf_bom(const Wish& w) {
  const auto crlf = [](std::string_view data) {
    return std::string("data: ").append(data).append("\r\n\r\n");
  };
  Stream out(w);
  out.raw("\xef\xbb\xbf: hello\r\n\r\n");
  for (std::int64_t i = 0; i < out.count(); ++i) {
    // The LF of every other event comes in the next HTTP chunk.
    std::string bytes = crlf(out.word_chunk(i));
    const bool torn = i % 2 == 0;
    out.raw(torn ? bytes.substr(0, bytes.size() - 1) : bytes);
    if (torn) out.raw("\n");
  }
  return out.raw(crlf(chunk("", "\"stop\""))).raw(crlf("[DONE]")).end();
}
Script done_open(const Wish& w) {
  return Stream(w).first().all_words().finish("\"stop\"").usage().done().end(End::hold);
}
Script empty_choices(const Wish& w) {
  return Stream(w)
      .data(
          R"({"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[]})")
      .data(R"({"id":"chatcmpl-peer","object":"chat.completion.chunk","choices":null})")
      .first()
      .all_words()
      .good_end();
}
Script error_event(const Wish& w) {
  return begun(w)
      .raw("event: error\ndata: " + error_json("Failed", "server_error", "null") + "\n\n")
      .end(End::close);
}
Script error_mid(const Wish& w) {
  return begun(w).data(error_json("The server had an error", "server_error", "null")).done().end();
}
Script gigantic_line(const Wish& w) {
  Stream out = begun(w);
  out.data(chunk("\"content\":\"" + std::string(static_cast<std::size_t>(w.gigantic_bytes), 'x') +
                 "\""));
  return out.good_end();
}
Script half_chunk(const Wish& w) {
  Stream out = begun(w);
  const std::string whole = http_chunk(event(out.word_chunk(3)));
  out.add_now(whole.substr(0, whole.size() / 2));
  return out.end(End::close);
}
Script html_error(const Wish&) {
  return one(response("502 Bad Gateway", "text/html",
                      "<html><head><title>502 Bad Gateway</title></head>"
                      "<body><h1>Bad Gateway</h1></body></html>\n"));
}
Script length(const Wish& w) {
  return Stream(w).first().all_words().finish("\"length\"").usage().done().end();
}
Script malformed(const Wish& w) {
  return begun(w)
      .data(R"({"id":"chatcmpl-peer","choices":[{"index":0,"delta":{"content":"bro)")
      .all_words()
      .good_end();
}
Script no_reason(const Wish& w) {
  return Stream(w).first().all_words().done().end();
}
Script non_stream_json(const Wish& w) {
  return one(response("200 OK", "application/json", whole_completion(w)));
}
Script only_comments(const Wish& w) {
  return Stream(w).raw(": keep-alive\n\n").end(End::loop);
}
Script reasoning(const Wish& w) {
  return Stream(w)
      .first()
      .data(chunk(R"("content":null,"reasoning_content":"Let me think.")"))
      .all_words()
      .good_end();
}
Script refusal(const Wish& w) {
  return Stream(w)
      .first()
      .data(chunk(R"("refusal":"I cannot help")"))
      .data(chunk(R"("refusal":" with that.")"))
      .good_end();
}
Script refused(const Wish&) {
  return {{}, End::stop_all};
}
Script reset(const Wish&) {
  return {{}, End::reset};
}
Script silence(const Wish&) {
  return {{}, End::hold};
}
Script silence_headers(const Wish& w) {
  return Stream(w).end(End::hold);
}
Script silence_middle(const Wish& w) {
  return begun(w).end(End::hold);
}
Script slow_headers(const Wish&) {
  Script out = one("HTTP/1.1 200 OK\r\nX-Slow: ", End::loop);
  out.steps.push_back({"a", false, 100});
  return out;
}
Script stream_cut(const Wish& w) {
  return begun(w).end(End::close);
}
Script stream_reset(const Wish& w) {
  return begun(w).end(End::reset);
}
Script tool_call(const Wish& w) {
  Stream out(w);
  out.data(chunk(R"("role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a1",)"
                 R"("type":"function","function":{"name":"get_weather","arguments":""}}],)"
                 R"("refusal":null)"));
  for (const char* piece : {R"({\"ci)", R"(ty\":\")", R"(K\u00f6ln\"})"})
    out.data(chunk(call_piece(0, piece)));
  out.data(chunk(R"("tool_calls":[{"index":1,"id":"call_a2","type":"function","function":)"
                 R"({"name":"get_time","arguments":""}}])"));
  out.data(chunk(call_piece(1, "{}")));
  return out.finish("\"tool_calls\"").usage().done().end();
}
Script truncated_no_done(const Wish& w) {
  return Stream(w).first().all_words().end();
}
Script two_data_lines(const Wish& w) {
  Stream out(w);
  out.first();
  std::int64_t i = 0;
  for (; i + 1 < out.count(); i += 2)
    out.raw("data: " + out.word_chunk(i) + "\ndata: " + out.word_chunk(i + 1) + "\n\n");
  if (i < out.count()) out.data(out.word_chunk(i));
  return out.raw("data: " + chunk("", "\"stop\"") + "\ndata: [DONE]\n\n").end();
}
Script usage_only(const Wish& w) {
  return Stream(w).usage().done().end();
}
Script wrong_content_type(const Wish&) {
  return one(response("200 OK", "text/plain", "The service is being moved.\n"));
}

struct Named {
  std::string_view name;
  Script (*make)(const Wish&);
};

constexpr std::array<Named, 42> kFaults = {{{"400", bad_request},
                                            {"400-overflow", overflow},
                                            {"401", unauthorized},
                                            {"404", not_found},
                                            {"429-date", date_429},
                                            {"429-duration", duration_429},
                                            {"429-ms", ms_429},
                                            {"429-quota", quota_429},
                                            {"429-seconds", seconds_429},
                                            {"429-words", words_429},
                                            {"500", server_500},
                                            {"503", busy_503},
                                            {"529", overloaded_529},
                                            {"content-filter", content_filter},
                                            {"crlf-bom", crlf_bom},
                                            {"done-open", done_open},
                                            {"empty-choices", empty_choices},
                                            {"error-event", error_event},
                                            {"error-mid", error_mid},
                                            {"gigantic-line", gigantic_line},
                                            {"half-chunk", half_chunk},
                                            {"html-error", html_error},
                                            {"length", length},
                                            {"malformed-json", malformed},
                                            {"no-reason", no_reason},
                                            {"non-stream-json", non_stream_json},
                                            {"only-comments", only_comments},
                                            {"reasoning", reasoning},
                                            {"refusal", refusal},
                                            {"refused", refused},
                                            {"reset", reset},
                                            {"silence", silence},
                                            {"silence-headers", silence_headers},
                                            {"silence-middle", silence_middle},
                                            {"slow-headers", slow_headers},
                                            {"stream-cut", stream_cut},
                                            {"stream-reset", stream_reset},
                                            {"tool-call", tool_call},
                                            {"truncated-no-done", truncated_no_done},
                                            {"two-data-lines", two_data_lines},
                                            {"usage-only", usage_only},
                                            {"wrong-content-type", wrong_content_type}}};

}  // namespace

std::vector<std::string_view> fault_names() {
  std::vector<std::string_view> out;
  for (const Named& fault : kFaults)
    out.push_back(fault.name);
  return out;
}

std::optional<Script> make_script(const Wish& wish) {
  if (wish.fault.empty()) return good(wish);
  for (const Named& fault : kFaults) {
    if (fault.name == wish.fault) return fault.make(wish);
  }
  return {};
}

std::string response(std::string_view status, std::string_view type, std::string_view body,
                     std::string_view more_headers) {
  std::string out = "HTTP/1.1 ";
  out.append(status).append("\r\nContent-Type: ").append(type).append("\r\n");
  out.append(more_headers).append("Content-Length: ").append(std::to_string(body.size()));
  return out.append("\r\n\r\n").append(body);
}

}  // namespace parley::peer
