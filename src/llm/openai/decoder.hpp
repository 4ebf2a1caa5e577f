#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "llm/openai/answer.hpp"
#include "net/sse.hpp"
#include "ports/chat_model.hpp"
#include "ports/transport.hpp"

namespace parley::llm::openai {

struct DecoderOptions {
  std::string model;                      // as errors name it
  std::vector<std::string> secrets = {};  // never repeated in an error
  // The server is known to close without a finish_reason: its silence is then a good end.
  bool ends_without_reason = false;
  std::size_t max_event_bytes = net::SseParser::kMaxEventBytes;  // also of a body that is one JSON
};

// Turns one response of Chat Completions into deltas, whatever pieces it arrives in: a stream of
// server-sent events, a JSON body that was sent instead of one, an error's body or a page. Text of
// one piece comes as one delta. After the one stop or error nothing more comes. Pure; one thread.
class Decoder {
 public:
  using Sink = ChatModel::Sink;

  // `sink` must outlive it.
  Decoder(DecoderOptions options, Sink& sink);

  void head(int status, HttpHeaders headers);
  // True when it held words, thoughts, calls, the end or the price of the answer, or an error; not
  // for comments and empty chunks.
  bool data(std::string_view bytes);
  // The response is over. `now_unix_ms` is for waits that are told as dates.
  void done(const Result<void>& outcome, std::int64_t now_unix_ms);

  bool ended() const { return ended_; }

 private:
  enum class Body : std::uint8_t { unknown, events, json, error, wrong };

  void sniff(std::string_view bytes);
  bool read_events(std::string_view bytes);
  void read_event(const net::SseEvent& event);
  void read_data(std::string_view data, bool whole);
  void read_chunk(std::string_view json, bool whole);
  void read_body();
  bool keep(std::string_view bytes);
  void flush(bool last);
  void finish();
  void finish_empty();
  void cut_short(const Result<void>& outcome);
  void fail_response(std::int64_t now_unix_ms);
  void fail_in_stream(const SaidError& said);
  void fail_malformed();
  void fail_too_much(std::string message);
  void emit_usage();
  void stop(std::string_view reason);
  void fail(Error error);

  DecoderOptions options_;
  Sink& sink_;
  int status_ = 0;
  HttpHeaders headers_;
  Body body_ = Body::unknown;
  std::string kept_;  // the beginning of a body not yet known, or a body that is no stream
  net::SseParser events_;
  Answer answer_;
  bool spoke_ = false;  // a text went out
  bool ended_ = false;
};

}  // namespace parley::llm::openai
