#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/reader.hpp"
#include "llm/openai/said_error.hpp"
#include "llm/openai/text_joiner.hpp"
#include "ports/chat_model.hpp"

namespace parley::llm::openai {

struct CallPiece;

// What a model has said, collected from the chunks of its stream, or from the one body of an answer
// that was not streamed. Knows no framing and decides nothing.
class Answer {
 public:
  enum class Read : std::uint8_t { good, malformed, failed, too_much };
  enum class Finish : std::uint8_t { none, stop, length, content_filter, tool_calls, error };

  static constexpr std::size_t kMaxCalls = 128;
  static constexpr std::size_t kMaxArgumentBytes = std::size_t{1} << 20;  // of all calls together

  struct Usage {
    bool told = false;
    std::int64_t input = 0;
    std::int64_t output = 0;
    std::int64_t cached = 0;
  };

  // One JSON object: a chunk or a whole completion. `failed`: it holds an error, see said().
  // `malformed`: nothing of it was taken.
  Read read(std::string_view json);

  // What was said since the last call; whole characters, with `last` also what was begun.
  std::string take_text(bool last);
  // The calls collected, in the order in which they began; those without a name are left out.
  std::vector<ToolCall> take_calls(bool cut);

  std::size_t text_size() const { return text_.size(); }
  bool has_calls() const { return !calls_.empty(); }
  bool refused() const { return refused_; }
  Finish finish() const { return finish_; }
  const Usage& usage() const { return usage_; }
  const SaidError& said() const { return said_; }
  // Counts what moved the answer on: words, thoughts, calls, its end, its price.
  std::uint64_t steps() const { return steps_; }

 private:
  struct Call {
    bool has_index = false;
    std::int64_t index = 0;
    std::string id;
    std::string name;
    std::string arguments;
    TextJoiner joiner;
  };

  bool read_chunk(json::Reader& reader);
  bool read_choices(json::Reader& reader);
  bool read_choice(json::Reader& reader);
  bool read_delta(json::Reader& reader);
  bool read_content(json::Reader& reader);
  bool read_parts(json::Reader& reader);
  bool read_part(json::Reader& reader);
  bool read_words(json::Reader& reader);
  bool read_thoughts(json::Reader& reader);
  bool read_finish(json::Reader& reader);
  bool read_calls(json::Reader& reader);
  bool read_call(json::Reader& reader);
  bool read_usage(json::Reader& reader);
  bool read_details(json::Reader& reader, Usage& usage);
  void take_call(const CallPiece& piece);
  Call& call_of(const CallPiece& piece);

  std::string text_;
  TextJoiner joiner_;
  std::vector<Call> calls_;
  std::size_t argument_bytes_ = 0;
  Usage usage_;
  SaidError said_;
  Finish finish_ = Finish::none;
  bool refused_ = false;
  bool failed_ = false;
  bool too_much_ = false;
  std::uint64_t steps_ = 0;
};

}  // namespace parley::llm::openai
