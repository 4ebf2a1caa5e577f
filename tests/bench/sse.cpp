// What it costs to turn the bytes of a model's stream into deltas: framing, JSON, words.

#include "net/sse.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/error.hpp"
#include "bench/all.hpp"
#include "llm/openai/decoder.hpp"

namespace parley::bench {
namespace {

using llm::openai::Decoder;

// An answer as the provider sends it: one word a chunk, all members that its chunks have.
std::string made_up_stream(std::int64_t events) {
  constexpr std::string_view kWords[] = {
      " the",   " return", " of",   " boots",          ",",          " within", " thirty", " days",
      "\\n\\n", " für",    " free", " \\\"unworn\\\"", " packaging", ".",       " €"};
  std::string out;
  const auto chunk = [&](std::string_view delta, std::string_view finish) {
    out.append(
        R"(data: {"id":"chatcmpl-Cq3Zx8f0aQv5mJtYw1LrN2bKe7dUs","object":"chat.completion.chunk",)"
        R"("created":1787000000,"model":"gpt-5-mini-2025-08-07","service_tier":"default",)"
        R"("system_fingerprint":null,"choices":[{"index":0,"delta":{)");
    out.append(delta).append(R"(},"finish_reason":)").append(finish);
    out.append(R"(}],"usage":null,"obfuscation":"kQ3xT9fGh1"})").append("\n\n");
  };
  chunk(R"("role":"assistant","content":"","refusal":null)", "null");
  for (std::int64_t i = 0; i < events; ++i) {
    const auto word = static_cast<std::size_t>(i * 7 + i / 15) % std::size(kWords);
    chunk(R"("content":")" + std::string(kWords[word]) + "\"", "null");
  }
  chunk("", "\"stop\"");
  out.append(R"(data: {"id":"chatcmpl-Cq3Zx8f0aQv5mJtYw1LrN2bKe7dUs","choices":[],"usage":)"
             R"({"prompt_tokens":913,"completion_tokens":211,"total_tokens":1124}})");
  return out.append("\n\ndata: [DONE]\n\n");
}

struct Cost {
  double cpu_ns = 0;
  std::int64_t deltas = 0;
  std::int64_t bytes = 0;  // of text
};

// Pieces as a socket gives them; each stream has a decoder of its own, as in the engine.
Cost decode(std::string_view stream, std::size_t piece) {
  Cost out;
  ChatModel::Sink sink = [&](ModelDelta delta) {
    ++out.deltas;
    out.bytes += static_cast<std::int64_t>(delta.text.size());
  };
  const std::int64_t start = thread_cpu_ns();
  Decoder decoder({.model = "model:bench", .secrets = {}}, sink);
  decoder.head(200, {{"content-type", "text/event-stream"}});
  for (std::string_view rest = stream; !rest.empty();) {
    const std::string_view next = rest.substr(0, piece);
    decoder.data(next);
    rest.remove_prefix(next.size());
  }
  decoder.done({}, 0);
  out.cpu_ns = static_cast<double>(thread_cpu_ns() - start);
  return out;
}

double frame_ns(std::string_view stream, std::size_t piece) {
  const std::int64_t start = thread_cpu_ns();
  net::SseParser parser;
  net::SseEvent event;
  std::size_t bytes = 0;
  for (std::string_view rest = stream; !rest.empty();) {
    const std::string_view next = rest.substr(0, piece);
    parser.feed(next);
    while (parser.next(event) == net::SseParser::Step::event)
      bytes += event.data.size();
    rest.remove_prefix(next.size());
  }
  const auto spent = static_cast<double>(thread_cpu_ns() - start);
  return bytes == 0 ? 0 : spent;
}

double rounded(double number) {
  return std::round(number * 1000) / 1000;
}

Result<Report> run_sse(const BenchArgs& args, Items&) {
  const Result<std::int64_t> events = args.integer("events", 200, 1, 1'000'000);
  if (!events) return events.error();
  const Result<std::int64_t> runs = args.integer("runs", 2000, 1, 1'000'000);
  if (!runs) return runs.error();
  const Result<std::int64_t> piece = args.integer("piece", 16'384, 1, 1 << 20);
  if (!piece) return piece.error();
  const std::string stream = made_up_stream(*events);
  const auto size = static_cast<std::size_t>(*piece);
  // Role, end, usage and [DONE] are events too.
  const double count = static_cast<double>(*events) + 4;
  std::vector<double> whole;
  std::vector<double> framing;
  std::vector<double> single;
  Cost last;
  for (std::int64_t i = 0; i < *runs; ++i) {
    last = decode(stream, size);
    whole.push_back(last.cpu_ns / count);
    framing.push_back(frame_ns(stream, size) / count);
  }
  // A token at a time, as models speak: each event is a piece of its own.
  const std::size_t one = stream.size() / static_cast<std::size_t>(count);
  for (std::int64_t i = 0; i < *runs; ++i)
    single.push_back(decode(stream, one).cpu_ns / count);
  const auto median = [](std::vector<double>& numbers) {
    std::sort(numbers.begin(), numbers.end());
    return percentile(numbers, 0.5);
  };
  const double ns = median(whole);
  const double per_event = static_cast<double>(stream.size()) / count;
  Report report;
  report.params = json::Object{{"events", *events}, {"runs", *runs}, {"piece", *piece}};
  report.metrics = json::Object{{"us_per_event", rounded(ns / 1000)},
                                {"ns_per_byte", rounded(ns / per_event)},
                                {"us_per_event_p99", rounded(percentile(whole, 0.99) / 1000)},
                                {"us_per_event_sse_alone", rounded(median(framing) / 1000)},
                                {"us_per_event_torn", rounded(median(single) / 1000)},
                                {"bytes_per_event", rounded(per_event)},
                                {"text_bytes", last.bytes},
                                {"deltas", last.deltas}};
  report.notes = {
      "medians of the runs, CPU time of the thread; a run decodes one answer whose "
      "chunks carry one word each",
      "torn: pieces of the mean size of an event, cut where they fall"};
  return report;
}

}  // namespace

Bench sse_bench() {
  return {"sse",
          "server-sent events and JSON of a model's stream, an event",
          {{"events"}, {"runs"}, {"piece"}},
          run_sse};
}

}  // namespace parley::bench
