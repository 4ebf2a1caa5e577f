#include "llm/scripted/script.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "json/writer.hpp"

namespace parley::llm {

namespace {
ScriptStep say(ModelDelta delta) {
  return {ScriptStep::Kind::say, 0, std::move(delta)};
}

ScriptStep text_step(const std::string& text) {
  ModelDelta delta;
  delta.text = text;
  return say(std::move(delta));
}

ScriptStep usage_step(const json::Value& usage) {
  ModelDelta delta;
  delta.kind = ModelDelta::Kind::usage;
  delta.input_tokens = usage.integer("input_tokens");
  delta.output_tokens = usage.integer("output_tokens");
  delta.cached_tokens = usage.integer("cached_tokens");
  return say(std::move(delta));
}

ScriptStep error_step(Status status, std::string message, std::string detail = {}) {
  ModelDelta delta;
  delta.kind = ModelDelta::Kind::error;
  delta.error = make_error(status, std::move(message), std::move(detail));
  return say(std::move(delta));
}

// What a provider that is overloaded or broken may do better the next time.
bool is_retryable(std::int64_t http) {
  return http == 0 || http == 408 || http == 429 || http >= 500;
}

ScriptStep failure_step(const json::Value& failure) {
  const std::int64_t http = failure.integer("status");
  std::string detail;
  json::Writer w(detail);
  w.begin_object().member("provider", "script").member("http_status", http);
  w.member("retryable", is_retryable(http));
  if (failure.find("retry_after_ms") != nullptr) {
    w.member("retry_after_ms", failure.integer("retry_after_ms"));
  }
  w.end_object();
  const Status status = http == 0 ? Status::network : Status::provider;
  const std::string fallback =
      http == 0 ? "the connection broke" : fmt::format("HTTP status {}", http);
  return error_step(status, std::string(failure.text("message", fallback)), std::move(detail));
}

ScriptStep stop_step(const std::string& reason) {
  if (reason == "stop" || reason == "length") {
    ModelDelta delta;
    delta.kind = ModelDelta::Kind::stop;
    delta.text = reason;
    return say(std::move(delta));
  }
  if (reason == "content_filter") {
    return error_step(Status::provider, "the provider's content filter ended the answer");
  }
  return error_step(Status::tool,
                    "the script stops for tool calls; tools are not available in this version");
}

Result<ScriptStep> read_step(const json::Value& step) {
  const json::Object* object = step.as_object();
  if (object == nullptr || object->size() != 1) {
    return make_error(Status::argument,
                      "a step of the script is an object with exactly one member");
  }
  const auto& [name, value] = object->front();
  if (name == "text" && value.as_string() != nullptr) return text_step(*value.as_string());
  if (name == "pause_ms" && value.as_int() != nullptr && *value.as_int() >= 0) {
    return ScriptStep{ScriptStep::Kind::wait, *value.as_int(), {}};
  }
  if (name == "usage") return usage_step(value);
  if (name == "error") return failure_step(value);
  if (name == "stop" && value.as_string() != nullptr) return stop_step(*value.as_string());
  if (name == "hang") return ScriptStep{ScriptStep::Kind::hang, 0, {}};
  if (name == "tool_call") {
    return error_step(Status::tool,
                      "the script calls a tool; tools are not available in this version");
  }
  return make_error(
      Status::argument,
      fmt::format("a step of the script is one of text, pause_ms, tool_call, usage, error, "
                  "stop and hang with a fitting value, not \"{}\"",
                  name));
}
}  // namespace

Result<ScriptEntry> read_script_entry(const json::Value& entry) {
  ScriptEntry out;
  out.match = entry.text("match");
  for (const json::Value& step : entry.array("steps")) {
    auto read = read_step(step);
    if (!read) return std::move(read).error();
    out.steps.push_back(std::move(read).value());
  }
  if (out.steps.empty()) return make_error(Status::argument, "an entry of the script needs steps");
  return out;
}

}  // namespace parley::llm
