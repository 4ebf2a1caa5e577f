#include "engine/turn_settings.hpp"

#include <cmath>

#include "engine/tenant_config.hpp"
#include "gate/checks.hpp"

namespace parley {
namespace {

void take(const json::Value* owner, std::string_view name, std::int32_t& into) {
  if (owner != nullptr) into = static_cast<std::int32_t>(owner->integer(name, into));
}

void take(const json::Value* owner, std::string_view name, std::int64_t& into) {
  if (owner != nullptr) into = owner->integer(name, into);
}

void take_e4(const json::Value* owner, std::string_view name, std::int64_t& into) {
  const json::Value* value = owner == nullptr ? nullptr : owner->find(name);
  if (value != nullptr) into = std::llround(value->number() * 10'000);
}

std::shared_ptr<const gate::Checks> checks_of(const TenantConfig& config,
                                              std::int64_t answer_chars) {
  auto checks = std::make_shared<gate::Checks>();
  checks->push_back(std::make_shared<gate::HtmlAllowList>(config.html_allow));
  checks->push_back(std::make_shared<gate::AnswerLength>(answer_chars));
  return checks;
}

}  // namespace

std::shared_ptr<const TurnSettings> settings_of(const TenantConfig& config) {
  auto out = std::make_shared<TurnSettings>();
  out->route = config.route;
  out->temperature_e4 = config.temperature_e4;
  out->max_output_tokens = config.limits.max_output_tokens;
  out->kb = config.knowledge.kb;
  out->k = config.knowledge.k;
  out->min_confidence_e4 = config.knowledge.min_confidence_e4;
  out->answer_chars = config.limits.answer_chars;
  out->history_tokens = config.limits.history_tokens;
  out->prompt_tokens = config.limits.prompt_tokens;
  out->checks = checks_of(config, out->answer_chars);
  return out;
}

std::shared_ptr<const TurnSettings> overridden(const TurnSettings& settings,
                                               const TenantConfig& config,
                                               const json::Value& overrides) {
  auto out = std::make_shared<TurnSettings>(settings);
  const json::Value* models = overrides.find("models");
  if (models != nullptr && models->find("route") != nullptr) {
    out->route.clear();
    for (const json::Value& name : models->array("route"))
      out->route.push_back(*name.as_string());
  }
  take_e4(models, "temperature", out->temperature_e4);
  take(models, "max_output_tokens", out->max_output_tokens);
  const json::Value* knowledge = overrides.find("knowledge");
  if (knowledge != nullptr) out->kb = knowledge->text("kb", out->kb);
  take(knowledge, "k", out->k);
  take_e4(knowledge, "min_confidence", out->min_confidence_e4);
  take(overrides.find("limits"), "history_tokens", out->history_tokens);
  take(overrides.find("limits"), "prompt_tokens", out->prompt_tokens);
  take(overrides.find("gate"), "max_answer_chars", out->answer_chars);
  if (out->answer_chars != settings.answer_chars)
    out->checks = checks_of(config, out->answer_chars);
  return out;
}

}  // namespace parley
