#include "peers/provider/words.hpp"

#include <algorithm>

namespace parley::peer {
namespace {

// The next word of a text from `at`, its blanks included; moves `at` behind it.
std::string_view next_word(std::string_view text, std::size_t& at) {
  const std::size_t from = at;
  const std::size_t letter = std::min(text.find_first_not_of(' ', from), text.size());
  at = std::min(text.find(' ', letter), text.size());
  return text.substr(from, at - from);
}

std::string usage_json(std::int64_t words) {
  return R"("usage":{"prompt_tokens":13,"completion_tokens":)" + std::to_string(words) +
         R"(,"total_tokens":)" + std::to_string(words + 13) +
         R"(,"prompt_tokens_details":{"cached_tokens":5}})";
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out + '"';
}

std::int64_t word_count(const Wish& wish) {
  if (wish.text.empty()) return wish.events;
  std::int64_t count = 0;
  for (std::size_t at = 0; at < wish.text.size(); ++count)
    next_word(wish.text, at);
  return count;
}

std::string word(const Wish& wish, std::int64_t index) {
  if (wish.text.empty()) return (index == 0 ? "word" : " word") + std::to_string(index);
  std::string_view out;
  std::size_t at = 0;
  for (std::int64_t i = 0; i <= index; ++i)
    out = next_word(wish.text, at);
  return std::string(out);
}

std::string chunk(std::string_view members, std::string_view finish) {
  std::string out =
      R"({"id":"chatcmpl-peer","object":"chat.completion.chunk","created":1787000000,)"
      R"("model":"peer-2026","service_tier":"default","system_fingerprint":null,)"
      R"("choices":[{"index":0,"delta":{)";
  out.append(members).append(R"(},"finish_reason":)").append(finish);
  return out.append(R"(}],"usage":null})");
}

std::string usage_chunk(std::int64_t words) {
  return R"({"id":"chatcmpl-peer","object":"chat.completion.chunk","created":1787000000,)"
         R"("model":"peer-2026","choices":[],)" +
         usage_json(words) + "}";
}

std::string whole_completion(const Wish& wish) {
  std::string text;
  for (std::int64_t i = 0; i < word_count(wish); ++i)
    text += word(wish, i);
  return R"({"id":"chatcmpl-peer","object":"chat.completion","created":1787000000,)"
         R"("model":"peer-2026","choices":[{"index":0,"message":{"role":"assistant","content":)" +
         quoted(text) + R"(,"refusal":null},"finish_reason":"stop"}],)" +
         usage_json(word_count(wish)) + "}";
}

std::string error_json(std::string_view message, std::string_view type, std::string_view code) {
  std::string out = "{\"error\":{\"message\":" + quoted(message) + ",\"type\":" + quoted(type);
  return out.append(",\"param\":null,\"code\":").append(code).append("}}");
}

std::string call_piece(int index, std::string_view escaped) {
  std::string out = R"("tool_calls":[{"index":)" + std::to_string(index);
  return out.append(R"(,"function":{"arguments":")").append(escaped).append("\"}}]");
}

}  // namespace parley::peer
