#include "llm/openai/answer.hpp"

#include <algorithm>
#include <utility>

#include "text/utf8.hpp"

namespace parley::llm::openai {

using Kind = json::Reader::Kind;

// A part of a call, as one chunk brings it. Strings are raw.
struct CallPiece {
  bool has_index = false;
  std::int64_t index = 0;
  std::string_view id;
  std::string_view name;
  std::string_view arguments;
  bool is_object = false;  // arguments is no string but JSON itself
};

namespace {

std::string meaning(std::string_view raw) {
  std::string out;
  json::unescape(out, raw);
  return text::repair(out);
}

// Strings are taken, anything else (null, above all) is passed over.
bool read_string(json::Reader& reader, std::string_view& raw) {
  return reader.kind() == Kind::string ? reader.string(raw) : reader.skip();
}

bool read_count(json::Reader& reader, std::int64_t& count) {
  if (reader.kind() != Kind::number) return reader.skip();
  if (!reader.integer(count)) return false;
  count = std::max<std::int64_t>(count, 0);
  return true;
}

bool read_function(json::Reader& reader, CallPiece& piece) {
  if (!reader.begin_object()) return false;
  for (std::string_view name; reader.next_member(name);) {
    if (name == "name") {
      read_string(reader, piece.name);
    } else if (name == "arguments") {
      piece.is_object = reader.kind() == Kind::object;
      piece.is_object ? reader.raw(piece.arguments) : read_string(reader, piece.arguments);
    } else if (name == "index" && reader.kind() == Kind::number) {
      piece.has_index = reader.integer(piece.index);
    } else {
      reader.skip();
    }
  }
  return reader.ok();
}

Answer::Finish finish_of(std::string_view reason) {
  using Finish = Answer::Finish;
  if (reason == "length" || reason == "max_tokens" || reason == "model_length") {
    return Finish::length;
  }
  if (reason == "content_filter") return Finish::content_filter;
  if (reason == "tool_calls" || reason == "function_call") return Finish::tool_calls;
  return reason == "error" ? Finish::error : Finish::stop;
}

}  // namespace

Answer::Read Answer::read(std::string_view json) {
  const std::size_t before = text_.size();
  failed_ = false;
  json::Reader reader(json);
  if (!read_chunk(reader) || !reader.finish()) {
    text_.resize(before);
    return Read::malformed;
  }
  if (too_much_) return Read::too_much;
  return failed_ ? Read::failed : Read::good;
}

bool Answer::read_chunk(json::Reader& reader) {
  if (!reader.begin_object()) return false;
  for (std::string_view name; reader.next_member(name);) {
    if (name == "choices") {
      read_choices(reader);
    } else if (name == "usage" || name == "x_groq") {
      read_usage(reader);
    } else if (name == "error") {
      failed_ = read_error(reader, said_) || failed_;
    } else {
      reader.skip();
    }
  }
  return reader.ok();
}

// Only the first one is asked for; servers send none, or null, with usage and verdicts on the
// prompt.
bool Answer::read_choices(json::Reader& reader) {
  if (reader.kind() != Kind::array) return reader.skip();
  reader.begin_array();
  for (bool first = true; reader.next_item(); first = false)
    first ? read_choice(reader) : reader.skip();
  return reader.ok();
}

bool Answer::read_choice(json::Reader& reader) {
  if (reader.kind() != Kind::object) return reader.skip();
  reader.begin_object();
  for (std::string_view name; reader.next_member(name);) {
    if (name == "delta" || name == "message") {
      read_delta(reader);
    } else if (name == "finish_reason") {
      read_finish(reader);
    } else if (name == "error") {
      failed_ = read_error(reader, said_) || failed_;
    } else {
      reader.skip();
    }
  }
  return reader.ok();
}

bool Answer::read_delta(json::Reader& reader) {
  if (reader.kind() != Kind::object) return reader.skip();
  reader.begin_object();
  for (std::string_view name; reader.next_member(name);) {
    if (name == "content") {
      read_content(reader);
    } else if (name == "refusal") {
      refused_ = reader.kind() == Kind::string || refused_;
      read_words(reader);
    } else if (name == "tool_calls") {
      read_calls(reader);
    } else if (name == "function_call") {
      read_call(reader);
    } else if (name == "reasoning_content" || name == "reasoning") {
      read_thoughts(reader);
    } else {
      reader.skip();
    }
  }
  return reader.ok();
}

bool Answer::read_content(json::Reader& reader) {
  return reader.kind() == Kind::array ? read_parts(reader) : read_words(reader);
}

bool Answer::read_parts(json::Reader& reader) {
  reader.begin_array();
  while (reader.next_item())
    read_part(reader);
  return reader.ok();
}

// {"type":"text","text":"…"}; what a model thinks has another type and no "text" of its own.
bool Answer::read_part(json::Reader& reader) {
  if (reader.kind() != Kind::object) return reader.skip();
  reader.begin_object();
  for (std::string_view name; reader.next_member(name);) {
    if (name == "text") {
      read_words(reader);
    } else if (name == "thinking") {
      ++steps_;
      reader.skip();
    } else {
      reader.skip();
    }
  }
  return reader.ok();
}

bool Answer::read_words(json::Reader& reader) {
  std::string_view raw;
  if (!read_string(reader, raw)) return false;
  if (raw.empty()) return true;
  ++steps_;
  joiner_.add(text_, raw);
  return true;
}

bool Answer::read_thoughts(json::Reader& reader) {
  std::string_view raw;
  if (!read_string(reader, raw)) return false;
  if (!raw.empty()) ++steps_;
  return true;
}

bool Answer::read_finish(json::Reader& reader) {
  std::string_view raw;
  if (!read_string(reader, raw)) return false;
  if (raw.empty()) return true;
  ++steps_;
  finish_ = finish_of(raw);
  return true;
}

bool Answer::read_calls(json::Reader& reader) {
  if (reader.kind() != Kind::array) return reader.skip();
  reader.begin_array();
  while (reader.next_item())
    read_call(reader);
  return reader.ok();
}

// An entry of "tool_calls", or the older "function_call", which has no frame around the function.
bool Answer::read_call(json::Reader& reader) {
  if (reader.kind() != Kind::object) return reader.skip();
  CallPiece piece;
  reader.begin_object();
  for (std::string_view name; reader.next_member(name);) {
    if (name == "index" && reader.kind() == Kind::number) {
      piece.has_index = reader.integer(piece.index);
    } else if (name == "id") {
      read_string(reader, piece.id);
    } else if (name == "function" && reader.kind() == Kind::object) {
      read_function(reader, piece);
    } else if (name == "name") {
      read_string(reader, piece.name);
    } else if (name == "arguments") {
      read_string(reader, piece.arguments);
    } else {
      reader.skip();
    }
  }
  if (!reader.ok()) return false;
  ++steps_;
  take_call(piece);
  return true;
}

bool Answer::read_usage(json::Reader& reader) {
  if (reader.kind() != Kind::object) return reader.skip();
  Usage usage;
  std::int64_t total = 0;
  reader.begin_object();
  for (std::string_view name; reader.next_member(name);) {
    if (name == "prompt_tokens") {
      usage.told = read_count(reader, usage.input) || usage.told;
    } else if (name == "completion_tokens") {
      usage.told = read_count(reader, usage.output) || usage.told;
    } else if (name == "total_tokens") {
      read_count(reader, total);
    } else if (name == "prompt_cache_hit_tokens") {
      read_count(reader, usage.cached);
    } else if (name == "prompt_tokens_details") {
      read_details(reader, usage);
    } else if (name == "usage") {  // of x_groq
      read_usage(reader);
    } else {
      reader.skip();
    }
  }
  if (!reader.ok() || !usage.told) return reader.ok();
  // Some servers leave the thoughts out of what was written, but not out of the total.
  usage.output = std::max(usage.output, total - usage.input);
  usage.cached = std::min(usage.cached, usage.input);
  usage_ = usage;
  ++steps_;
  return true;
}

bool Answer::read_details(json::Reader& reader, Usage& usage) {
  if (reader.kind() != Kind::object) return reader.skip();
  reader.begin_object();
  for (std::string_view name; reader.next_member(name);)
    name == "cached_tokens" ? read_count(reader, usage.cached) : reader.skip();
  return reader.ok();
}

void Answer::take_call(const CallPiece& piece) {
  argument_bytes_ += piece.arguments.size() + piece.id.size() + piece.name.size();
  Call& call = call_of(piece);
  if (calls_.size() > kMaxCalls || argument_bytes_ > kMaxArgumentBytes) {
    too_much_ = true;
    return;
  }
  if (call.id.empty()) call.id = meaning(piece.id);
  if (call.name.empty()) call.name = meaning(piece.name);
  if (piece.is_object) {
    call.arguments.append(text::repair(piece.arguments));
  } else {
    call.joiner.add(call.arguments, piece.arguments);
  }
}

// Servers number calls from 0 or 1, give all the same number, or none; ids may be missing, empty or
// repeated.
Answer::Call& Answer::call_of(const CallPiece& piece) {
  const std::string id = meaning(piece.id);
  const auto begins_another = [&](const Call& call) {
    if (piece.name.empty() || call.name.empty()) return false;
    return id.empty() ? !piece.has_index && json::is_json(call.arguments)
                      : !call.id.empty() && call.id != id;
  };
  const auto is_meant = [&](const Call& call) {
    if (piece.has_index) return call.has_index && call.index == piece.index;
    return id.empty() || call.id == id || call.id.empty();
  };
  const auto found = std::find_if(calls_.rbegin(), calls_.rend(), is_meant);
  if (found != calls_.rend() && !begins_another(*found)) return *found;
  Call& call = calls_.emplace_back();
  call.has_index = piece.has_index;
  call.index = piece.index;
  return call;
}

std::string Answer::take_text(bool last) {
  if (last) joiner_.end(text_);
  return std::exchange(text_, {});
}

std::vector<ToolCall> Answer::take_calls(bool cut) {
  std::vector<ToolCall> out;
  for (Call& call : calls_) {
    call.joiner.end(call.arguments);
    if (call.name.empty()) continue;
    ToolCall& added = out.emplace_back();
    added.id = call.id.empty() ? "call_" + std::to_string(out.size()) : std::move(call.id);
    added.name = std::move(call.name);
    const bool none = call.arguments.empty() || call.arguments == "null";
    added.arguments = none ? "{}" : std::move(call.arguments);
    added.whole = !cut && json::Reader(added.arguments).kind() == Kind::object &&
                  json::is_json(added.arguments);
  }
  calls_.clear();
  return out;
}

}  // namespace parley::llm::openai
