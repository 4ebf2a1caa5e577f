#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

#include "dialogue/decide.hpp"
#include "dialogue/local_text.hpp"
#include "json/schema.hpp"
#include "json/value.hpp"
#include "prompt/prepared.hpp"

namespace parley {

// Maxima of one tenant; what the document leaves out has the value here.
struct TenantLimits {
  std::int64_t turns_per_minute = 0;  // 0 = unlimited
  std::int64_t burst = 0;             // 0 = turns_per_minute
  std::int64_t input_chars = 8000;    // code points
  std::int64_t answer_chars = 8000;   // code points
  std::int32_t history_tokens = 2000;
  std::int32_t history_turns = 40;
  std::int32_t prompt_tokens = 8000;
  std::int32_t knowledge_tokens = 3000;
  std::int32_t max_output_tokens = 0;  // 0 = the model's own
  std::int64_t documents = 100'000;
  std::int64_t document_bytes = std::int64_t{16} << 20;
  std::int64_t kb_bytes = std::int64_t{1} << 30;
  std::int64_t sessions = 0;   // 0 = unlimited
  std::int64_t customers = 0;  // 0 = unlimited
  std::int64_t metadata_bytes = 16 * 1024;
  std::int64_t turns_running = 10'000;
  std::int64_t ttl_days = 7;
  std::int64_t deadline_ms = 60'000;
};

struct IntentConfig {
  std::string name;
  std::vector<std::string> examples;
  std::vector<std::string> phrases;
  std::vector<std::string> keywords;
  std::int64_t threshold_e4 = 5000;
  std::int64_t priority = 0;
  std::vector<dialogue::Action> actions;
};

struct KnowledgeConfig {
  std::string kb = "main";
  std::int32_t k = 8;
  std::int64_t min_confidence_e4 = -1;  // -1 = the responder's own
  std::int32_t chunk_chars = 0;         // 0 = the reader's own
  std::int32_t overlap_sentences = -1;  // -1 = the reader's own
};

struct AgentConfig {
  std::string name;
  std::vector<prompt::SectionConfig> sections;
  std::int32_t budget_tokens = 0;
};

struct ResponderConfig {
  std::map<std::string, dialogue::LocalText, std::less<>>
      templates;                         // unknown, clarify, quote, handoff_offer
  std::int64_t ask_back_margin_e4 = -1;  // -1 = the responder's own
};

// A tenant's document, checked and read: the members that this version acts on. All others are kept
// in the stored body.
struct TenantConfig {
  std::string id;
  std::string name;
  std::string locale = "en";
  dialogue::DialogueConfig dialogue;
  prompt::Persona persona;
  std::vector<prompt::SectionConfig> sections;
  std::int32_t budget_tokens = 0;
  std::vector<IntentConfig> intents;
  KnowledgeConfig knowledge;
  std::vector<AgentConfig> agents;
  std::vector<std::string> route;
  std::int64_t temperature_e4 = -1;  // -1 = the model's own
  ResponderConfig responder;
  std::vector<std::string> html_allow;
  std::string policy = "reject";
  bool history_shared = false;
  TenantLimits limits;
};

// What the schema cannot say: unique names, references that lead somewhere. Empty when all is well.
std::vector<json::Fault> check_references(const json::Value& document);

// From a document that the schema and check_references() accept.
TenantConfig read_tenant(std::string_view id, const json::Value& document);

// A "text" of the schema: one string, or one a locale.
dialogue::LocalText read_text(const json::Value* value);

}  // namespace parley
