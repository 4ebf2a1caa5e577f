#include <sstream>

#include "commands.hpp"

namespace parley::scenarios {
namespace {

std::string error_step(Words& words) {
  std::string json = "{\"status\":" + std::to_string(words.number());
  if (words.next_is('"')) json += ",\"message\":" + json_string(words.string());
  if (!words.done()) json += ",\"retry_after_ms\":" + std::to_string(words.number());
  return json + "}";
}

std::string usage_step(Words& words) {
  std::string json = "{\"input_tokens\":" + std::to_string(words.number());
  json += ",\"output_tokens\":" + std::to_string(words.number());
  if (!words.done()) json += ",\"cached_tokens\":" + std::to_string(words.number());
  return json + "}";
}

std::string step_of(const std::string& line, int number) {
  Words words(line, number);
  const std::string kind = words.word();
  if (kind == "text") return "{\"text\":" + json_string(words.string()) + "}";
  if (kind == "pause") return "{\"pause_ms\":" + std::to_string(words.number()) + "}";
  if (kind == "stop") return "{\"stop\":" + json_string(words.done() ? "stop" : words.word()) + "}";
  if (kind == "error") return "{\"error\":" + error_step(words) + "}";
  if (kind == "usage") return "{\"usage\":" + usage_step(words) + "}";
  if (kind == "hang") return "{\"hang\":true}";
  words.fault("\"" + kind + "\" is no step of a script: text, pause, stop, error, usage or hang");
}

}  // namespace

std::string script_document(const Step& step) {
  Words words(step.rest, step.line);
  std::string entry = "{";
  if (!words.done()) {
    if (words.word() != "match") words.fault("only \"match TEXT\" may follow");
    entry += "\"match\":" + json_string(words.string()) + ",";
  }
  std::istringstream lines(step.block);
  std::string steps;
  std::string line;
  for (int number = step.line + 1; std::getline(lines, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    steps += (steps.empty() ? "" : ",") + step_of(line, number);
  }
  return "{\"provider\":[" + entry + "\"steps\":[" + steps + "]}]}";
}

}  // namespace parley::scenarios
