#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "dialogue/decide.hpp"
#include "engine/event_body.hpp"
#include "engine/tenant_config.hpp"
#include "engine/turn_settings.hpp"
#include "intent/matcher.hpp"
#include "ports/catalog.hpp"
#include "ports/chat_model.hpp"
#include "ports/evidence.hpp"
#include "ports/history.hpp"
#include "prompt/prepared.hpp"

namespace parley {

// What stage 2 found out. Views point into the runtime.
struct Understood {
  IntentData intents;  // those that hold, best first, and why
  dialogue::IntentHit hit;
};

// One version of a tenant, ready to run: everything that can be worked out before the first
// message. Immutable, thread-safe.
class TenantRuntime {
 public:
  // From a document that schema and references accept. Status::config for what only compiling
  // shows, Status::limit.
  static Result<std::shared_ptr<const TenantRuntime>> compile(const TenantRow& row,
                                                              const json::Value& document);

  std::int64_t version() const { return version_; }
  const TenantConfig& config() const { return config_; }
  const TenantLimits& limits() const { return config_.limits; }
  const KnowledgeConfig& knowledge() const { return config_.knowledge; }
  const dialogue::DialogueConfig& dialogue() const { return config_.dialogue; }
  const std::shared_ptr<const TurnSettings>& settings() const { return settings_; }
  const std::shared_ptr<ChatModel>& responder() const { return responder_; }

  Understood understand(std::string_view text, std::string_view locale) const;
  intent::Understanding match(std::string_view text, std::string_view locale) const;
  Prompt assemble(std::string_view agent, std::string_view locale, const Evidence& evidence,
                  std::span<const HistoryTurn> history, std::string_view question,
                  std::int32_t budget_tokens) const;

  // Key of the token bucket of one conversation.
  std::string rate_key(std::string_view session) const;

 private:
  TenantRuntime() = default;
  Result<void> build_intents();
  void build_prompts();
  void build_responder();

  std::int64_t version_ = 0;
  TenantConfig config_;
  intent::IntentMatcher matcher_;
  std::map<std::string, std::shared_ptr<const prompt::PreparedPrompt>, std::less<>>
      prompts_;  // "" = the tenant itself
  std::shared_ptr<const TurnSettings> settings_;
  std::shared_ptr<ChatModel> responder_;
};

}  // namespace parley
