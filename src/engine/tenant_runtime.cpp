#include "engine/tenant_runtime.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "gate/checks.hpp"
#include "llm/responder/responder.hpp"
#include "llm/responder/texts.hpp"
#include "prompt/assemble.hpp"
#include "text/template.hpp"

namespace parley {
namespace {

constexpr std::size_t kMaxIntentsTold = 3;

intent::IntentSpec spec_of(const IntentConfig& config) {
  intent::IntentSpec spec;
  spec.name = config.name;
  spec.phrases = config.phrases;
  spec.keywords = config.keywords;
  spec.examples = config.examples;
  spec.threshold_e4 = static_cast<std::int32_t>(config.threshold_e4);
  spec.priority = static_cast<std::int32_t>(config.priority);
  const auto is_reply = [](const dialogue::Action& action) {
    return action.kind == dialogue::Action::Kind::reply;
  };
  spec.reply_only = !config.actions.empty() &&
                    std::all_of(config.actions.begin(), config.actions.end(), is_reply);
  return spec;
}

std::string reason_of(const intent::Understanding& understanding) {
  if (understanding.ranked.empty()) return "no intent's words were found";
  if (!understanding.chosen)
    return "no intent is sure enough; the nearest is " + understanding.ranked.front().name;
  const intent::IntentHit& hit = understanding.ranked[*understanding.chosen];
  for (const intent::Reason& reason : hit.reasons) {
    if (!reason.negated) return std::string(kind_name(reason.kind)) + " \"" + reason.text + "\"";
  }
  return "several weak signs of " + hit.name;
}

}  // namespace

Result<std::shared_ptr<const TenantRuntime>> TenantRuntime::compile(const TenantRow& row,
                                                                    const json::Value& document) {
  std::shared_ptr<TenantRuntime> out(new TenantRuntime);
  out->version_ = row.version;
  out->config_ = read_tenant(row.name, document);
  if (auto outcome = out->build_intents(); !outcome) return outcome.error();
  out->build_prompts();
  out->settings_ = settings_of(out->config_);
  out->build_responder();
  return std::shared_ptr<const TenantRuntime>(std::move(out));
}

Result<void> TenantRuntime::build_intents() {
  std::vector<intent::IntentSpec> specs;
  specs.reserve(config_.intents.size());
  for (const IntentConfig& config : config_.intents)
    specs.push_back(spec_of(config));
  auto matcher = intent::IntentMatcher::build(std::move(specs), config_.locale);
  if (!matcher) return std::move(matcher).error();
  matcher_ = *std::move(matcher);
  return {};
}

void TenantRuntime::build_prompts() {
  prompt::PromptConfig config;
  config.persona = config_.persona;
  config.sections = config_.sections;
  config.budget_tokens = config_.budget_tokens;
  prompts_.emplace("", prompt::PreparedPrompt::build(config));
  for (const AgentConfig& agent : config_.agents) {
    prompt::PromptConfig own = config;
    own.agent = agent.name;
    own.agent_sections = agent.sections;
    if (agent.budget_tokens > 0) own.budget_tokens = agent.budget_tokens;
    prompts_.emplace(agent.name, prompt::PreparedPrompt::build(std::move(own)));
  }
}

// Where the tenant has no text of its own for something, the language's built-in one speaks.
void TenantRuntime::build_responder() {
  llm::ResponderOptions options;
  options.ask_back_margin_e4 = config_.responder.ask_back_margin_e4;
  options.own_text = [templates = config_.responder.templates, fallback = config_.locale](
                         std::string_view what, std::string_view locale) -> std::string {
    const auto found = templates.find(what);
    return found == templates.end() ? std::string()
                                    : std::string(found->second.find(locale, fallback));
  };
  responder_ = std::make_shared<llm::Responder>(std::move(options));
  const llm::ResponderTexts& texts = llm::responder_texts(config_.locale);
  if (config_.dialogue.greeting.empty()) {
    const std::pair<std::string_view, std::string_view> values[] = {{"name", config_.name}};
    config_.dialogue.greeting = dialogue::LocalText(text::render(texts.greeting, values));
  }
  if (config_.dialogue.handing_off.empty())
    config_.dialogue.handing_off = dialogue::LocalText(texts.handoff);
}

intent::Understanding TenantRuntime::match(std::string_view text, std::string_view locale) const {
  return matcher_.match(text, locale);
}

Understood TenantRuntime::understand(std::string_view text, std::string_view locale) const {
  const intent::Understanding found = matcher_.match(text, locale);
  Understood out;
  out.intents.reason = reason_of(found);
  if (!found.chosen) return out;
  const intent::IntentHit& best = found.ranked[*found.chosen];
  const IntentConfig& config = config_.intents[best.index];
  out.intents.intents.push_back({best.name, best.confidence_e4});
  for (std::size_t i = 0; i < found.ranked.size() && out.intents.intents.size() < kMaxIntentsTold;
       ++i) {
    const intent::IntentHit& hit = found.ranked[i];
    if (i == *found.chosen || hit.confidence_e4 < config_.intents[hit.index].threshold_e4) continue;
    out.intents.intents.push_back({hit.name, hit.confidence_e4});
  }
  out.hit = {config.name, best.confidence_e4, config.actions};
  return out;
}

Prompt TenantRuntime::assemble(std::string_view agent, std::string_view locale,
                               const Evidence& evidence, std::span<const HistoryTurn> history,
                               std::string_view question, std::int32_t budget_tokens) const {
  auto prepared = prompts_.find(agent);
  if (prepared == prompts_.end()) prepared = prompts_.find("");
  prompt::PromptInput input;
  input.prepared = prepared->second;
  input.locale = locale;
  input.evidence = &evidence;
  input.history = history;
  input.question = question;
  input.budget_tokens = budget_tokens;
  input.evidence_tokens = config_.limits.knowledge_tokens;
  return prompt::assemble(input);
}

std::string TenantRuntime::rate_key(std::string_view session) const {
  std::string key = config_.id;
  key += '\0';
  key += session;
  return key;
}

}  // namespace parley
