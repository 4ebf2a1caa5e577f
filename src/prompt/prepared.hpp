#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ports/prompt.hpp"

namespace parley::prompt {

struct Persona {
  std::string name;
  std::string role;
  std::string tone;
  std::string instructions;
  std::string business;  // the tenant's name, as customers know it; may be empty
};

struct SectionConfig {
  std::string name;
  std::string text;
  Volatility volatility = Volatility::frozen;
};

// The operator's part of a prompt, as the tenant document says it.
struct PromptConfig {
  Persona persona;
  std::vector<SectionConfig> sections;
  std::string agent;  // empty: the tenant itself
  std::vector<SectionConfig> agent_sections;
  std::int32_t budget_tokens = 0;  // of the operator's sections together; 0 = no limit
};

// What does not change from turn to turn, worded and counted once, when a tenant is compiled: one
// object for the tenant and one for each of its agents. Immutable, thread-safe.
class PreparedPrompt {
 public:
  // Never fails. Sections beyond budget_tokens are left out from the last one on, the persona
  // never.
  static std::shared_ptr<const PreparedPrompt> build(PromptConfig config);

  // Frozen, then session sections; views into this object.
  const std::vector<PromptSection>& stable() const { return stable_; }
  // Sections of volatility turn: {name} in them is filled in at each turn.
  const std::vector<PromptSection>& turn() const { return turn_; }
  std::int32_t stable_tokens() const { return stable_tokens_; }
  const std::vector<std::string>& left_out() const { return left_out_; }
  std::string_view agent() const { return config_.agent; }

  PreparedPrompt(const PreparedPrompt&) = delete;
  PreparedPrompt& operator=(const PreparedPrompt&) = delete;

 private:
  explicit PreparedPrompt(PromptConfig config) : config_(std::move(config)) {}
  void place();
  std::vector<bool> choose();
  void place_sections(Volatility volatility, const std::vector<bool>& fits);

  PromptConfig config_;
  std::string persona_text_;
  std::vector<PromptSection> stable_;
  std::vector<PromptSection> turn_;
  std::vector<std::string> left_out_;
  std::int32_t stable_tokens_ = 0;
};

}  // namespace parley::prompt
