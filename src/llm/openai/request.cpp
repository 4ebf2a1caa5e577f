#include "llm/openai/request.hpp"

#include <algorithm>

#include "json/writer.hpp"

namespace parley::llm::openai {
namespace {

std::string_view role_name(const Config& config, Role role) {
  switch (role) {
    case Role::system:
      return config.developer_role ? "developer" : "system";
    case Role::user:
      return "user";
    case Role::assistant:
      return "assistant";
  }
  return "user";
}

class Body {
 public:
  Body(const Config& config, const GenerateRequest& request, std::string& out)
      : config_(config), request_(request), w_(out) {}

  void write() {
    w_.begin_object().member("model", config_.model).member("stream", true);
    if (config_.stream_usage) {
      w_.key("stream_options").begin_object().member("include_usage", true).end_object();
    }
    put_limits();
    if (!config_.extra.empty()) w_.raw(config_.extra);
    put_tools();
    w_.key("messages").begin_array();
    put_sections();
    for (const ToolRound& round : request_.rounds)
      put_round(round);
    w_.end_array().end_object();
  }

 private:
  void put_limits() {
    std::int32_t most = request_.max_output_tokens;
    if (config_.max_output_tokens > 0) {
      most = most > 0 ? std::min(most, config_.max_output_tokens) : config_.max_output_tokens;
    }
    if (most > 0) w_.member(config_.old_max_tokens ? "max_tokens" : "max_completion_tokens", most);
    const std::int64_t temperature =
        request_.temperature_e4 >= 0 ? request_.temperature_e4 : config_.temperature_e4;
    if (temperature >= 0) w_.key("temperature").fixed_e4(temperature);
  }

  void put_tools() {
    if (request_.tools == nullptr || request_.tools->empty()) return;
    w_.key("tools").begin_array();
    for (const ToolSpec& tool : *request_.tools)
      put_tool(tool);
    w_.end_array();
    put_tool_use();
    if (!request_.parallel_tool_calls) w_.member("parallel_tool_calls", false);
  }

  void put_tool(const ToolSpec& tool) {
    w_.begin_object().member("type", "function").key("function").begin_object();
    w_.member("name", tool.name);
    if (!tool.description.empty()) w_.member("description", tool.description);
    if (!tool.parameters.empty()) w_.key("parameters").raw(tool.parameters);
    if (tool.strict) w_.member("strict", true);
    w_.end_object().end_object();
  }

  void put_tool_use() {
    switch (request_.tool_use) {
      case ToolUse::automatic:
        return;
      case ToolUse::none:
        w_.member("tool_choice", "none");
        return;
      case ToolUse::required:
        w_.member("tool_choice", "required");
        return;
      case ToolUse::one:
        w_.key("tool_choice").begin_object().member("type", "function").key("function");
        w_.begin_object().member("name", request_.one_tool).end_object().end_object();
        return;
    }
  }

  void put_sections() {
    if (request_.prompt == nullptr) return;
    const auto& sections = request_.prompt->sections;
    for (auto from = sections.begin(); from != sections.end();) {
      const auto to = std::find_if(from, sections.end(),
                                   [&](const PromptSection& s) { return s.role != from->role; });
      w_.begin_object().member("role", role_name(config_, from->role));
      w_.member("content", joined(from, to)).end_object();
      from = to;
    }
  }

  using Section = std::vector<PromptSection>::const_iterator;

  std::string_view joined(Section from, Section to) {
    if (to - from == 1) return from->text;
    scratch_.clear();
    for (; from != to; ++from) {
      if (!scratch_.empty()) scratch_ += "\n\n";
      scratch_ += from->text;
    }
    return scratch_;
  }

  void put_round(const ToolRound& round) {
    w_.begin_object().member("role", "assistant").key("content");
    round.text.empty() ? w_.null() : w_.value(round.text);
    w_.key("tool_calls").begin_array();
    for (const ToolCall& call : round.calls) {
      w_.begin_object().member("id", call.id).member("type", "function").key("function");
      w_.begin_object().member("name", call.name).member("arguments", call.arguments);
      w_.end_object().end_object();
    }
    w_.end_array().end_object();
    for (std::size_t i = 0; i < round.calls.size(); ++i) {
      w_.begin_object().member("role", "tool").member("tool_call_id", round.calls[i].id);
      // A call without a result makes the whole request wrong.
      w_.member("content", i < round.results.size() ? std::string_view(round.results[i])
                                                    : std::string_view("no result"));
      w_.end_object();
    }
  }

  const Config& config_;
  const GenerateRequest& request_;
  json::Writer w_;
  std::string scratch_;
};

std::size_t guess_size(const Config& config, const GenerateRequest& request) {
  std::size_t bytes = 512 + config.extra.size();
  if (request.prompt != nullptr) {
    for (const PromptSection& section : request.prompt->sections)
      bytes += section.text.size() + section.text.size() / 16 + 40;
  }
  if (request.tools != nullptr) {
    for (const ToolSpec& tool : *request.tools)
      bytes += tool.description.size() + tool.parameters.size() + 128;
  }
  return bytes;
}

}  // namespace

std::string request_body(const Config& config, const GenerateRequest& request) {
  std::string out;
  out.reserve(guess_size(config, request));
  Body(config, request, out).write();
  return out;
}

}  // namespace parley::llm::openai
