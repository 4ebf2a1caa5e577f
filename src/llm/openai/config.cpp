#include "llm/openai/config.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "json/append.hpp"

namespace parley::llm::openai {
namespace {

constexpr std::string_view kOwnUrl = "https://api.openai.com/v1";
constexpr std::string_view kPath = "/chat/completions";

constexpr std::array<std::string_view, 25> kMembers = {"provider",
                                                       "url",
                                                       "model",
                                                       "key",
                                                       "headers",
                                                       "temperature",
                                                       "max_output_tokens",
                                                       "context_tokens",
                                                       "connect_ms",
                                                       "first_ms",
                                                       "idle_ms",
                                                       "total_ms",
                                                       "prices",
                                                       "organization",
                                                       "project",
                                                       "key_header",
                                                       "system_role",
                                                       "max_tokens_field",
                                                       "stream_usage",
                                                       "ends_without_reason",
                                                       "ca_file",
                                                       "proxy",
                                                       "private_addresses",
                                                       "extra",
                                                       "description"};

// What requests say themselves, from other members or from the turn.
constexpr std::array<std::string_view, 12> kOwnBody = {
    "model",       "messages",   "stream",      "stream_options",        "tools",
    "tool_choice", "max_tokens", "temperature", "max_completion_tokens", "parallel_tool_calls",
    "n",           "functions"};

class ConfigReader {
 public:
  ConfigReader(std::string_view name, const json::Value& document) : document_(document) {
    config_.name = name;
  }

  Result<Config> read() {
    check_names();
    read_address();
    read_headers();
    read_wishes();
    read_deadlines();
    read_extra();
    if (!fault_.empty()) return make_error(Status::config, fault_);
    return std::move(config_);
  }

 private:
  void fault(std::string_view member, std::string_view what) {
    if (fault_.empty()) {
      fault_ = fmt::format("model \"{}\": \"{}\" {}", config_.name, member, what);
    }
  }

  void check_names() {
    if (document_.as_object() == nullptr) return fault("", "must be an object");
    for (const auto& [name, value] : *document_.as_object()) {
      if (std::find(kMembers.begin(), kMembers.end(), name) != kMembers.end()) continue;
      const std::string_view near = nearest(name, kMembers);
      fault(name, near.empty()
                      ? std::string("is not known to provider openai; what goes into the request "
                                    "as it is stands in \"extra\"")
                      : fmt::format("is not known to provider openai; did you mean \"{}\"?", near));
    }
  }

  std::string text(std::string_view member, std::string_view fallback = {}) {
    const json::Value* value = document_.find(member);
    if (value == nullptr) return std::string(fallback);
    if (value->as_string() == nullptr) return fault(member, "must be a text"), std::string();
    return *value->as_string();
  }

  bool flag(std::string_view member, bool fallback) {
    const json::Value* value = document_.find(member);
    if (value == nullptr) return fallback;
    if (value->as_bool() == nullptr) return fault(member, "must be true or false"), fallback;
    return *value->as_bool();
  }

  std::int64_t number(std::string_view member, std::int64_t fallback) {
    const json::Value* value = document_.find(member);
    if (value == nullptr) return fallback;
    if (value->as_int() == nullptr || *value->as_int() < 1) {
      return fault(member, "must be a whole number above 0"), fallback;
    }
    return *value->as_int();
  }

  // True for the second of two words.
  bool choice(std::string_view member, std::string_view first, std::string_view second,
              bool fallback) {
    const std::string given = text(member, fallback ? second : first);
    if (given != first && given != second) {
      fault(member, fmt::format("must be \"{}\" or \"{}\"", first, second));
    }
    return given == second;
  }

  // The base may have a query (older Azure addresses): the path goes before it.
  void read_address() {
    std::string url = text("url", kOwnUrl);
    if (!url.starts_with("https://") && !url.starts_with("http://")) {
      fault("url", "must begin with https:// or http://");
    }
    std::size_t end = std::min(url.find_first_of("?#"), url.size());
    while (end > 0 && url[end - 1] == '/')
      url.erase(--end, 1);
    if (!std::string_view(url).substr(0, end).ends_with(kPath)) url.insert(end, kPath);
    config_.url = std::move(url);
    config_.model = text("model");
    if (config_.model.empty()) fault("model", "is missing: the model's name at the provider");
    config_.ca_file = text("ca_file");
    config_.proxy = text("proxy");
    config_.private_addresses = flag("private_addresses", true);
  }

  void read_headers() {
    config_.key = text("key");
    config_.key_header = text("key_header");
    const auto add = [&](std::string name, const std::string& value) {
      if (std::any_of(value.begin(), value.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; })) {
        fault("headers", "must not hold control characters");
      }
      if (!value.empty()) config_.headers.emplace_back(std::move(name), value);
    };
    add("OpenAI-Organization", text("organization"));
    add("OpenAI-Project", text("project"));
    for (const auto& [name, value] : document_.object("headers")) {
      if (value.as_string() == nullptr) {
        fault("headers", "must hold texts");
      } else {
        add(name, *value.as_string());
      }
    }
  }

  bool is_at(std::string_view host) const {
    const std::size_t begin = config_.url.find("//") + 2;
    const std::string_view rest = std::string_view(config_.url).substr(begin);
    return rest.substr(0, rest.find_first_of(":/?#")).ends_with(host);
  }

  void read_wishes() {
    if (const json::Value* value = document_.find("temperature")) {
      if (!value->is_number() || !(value->number() >= 0 && value->number() <= 2)) {
        fault("temperature", "must be a number from 0 to 2");
      } else {
        config_.temperature_e4 = std::llround(value->number() * 10'000);
      }
    }
    config_.max_output_tokens = static_cast<std::int32_t>(
        std::min<std::int64_t>(number("max_output_tokens", 0), 1'000'000));
    const bool own = is_at("api.openai.com") || is_at(".openai.azure.com");
    config_.old_max_tokens =
        choice("max_tokens_field", "max_completion_tokens", "max_tokens", !own);
    config_.developer_role = choice("system_role", "system", "developer", false);
    config_.stream_usage = flag("stream_usage", !is_at("api.mistral.ai"));
    config_.ends_without_reason = flag("ends_without_reason", false);
  }

  void read_deadlines() {
    HttpDeadlines& out = config_.deadlines;
    out.connect = number("connect_ms", out.connect);
    out.first = number("first_ms", out.first);
    out.idle = number("idle_ms", out.idle);
    out.total = number("total_ms", out.total);
  }

  void read_extra() {
    const json::Value* extra = document_.find("extra");
    if (extra == nullptr) return;
    if (extra->as_object() == nullptr) return fault("extra", "must be an object");
    for (const auto& [name, value] : *extra->as_object()) {
      if (std::find(kOwnBody.begin(), kOwnBody.end(), name) != kOwnBody.end()) {
        fault("extra", fmt::format("must not hold \"{}\", which requests say themselves", name));
      }
      if (!config_.extra.empty()) config_.extra += ',';
      json::append_string(config_.extra, name);
      config_.extra += ':';
      json::append(config_.extra, value);
    }
  }

  const json::Value& document_;
  Config config_;
  std::string fault_;
};

}  // namespace

Result<Config> read_config(std::string_view name, const json::Value& document) {
  return ConfigReader(name, document).read();
}

}  // namespace parley::llm::openai
