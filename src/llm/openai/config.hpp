#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parley/result.hpp"

#include "json/value.hpp"
#include "ports/transport.hpp"

namespace parley::llm::openai {

// How to reach one model, read from the engine's document ("models"). Immutable.
struct Config {
  std::string name;        // the engine's, for events and errors
  std::string url;         // of the completions, whole
  std::string model;       // the provider's
  std::string key;         // name of the secret; empty = none is sent
  std::string key_header;  // empty = Authorization: Bearer
  HttpHeaders headers;     // further ones, also organisation and project
  std::int64_t temperature_e4 = -1;
  std::int32_t max_output_tokens = 0;
  bool old_max_tokens = false;  // "max_tokens", as most compatible servers know it
  bool developer_role = false;  // instead of "system"
  bool stream_usage = true;     // asks for the usage at the stream's end
  bool ends_without_reason = false;
  std::string extra;  // further members of the body, as JSON between the braces
  HttpDeadlines deadlines;
  std::string ca_file;
  std::string proxy;
  bool private_addresses = true;
};

// Reads a model's document whose provider is "openai". Beside the members of schema "engine" it
// knows: organization, project, key_header, system_role ("system" | "developer"), max_tokens_field
// ("max_completion_tokens" | "max_tokens"), stream_usage, ends_without_reason, ca_file, proxy,
// private_addresses, and extra: an object whose members go into each request as they are
// (response_format, seed, reasoning_effort …). Status::config names the first fault.
Result<Config> read_config(std::string_view name, const json::Value& document);

}  // namespace parley::llm::openai
