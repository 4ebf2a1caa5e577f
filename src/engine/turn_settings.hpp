#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gate/clause_gate.hpp"
#include "json/value.hpp"

namespace parley {

struct TenantConfig;

// What an input's `overrides` may set for its turn; without them, what the tenant's document says.
// Immutable and shared once made.
struct TurnSettings {
  std::vector<std::string> route;
  std::int64_t temperature_e4 = -1;    // -1 = the model's own
  std::int32_t max_output_tokens = 0;  // 0 = the model's own
  std::string kb;
  std::int32_t k = 0;
  std::int64_t min_confidence_e4 = -1;  // -1 = the responder's own
  std::int64_t answer_chars = 0;
  std::int32_t history_tokens = 0;
  std::int32_t prompt_tokens = 0;
  std::shared_ptr<const gate::Checks> checks;
};

std::shared_ptr<const TurnSettings> settings_of(const TenantConfig& config);

// `overrides` as the schema of an input accepts it. The turn's locale is not among the settings.
std::shared_ptr<const TurnSettings> overridden(const TurnSettings& settings,
                                               const TenantConfig& config,
                                               const json::Value& overrides);

}  // namespace parley
