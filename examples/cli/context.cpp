#include "context.hpp"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "args.hpp"
#include "base/error.hpp"
#include "failure.hpp"
#include "files.hpp"

namespace parley::cli {
namespace {

void set_member(json::Object& object, std::string_view name, json::Value value) {
  std::erase_if(object, [name](const json::Member& member) { return member.first == name; });
  object.emplace_back(std::string(name), std::move(value));
}

Result<json::Value> read_config(const std::string& file) {
  if (file.empty()) return json::Value(json::Object{});
  Result<std::string> text = read_file(file);
  if (!text) return std::move(text).error();
  Result<json::Value> document = json::parse(*text);
  if (!document) return with_places(std::move(document).error(), file, *text);
  if (document->as_object() == nullptr) return usage_error(file + ": must be one JSON object");
  return document;
}

// Faults of the engine document stand in the config file, if there is one.
Error open_error(Error error, const std::string& config, const std::string& data) {
  if (error.status != Status::config || config.empty()) {
    error.message = "cannot open " + data + ": " + error.message;
    return error;
  }
  const Result<std::string> text = read_file(config);
  return with_places(std::move(error), config, text ? *text : std::string());
}

// The keys that models name come from the environment: PARLEY_SECRET_ and the name in capitals,
// with _ for every other sign. The library itself reads no environment.
std::string variable_of(std::string_view secret) {
  std::string out = "PARLEY_SECRET_";
  for (const char c : secret) {
    const bool letter = (c >= 'a' && c <= 'z');
    const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += letter ? static_cast<char>(c - 'a' + 'A') : kept ? c : '_';
  }
  return out;
}

Result<void> give_secrets(Engine& engine, const json::Value& document) {
  for (const auto& [name, model] : document.object("models")) {
    const std::string_view key = model.text("key");
    const char* value = key.empty() ? nullptr : std::getenv(variable_of(key).c_str());
    if (value == nullptr) continue;
    if (auto set = engine.set_secret({}, key, value); !set) return set;
  }
  return {};
}

}  // namespace

Result<json::Value> Context::engine_document() const {
  Result<json::Value> document = read_config(globals_.config);
  if (!document) return document;
  json::Object& members = *document->as_object();
  if (!globals_.data.empty()) {
    set_member(members, "data", globals_.data);
  } else if (document->find("data") == nullptr) {
    set_member(members, "data", kDefaultData);
  }
  return document;
}

Result<std::string> Context::data_file() const {
  Result<json::Value> document = engine_document();
  if (!document) return std::move(document).error();
  return std::string(document->text("data"));
}

Result<Engine> Context::engine(bool create) {
  if (engine_) return *engine_;
  Result<json::Value> document = engine_document();
  if (!document) return std::move(document).error();
  const std::string data(document->text("data"));
  std::error_code fault;
  if (!create && data != ":memory:" && !std::filesystem::exists(data, fault)) {
    return usage_error("there is no data file " + data,
                       "name it with --data FILE, or make one with \"parley new NAME --from DIR\"");
  }
  Result<Engine> opened = Engine::open(json::write(*document));
  if (!opened) return open_error(std::move(opened).error(), globals_.config, data);
  if (auto given = give_secrets(*opened, *document); !given) return given.error();
  engine_ = *opened;
  return opened;
}

Result<Tenant> Context::tenant(std::string_view id) {
  Result<Engine> opened = engine();
  if (!opened) return std::move(opened).error();
  Result<Tenant> found = opened->open_tenant(id);
  if (found || found.error().status != Status::not_found) return found;
  const auto list = [&](const std::string& query) { return opened->list_tenants(query); };
  const Result<json::Array> tenants = all_pages(list, {}, "tenants", 10000);
  if (!tenants) return found;
  std::vector<std::string_view> ids;
  for (const json::Value& entry : *tenants)
    ids.push_back(entry.text("id"));
  Error error = usage_error("no tenant \"" + std::string(id) + "\"" + did_you_mean(id, ids),
                            "\"parley tenant list\" shows all of them");
  error.status = Status::not_found;
  return error;
}

Result<json::Value> parse_answer(const Result<std::string>& answer) {
  if (!answer) return answer.error();
  Result<json::Value> read = json::parse(*answer);
  if (!read)
    return make_error(Status::internal, "the engine's answer is no JSON: " + read.error().message);
  return read;
}

}  // namespace parley::cli
