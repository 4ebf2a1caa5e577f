#include "llm/openai/decoder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "llm/openai/failure.hpp"
#include "llm/openai/retry_after.hpp"

namespace parley::llm::openai {
namespace {

constexpr std::size_t kErrorBodyBytes = std::size_t{64} << 10;
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(kBlanks), text.size());
  text.remove_prefix(first);
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

bool begins_json(std::string_view text) {
  return text.starts_with('{') || text.starts_with('[');
}

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return trimmed(text);
}

constexpr std::size_t kLongestField = 5;

// Whether the text begins like a line of a stream, or may still come to.
bool may_be_events(std::string_view text) {
  constexpr std::array<std::string_view, 5> kFields = {":", "data", "event", "id", "retry"};
  return std::any_of(kFields.begin(), kFields.end(), [&](std::string_view field) {
    return text.starts_with(field) || field.starts_with(text);
  });
}

bool is_of_type(const HttpHeaders& headers, std::string_view type) {
  std::string given(header(headers, "content-type").substr(0, type.size()));
  std::transform(given.begin(), given.end(), given.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return given == type;
}

}  // namespace

Decoder::Decoder(DecoderOptions options, Sink& sink)
    : options_(std::move(options)), sink_(sink), events_(options_.max_event_bytes) {}

void Decoder::head(int status, HttpHeaders headers) {
  status_ = status;
  headers_ = std::move(headers);
  if (status_ < 200 || status_ >= 300) body_ = Body::error;
}

bool Decoder::data(std::string_view bytes) {
  if (ended_) return false;
  if (body_ == Body::unknown) {
    sniff(bytes);
    if (body_ == Body::unknown) return false;
    if (body_ != Body::events) return keep({});
    const std::string begun = std::exchange(kept_, {});
    return read_events(begun);
  }
  return body_ == Body::events ? read_events(bytes) : keep(bytes);
}

// What a body is tells its first line: servers send JSON although a stream was asked for, with any
// content type, and proxies send pages.
void Decoder::sniff(std::string_view bytes) {
  kept_.append(bytes);
  if (kByteOrderMark.starts_with(kept_)) return;
  const std::string_view text = without_mark(kept_);
  // Empty lines before the body keep the connection alive, as many as it takes.
  if (text.empty()) return kept_.clear();
  if (begins_json(text)) {
    body_ = Body::json;
  } else if (is_of_type(headers_, "text/event-stream")) {
    body_ = Body::events;
  } else if (may_be_events(text)) {
    if (text.size() >= kLongestField) body_ = Body::events;
  } else {
    body_ = Body::wrong;
  }
}

bool Decoder::read_events(std::string_view bytes) {
  const std::uint64_t before = answer_.steps();
  net::SseEvent event;
  auto step = net::SseParser::Step::more;
  events_.feed(bytes);
  while (!ended_ && (step = events_.next(event)) == net::SseParser::Step::event)
    read_event(event);
  if (ended_) return true;
  flush(false);
  if (step == net::SseParser::Step::fault) fail_too_much(events_.error().message);
  return ended_ || answer_.steps() != before;
}

void Decoder::read_event(const net::SseEvent& event) {
  const std::string_view data = trimmed(event.data);
  SaidError said;
  if (event.type == "error" && find_error(data, said)) return fail_in_stream(said);
  if (data.find('\n') == std::string_view::npos || json::is_json(data)) {
    return read_data(data, event.whole);
  }
  // Events that no blank line parts.
  for (std::string_view rest = data; !rest.empty() && !ended_;) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const bool last = end == rest.size();
    read_data(trimmed(rest.substr(0, end)), event.whole || !last);
    rest.remove_prefix(last ? end : end + 1);
  }
}

void Decoder::read_data(std::string_view data, bool whole) {
  if (data.starts_with("[DONE]")) return finish();
  // Words that are no JSON are signs of life.
  if (begins_json(data)) read_chunk(data, whole);
}

void Decoder::read_chunk(std::string_view json, bool whole) {
  switch (answer_.read(json)) {
    case Answer::Read::good:
      if (answer_.finish() == Answer::Finish::error) fail_in_stream(answer_.said());
      return;
    case Answer::Read::failed:
      return fail_in_stream(answer_.said());
    case Answer::Read::too_much:
      return fail_too_much("the model's tool calls are longer than 1 MiB or more than 128");
    case Answer::Read::malformed: {
      SaidError said;
      if (json.starts_with('[') && json::is_json(json) && find_error(json, said)) {
        return fail_in_stream(said);
      }
      // What the end of the stream has cut is no fault of its own.
      return whole ? fail_malformed() : void();
    }
  }
}

bool Decoder::keep(std::string_view bytes) {
  if (body_ != Body::json) {
    kept_.append(bytes.substr(0, kErrorBodyBytes - std::min(kErrorBodyBytes, kept_.size())));
    return true;
  }
  kept_.append(bytes);
  if (kept_.size() > options_.max_event_bytes) {
    fail_too_much("the answer's body is longer than " + std::to_string(options_.max_event_bytes) +
                  " bytes");
  }
  return true;
}

void Decoder::done(const Result<void>& outcome, std::int64_t now_unix_ms) {
  if (ended_) return;
  net::SseEvent event;
  switch (body_) {
    case Body::error:
      return fail_response(now_unix_ms);
    case Body::wrong:
      return fail(stream_error(Status::provider, options_.model, "wrong_type",
                               "the server answered with something that is neither an event "
                               "stream nor JSON; check the model's \"url\"",
                               false));
    case Body::json:
      if (outcome.ok()) return read_body();
      break;
    case Body::events:
      if (events_.finish(event) == net::SseParser::Step::event) read_event(event);
      break;
    case Body::unknown:
      break;
  }
  if (!ended_) cut_short(outcome);
}

// A body that was not streamed has its end in it.
void Decoder::read_body() {
  const std::string_view text = without_mark(kept_);
  if (!json::is_json(text)) return cut_short({});
  read_chunk(text, true);
  if (ended_) return;
  SaidError said;
  if (answer_.steps() == 0 && find_error(text, said)) return fail_in_stream(said);
  finish();
}

// The response is over without the provider's own mark of its end.
void Decoder::cut_short(const Result<void>& outcome) {
  const bool silent_end = outcome.ok() && options_.ends_without_reason && answer_.steps() > 0;
  if (answer_.finish() != Answer::Finish::none || silent_end) return finish();
  flush(false);
  if (!outcome.ok() && !spoke_ && answer_.steps() == 0) {
    const Error& why = outcome.error();
    return fail(stream_error(why.status, options_.model, "network", why.message,
                             why.status != Status::limit));
  }
  const std::string why = outcome.ok() ? "the server closed it" : outcome.error().message;
  fail(stream_error(outcome.ok() ? Status::provider : outcome.error().status, options_.model,
                    "truncated", "the answer was cut off before its end: " + why, true));
}

void Decoder::flush(bool last) {
  std::string text = answer_.take_text(last);
  if (text.empty()) return;
  spoke_ = true;
  ModelDelta delta;
  delta.text = std::move(text);
  sink_(std::move(delta));
}

void Decoder::finish() {
  flush(true);
  using Finish = Answer::Finish;
  const Finish why = answer_.finish();
  const bool cut = why == Finish::length;
  std::vector<ToolCall> calls = answer_.take_calls(cut);
  if (why == Finish::content_filter) {
    return fail(stream_error(Status::provider, options_.model, "content_filter",
                             "the provider's content filter ended the answer", false));
  }
  if (!spoke_ && calls.empty()) return finish_empty();
  emit_usage();
  for (ToolCall& call : calls) {
    ModelDelta delta;
    delta.kind = ModelDelta::Kind::tool_call;
    delta.tool_call = std::make_shared<const ToolCall>(std::move(call));
    sink_(std::move(delta));
  }
  stop(cut ? "length" : calls.empty() ? "stop" : "tool_calls");
}

// Nobody is helped by an answer without words.
void Decoder::finish_empty() {
  const bool thought = answer_.finish() == Answer::Finish::length;
  fail(stream_error(Status::provider, options_.model, thought ? "no_words" : "empty",
                    thought ? "the model used up its tokens before the first word of its answer; "
                              "raise max_output_tokens"
                            : "the model's answer has no words",
                    !thought));
}

void Decoder::fail_response(std::int64_t now_unix_ms) {
  Failure failure;
  failure.model = options_.model;
  failure.http = status_;
  failure.headers = &headers_;
  failure.now_unix_ms = now_unix_ms;
  failure.secrets = options_.secrets;
  const std::string_view text = trimmed(kept_);
  failure.is_html = text.starts_with('<') || is_of_type(headers_, "text/html");
  if (begins_json(text)) {
    find_error(text, failure.said);
  } else {
    failure.said.message = text;
  }
  fail(to_error(failure));
}

void Decoder::fail_in_stream(const SaidError& said) {
  flush(false);
  Failure failure;
  failure.model = options_.model;
  failure.http = status_ == 0 ? 200 : status_;
  failure.headers = &headers_;
  failure.said = said;
  failure.secrets = options_.secrets;
  fail(to_error(failure));
}

void Decoder::fail_malformed() {
  flush(false);
  fail(stream_error(Status::provider, options_.model, "malformed",
                    "the server sent a chunk that is not valid JSON", true));
}

void Decoder::fail_too_much(std::string message) {
  flush(false);
  fail(stream_error(Status::limit, options_.model, "too_much", std::move(message), false));
}

void Decoder::emit_usage() {
  const Answer::Usage& usage = answer_.usage();
  if (!usage.told) return;
  ModelDelta delta;
  delta.kind = ModelDelta::Kind::usage;
  delta.input_tokens = usage.input;
  delta.output_tokens = usage.output;
  delta.cached_tokens = usage.cached;
  sink_(std::move(delta));
}

void Decoder::stop(std::string_view reason) {
  ended_ = true;
  ModelDelta delta;
  delta.kind = ModelDelta::Kind::stop;
  delta.text = reason;
  delta.answered = !answer_.refused();
  sink_(std::move(delta));
}

void Decoder::fail(Error error) {
  ended_ = true;
  emit_usage();
  ModelDelta delta;
  delta.kind = ModelDelta::Kind::error;
  delta.error = std::move(error);
  sink_(std::move(delta));
}

}  // namespace parley::llm::openai
