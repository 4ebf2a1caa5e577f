#include "engine/engine_config.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include "base/error.hpp"
#include "json/schema.hpp"
#include "schemas/schemas.hpp"

namespace parley {
namespace {

using json::Value;

constexpr std::array<std::string_view, 10> kSchemas = {
    "engine", "tenant", "session", "input", "append", "submit", "event", "query", "batch", "world"};

// Compiled once; never changes afterwards.
const json::Schema& schema_of(std::string_view name) {
  static const std::map<std::string_view, json::Schema> compiled = [] {
    std::map<std::string_view, json::Schema> out;
    for (const std::string_view id : kSchemas) {
      auto schema = json::Schema::compile(schemas::find(id));
      if (!schema) throw std::logic_error(schema.error().message);
      out.emplace(id, *std::move(schema));
    }
    return out;
  }();
  return compiled.at(name);
}

LogLevel level_of(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kNames = {"off", "error", "warning", "info",
                                                             "debug"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<LogLevel>(i);
  }
  return LogLevel::info;
}

void read_size(const Value& limits, std::string_view name, std::size_t& out) {
  out = static_cast<std::size_t>(limits.integer(name, static_cast<std::int64_t>(out)));
}

void read_limits(const Value* limits, EngineLimits& out) {
  if (limits == nullptr) return;
  read_size(*limits, "tenants_loaded", out.tenants_loaded);
  out.tenants = limits->integer("tenants", out.tenants);
  out.turns_running = limits->integer("turns_running", out.turns_running);
  out.sessions_active = limits->integer("sessions_active", out.sessions_active);
  read_size(*limits, "followers", out.followers);
  read_size(*limits, "mailbox", out.mailbox);
  read_size(*limits, "writer_queue", out.writer_queue);
  read_size(*limits, "input_bytes", out.input_bytes);
  read_size(*limits, "document_bytes", out.document_bytes);
  read_size(*limits, "batch_bytes", out.batch_bytes);
  read_size(*limits, "event_text_bytes", out.event_text_bytes);
  read_size(*limits, "secrets", out.secrets);
}

void read_world(const Value* world, WorldConfig& out) {
  if (world == nullptr) return;
  out.on = true;
  out.manual_clock = world->text("clock", "manual") == "manual";
  out.start_ms = world->integer("start_ms", out.start_ms);
  out.seed = static_cast<std::uint64_t>(world->integer("seed", 1));
  out.provider = world->array("provider");
}

}  // namespace

Result<Value> checked_json(std::string_view text, std::string_view schema,
                           std::string_view definition, std::string_view what, Status wrong,
                           std::size_t limit) {
  if (text.empty()) text = "{}";
  if (text.size() > limit) {
    return make_error(Status::limit, std::string(what) + " has " + std::to_string(text.size()) +
                                         " bytes; at most " + std::to_string(limit) + " are taken");
  }
  auto value = json::parse(text);
  if (!value) {
    Error error = std::move(value).error();
    error.status = wrong;
    error.message = std::string(what) + ": " + error.message;
    return error;
  }
  const auto faults = schema_of(schema).check(*value, definition);
  if (!faults.empty()) return json::to_error(wrong, what, faults);
  return value;
}

Result<EngineConfig> read_engine_config(std::string_view json) {
  auto document = checked_json(json, "engine", {}, "engine configuration", Status::config);
  if (!document) return std::move(document).error();
  EngineConfig out;
  out.data = document->text("data", out.data);
  out.synchronous = document->text("synchronous", out.synchronous);
  out.pool = static_cast<int>(document->integer("pool"));
  read_limits(document->find("limits"), out.limits);
  for (const auto& [name, model] : document->object("models")) {
    out.models.emplace(name, ModelConfig{std::string(model.text("provider")), model});
  }
  if (const Value* log = document->find("log"))
    out.log_level = level_of(log->text("level", "info"));
  read_world(document->find("world"), out.world);
  return out;
}

}  // namespace parley
