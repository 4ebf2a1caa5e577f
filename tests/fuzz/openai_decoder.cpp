// Any response gives exactly one stop or error, good UTF-8, JSON details, and the same in pieces.
// The first three bytes choose status, content type and pieces; the reader of JSON agrees with the
// parser on what is good.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "json/reader.hpp"
#include "json/value.hpp"
#include "llm/openai/decoder.hpp"
#include "target.hpp"
#include "text/utf8.hpp"

namespace {

using namespace parley;
using namespace parley::fuzz;
using namespace parley::llm::openai;

constexpr std::array<int, 8> kStatuses = {200, 200, 200, 200, 401, 429, 500, 302};
constexpr std::array<const char*, 4> kTypes = {"text/event-stream", "application/json", "",
                                               "text/html"};

constexpr std::size_t kSingleBytes = 256;  // longer ones would take most of the time

struct Heard {
  std::string text;
  std::string rest;
  int ends = 0;
  bool operator==(const Heard&) const = default;
};

void hear(Heard& heard, const ModelDelta& delta) {
  require(heard.ends == 0);
  require(text::is_valid(delta.text));
  if (delta.kind == ModelDelta::Kind::text) {
    heard.text += delta.text;
    return;
  }
  heard.rest += static_cast<char>('0' + static_cast<int>(delta.kind));
  heard.rest += delta.text + std::to_string(delta.output_tokens);
  if (delta.tool_call) {
    const ToolCall& call = *delta.tool_call;
    heard.rest += call.id + call.name + call.arguments;
    require(text::is_valid(call.id + call.name + call.arguments));
    require(!call.name.empty());
    require(!call.whole || json::Reader(call.arguments).kind() == json::Reader::Kind::object);
  }
  if (delta.kind == ModelDelta::Kind::error) {
    heard.rest += delta.error.message + delta.error.detail;
    require(text::is_valid(delta.error.message));
    require(json::parse(delta.error.detail).ok());
    require(delta.error.message.size() < 1000);
    require(heard.rest.find("sesame") == std::string::npos);
  }
  const bool end = delta.kind == ModelDelta::Kind::stop || delta.kind == ModelDelta::Kind::error;
  heard.ends += end ? 1 : 0;
}

Heard play(std::string_view body, int status, const char* type, std::size_t piece) {
  Heard heard;
  ChatModel::Sink sink = [&](ModelDelta delta) { hear(heard, delta); };
  Decoder decoder({.model = "model:m", .secrets = {"sesame"}, .max_event_bytes = 4096}, sink);
  decoder.head(status, {{"content-type", type}, {"retry-after", std::string(body.substr(0, 12))}});
  for (std::string_view rest = body; !rest.empty();) {
    const std::vector<char> bytes(
        rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(std::min(piece, rest.size())));
    decoder.data({bytes.data(), bytes.size()});
    rest.remove_prefix(bytes.size());
  }
  decoder.done({}, 1'787'000'000'000);
  require(heard.ends == 1);
  return heard;
}

// The parser also minds UTF-8, twins, halves of surrogate pairs and numbers out of range.
void compare_readers(std::string_view text) {
  if (json::parse(text).ok()) require(json::is_json(text));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 3) return 0;
  const std::string_view body = text_of(bytes, size).substr(3);
  const int status = kStatuses[bytes[0] % kStatuses.size()];
  const char* type = kTypes[bytes[1] % kTypes.size()];
  const Heard whole = play(body, status, type, size);
  require(play(body, status, type, bytes[2] % 61 + 1u) == whole);
  if (size <= kSingleBytes) require(play(body, status, type, 1) == whole);
  compare_readers(body);
  return 0;
}
