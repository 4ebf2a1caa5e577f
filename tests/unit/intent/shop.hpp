#pragma once

#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "intent/matcher.hpp"
#include "json/value.hpp"

// The demo shop's intents, as the engine would hand them over.
namespace shop {

inline std::string read(const std::string& name) {
  std::ifstream file(std::string(PARLEY_SOURCE_DIR "/examples/tenants/shop/") + name);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<std::string> strings(const parley::json::Value& object, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& item : object.array(name))
    out.push_back(*item.as_string());
  return out;
}

inline bool only_replies(const parley::json::Array& actions) {
  bool all = !actions.empty();
  for (const auto& action : actions)
    all = all && action.find("reply") != nullptr;
  return all;
}

inline std::vector<parley::intent::IntentSpec> specs() {
  const auto tenant = parley::json::parse(read("tenant.json"));
  REQUIRE(tenant.ok());
  std::vector<parley::intent::IntentSpec> out;
  for (const auto& intent : tenant->array("intents")) {
    parley::intent::IntentSpec spec;
    spec.name = intent.text("name");
    spec.phrases = strings(intent, "phrases");
    spec.keywords = strings(intent, "keywords");
    spec.examples = strings(intent, "examples");
    const auto* threshold = intent.find("threshold");
    spec.threshold_e4 = static_cast<std::int32_t>(std::lround(threshold->number() * 10'000));
    spec.priority = static_cast<std::int32_t>(intent.integer("priority"));
    spec.reply_only = only_replies(intent.array("actions"));
    out.push_back(std::move(spec));
  }
  return out;
}

// The named member of each line of a .jsonl file.
inline std::vector<std::string> lines(const std::string& name, std::string_view member) {
  std::vector<std::string> out;
  std::istringstream file(read(name));
  for (std::string line; std::getline(file, line);) {
    const auto value = parley::json::parse(line);
    REQUIRE(value.ok());
    out.emplace_back(value->text(member));
  }
  return out;
}

}  // namespace shop
