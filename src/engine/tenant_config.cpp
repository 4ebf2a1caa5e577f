#include "engine/tenant_config.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "base/nearest.hpp"

namespace parley {
namespace {

using dialogue::Action;
using json::Value;

std::int64_t e4(const Value& owner, std::string_view name, std::int64_t fallback) {
  const Value* value = owner.find(name);
  return value == nullptr || !value->is_number() ? fallback
                                                 : std::llround(value->number() * 10'000);
}

std::vector<std::string> strings(const Value& owner, std::string_view name) {
  std::vector<std::string> out;
  for (const Value& item : owner.array(name)) {
    if (const std::string* text = item.as_string()) out.push_back(*text);
  }
  return out;
}

Volatility volatility_of(std::string_view name) {
  if (name == "session") return Volatility::session;
  return name == "turn" ? Volatility::turn : Volatility::frozen;
}

std::vector<prompt::SectionConfig> read_sections(const Value& owner) {
  std::vector<prompt::SectionConfig> out;
  const Value* prompt = owner.find("prompt");
  if (prompt == nullptr) return out;
  for (const Value& section : prompt->array("sections")) {
    out.push_back({std::string(section.text("name")), std::string(section.text("text")),
                   volatility_of(section.text("volatility"))});
  }
  return out;
}

std::int32_t prompt_budget(const Value& owner) {
  const Value* prompt = owner.find("prompt");
  return prompt == nullptr ? 0 : static_cast<std::int32_t>(prompt->integer("budget_tokens"));
}

Action read_action(const Value& action) {
  Action out;
  const json::Object& members = *action.as_object();
  const auto& [kind, value] = members.front();
  if (kind == "reply") {
    out.kind = Action::Kind::reply;
    out.text = read_text(&value);
  } else if (kind == "handoff") {
    out.kind = Action::Kind::hand_off;
    out.queue = value.text("queue");
    out.text = read_text(value.find("say"));
  } else if (kind == "agent" || kind == "webhook") {
    out.kind = kind == "agent" ? Action::Kind::agent : Action::Kind::webhook;
    out.name = *value.as_string();
  } else if (kind == "tool") {
    out.kind = Action::Kind::tool;
    out.name = value.text("name");
  } else {
    out.name = kind;
  }
  return out;
}

IntentConfig read_intent(const Value& intent) {
  IntentConfig out;
  out.name = intent.text("name");
  out.examples = strings(intent, "examples");
  out.phrases = strings(intent, "phrases");
  out.keywords = strings(intent, "keywords");
  out.threshold_e4 = e4(intent, "threshold", out.threshold_e4);
  out.priority = intent.integer("priority");
  for (const Value& action : intent.array("actions"))
    out.actions.push_back(read_action(action));
  return out;
}

KnowledgeConfig read_knowledge(const Value* value) {
  KnowledgeConfig out;
  if (value == nullptr) return out;
  out.kb = value->text("kb", out.kb);
  out.k = static_cast<std::int32_t>(value->integer("k", out.k));
  out.min_confidence_e4 = e4(*value, "min_confidence", out.min_confidence_e4);
  if (const Value* chunk = value->find("chunk")) {
    out.chunk_chars = static_cast<std::int32_t>(chunk->integer("max_chars", out.chunk_chars));
    out.overlap_sentences =
        static_cast<std::int32_t>(chunk->integer("overlap_sentences", out.overlap_sentences));
  }
  return out;
}

void read_models(const Value* models, TenantConfig& out) {
  if (models == nullptr) return;
  out.route = strings(*models, "route");
  out.temperature_e4 = e4(*models, "temperature", -1);
  out.limits.max_output_tokens = static_cast<std::int32_t>(models->integer("max_output_tokens"));
  const Value* responder = models->find("responder");
  if (responder == nullptr) return;
  out.responder.ask_back_margin_e4 = e4(*responder, "ask_back_margin", -1);
  for (const auto& [name, text] : responder->object("templates")) {
    out.responder.templates[name] = read_text(&text);
  }
}

void read_limits(const Value& document, TenantLimits& out) {
  if (const Value* limits = document.find("limits")) {
    out.turns_per_minute = limits->integer("turns_per_minute", out.turns_per_minute);
    out.burst = limits->integer("burst", out.burst);
    out.input_chars = limits->integer("input_chars", out.input_chars);
    out.answer_chars = limits->integer("answer_chars", out.answer_chars);
    out.history_tokens =
        static_cast<std::int32_t>(limits->integer("history_tokens", out.history_tokens));
    out.history_turns =
        static_cast<std::int32_t>(limits->integer("history_turns", out.history_turns));
    out.prompt_tokens =
        static_cast<std::int32_t>(limits->integer("prompt_tokens", out.prompt_tokens));
    out.knowledge_tokens =
        static_cast<std::int32_t>(limits->integer("knowledge_tokens", out.knowledge_tokens));
    out.documents = limits->integer("documents", out.documents);
    out.document_bytes = limits->integer("document_bytes", out.document_bytes);
    out.kb_bytes = limits->integer("kb_bytes", out.kb_bytes);
    out.sessions = limits->integer("sessions", out.sessions);
    out.customers = limits->integer("customers", out.customers);
    out.metadata_bytes = limits->integer("metadata_bytes", out.metadata_bytes);
    out.turns_running = limits->integer("turns_running", out.turns_running);
  }
  if (out.burst == 0) out.burst = out.turns_per_minute;
  if (const Value* gate = document.find("gate")) {
    out.answer_chars =
        std::min(out.answer_chars, gate->integer("max_answer_chars", out.answer_chars));
  }
}

void read_conversation(const Value* value, TenantConfig& out) {
  if (value == nullptr) return;
  out.policy = value->text("policy", out.policy);
  out.history_shared = value->text("history") == "shared";
  out.limits.ttl_days = value->integer("ttl_days", out.limits.ttl_days);
  out.limits.deadline_ms = value->integer("deadline_ms", out.limits.deadline_ms);
}

// Names of the list `member`; repeated ones become faults.
std::set<std::string_view> unique_names(const Value& document, std::string_view member,
                                        std::string_view key, std::vector<json::Fault>& faults) {
  std::set<std::string_view> seen;
  std::size_t index = 0;
  for (const Value& item : document.array(member)) {
    const std::string_view name = item.text(key);
    if (!name.empty() && !seen.insert(name).second) {
      faults.push_back(
          {"/" + std::string(member) + "/" + std::to_string(index) + "/" + std::string(key),
           "'" + std::string(name) + "' is used twice", "a name of its own"});
    }
    ++index;
  }
  return seen;
}

void require(const std::set<std::string_view>& known, std::string_view name, std::string pointer,
             std::string_view what, std::vector<json::Fault>& faults) {
  if (name.empty() || known.contains(name)) return;
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const std::string_view near = nearest(name, candidates);
  std::string expected = "the name of one of the document's " + std::string(what);
  if (!near.empty()) expected += "; did you mean '" + std::string(near) + "'?";
  faults.push_back(
      {std::move(pointer), "there is no '" + std::string(name) + "'", std::move(expected)});
}

struct Names {
  std::set<std::string_view> agents, tools, webhooks, entities;
};

void check_actions(const Value& document, const Names& names, std::vector<json::Fault>& faults) {
  std::size_t i = 0;
  for (const Value& intent : document.array("intents")) {
    std::size_t a = 0;
    for (const Value& action : intent.array("actions")) {
      const std::string at =
          "/intents/" + std::to_string(i) + "/actions/" + std::to_string(a) + "/";
      require(names.agents, action.text("agent"), at + "agent", "agents", faults);
      require(names.webhooks, action.text("webhook"), at + "webhook", "webhooks", faults);
      if (const Value* tool = action.find("tool")) {
        require(names.tools, tool->text("name"), at + "tool/name", "tools", faults);
      }
      ++a;
    }
    ++i;
  }
}

void check_agents(const Value& document, const Names& names, std::vector<json::Fault>& faults) {
  std::size_t i = 0;
  for (const Value& agent : document.array("agents")) {
    std::size_t t = 0;
    for (const Value& tool : agent.array("tools")) {
      if (const std::string* name = tool.as_string()) {
        require(names.tools, *name, "/agents/" + std::to_string(i) + "/tools/" + std::to_string(t),
                "tools", faults);
      }
      ++t;
    }
    ++i;
  }
}

}  // namespace

dialogue::LocalText read_text(const Value* value) {
  dialogue::LocalText out;
  if (value == nullptr) return out;
  if (const std::string* text = value->as_string()) return dialogue::LocalText(*text);
  if (const json::Object* locales = value->as_object()) {
    for (const auto& [locale, text] : *locales) {
      if (const std::string* words = text.as_string()) out.set(locale, *words);
    }
  }
  return out;
}

std::vector<json::Fault> check_references(const Value& document) {
  std::vector<json::Fault> faults;
  unique_names(document, "intents", "name", faults);
  unique_names(document, "rules", "name", faults);
  unique_names(document, "ctas", "id", faults);
  unique_names(document, "timers", "name", faults);
  unique_names(document, "slots", "name", faults);
  Names names;
  names.agents = unique_names(document, "agents", "name", faults);
  names.tools = unique_names(document, "tools", "name", faults);
  names.webhooks = unique_names(document, "webhooks", "name", faults);
  names.entities = unique_names(document, "entities", "name", faults);
  check_actions(document, names, faults);
  check_agents(document, names, faults);
  return faults;
}

TenantConfig read_tenant(std::string_view id, const Value& document) {
  TenantConfig out;
  out.id = id;
  out.name = document.text("name");
  out.locale = document.text("locale", out.locale);
  if (const Value* persona = document.find("persona")) {
    out.persona = {std::string(persona->text("name")),
                   std::string(persona->text("role")),
                   std::string(persona->text("tone")),
                   std::string(persona->text("instructions")),
                   {}};
  }
  out.persona.business = out.name;
  out.sections = read_sections(document);
  out.budget_tokens = prompt_budget(document);
  for (const Value& intent : document.array("intents"))
    out.intents.push_back(read_intent(intent));
  out.knowledge = read_knowledge(document.find("knowledge"));
  for (const Value& agent : document.array("agents")) {
    out.agents.push_back(
        {std::string(agent.text("name")), read_sections(agent), prompt_budget(agent)});
  }
  read_limits(document, out.limits);
  read_models(document.find("models"), out);
  read_conversation(document.find("conversation"), out);
  if (const Value* gate = document.find("gate")) out.html_allow = strings(*gate, "html_allow");
  out.dialogue.locale = out.locale;
  out.dialogue.greeting = read_text(document.find("greeting"));
  if (const Value* handoff = document.find("handoff")) {
    out.dialogue.queue = handoff->text("queue");
    out.dialogue.handing_off = read_text(handoff->find("say"));
  }
  return out;
}

}  // namespace parley
