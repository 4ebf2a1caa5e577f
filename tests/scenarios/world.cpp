#include "world.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace parley::scenarios {

World::~World() {
  talks_.clear();
  tenants_.clear();
  engine_.reset();
  std::error_code ignored;
  if (!data_.empty())
    std::filesystem::remove_all(std::filesystem::path(data_).parent_path(), ignored);
}

void World::set_engine_members(std::string members, int line) {
  if (engine_) throw Failure{line, "the engine is open; its members come before its first use"};
  members_ = std::move(members);
}

void World::use_data_file(int line) {
  if (engine_) throw Failure{line, "the engine is open; \"data file\" comes before its first use"};
  std::string folder = (std::filesystem::temp_directory_path() / "parley-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) throw Failure{0, "cannot make a folder " + folder};
  data_ = folder + "/case.db";
}

void World::start_peer(std::vector<std::string> flags, int line) {
  if (engine_) throw Failure{line, "the engine is open; \"peer\" comes before its first use"};
  peer_ = std::make_unique<Peer>(std::move(flags), line);
}

std::string World::document() const {
  std::string json = R"({"world":{"clock":"manual","seed":)" + std::to_string(seed_) +
                     R"(,"start_ms":)" + std::to_string(clock_ms_) + "}";
  if (members_.find("\"models\"") == std::string::npos) {
    json += R"(,"models":{"script":{"provider":"scripted"}})";
  }
  if (!data_.empty()) json += ",\"data\":" + json_string(data_);
  json += (members_.empty() ? "" : ",") + members_ + "}";
  constexpr std::string_view kPlace = "{peer}";
  for (std::size_t at = json.find(kPlace); peer_ && at != std::string::npos;
       at = json.find(kPlace, at)) {
    json.replace(at, kPlace.size(), peer_->port());
  }
  return json;
}

std::optional<api::Error> World::open_engine() {
  auto opened = api::Engine::open(document());
  if (!opened.ok()) return opened.error();
  engine_ = *opened;
  return std::nullopt;
}

api::Engine& World::engine() {
  if (engine_) return *engine_;
  if (auto error = open_engine()) {
    throw Failure{0, "the engine does not open: " + error->message + " " + error->detail};
  }
  return *engine_;
}

void World::close_engine() {
  engine_.reset();
}

void World::restart() {
  journal_ = journal();
  talks_.clear();
  tenants_.clear();
  engine_.reset();
  ++seed_;
  engine();
}

std::optional<api::Error> World::advance(long long ms) {
  auto done =
      api::detail::tell(parley_world_advance, engine().get(), static_cast<std::int64_t>(ms));
  if (!done.ok()) return done.error();
  clock_ms_ += ms;
  return std::nullopt;
}

void World::settle() {
  if (!engine_) return;
  auto settled = api::detail::ask(parley_world_settle, engine_->get());
  if (!settled.ok()) throw Failure{0, "parley_world_settle failed: " + settled.error().message};
}

api::Expected<api::Tenant> World::use_tenant(const std::string& id) {
  tenant_name_ = id;
  const auto known = tenants_.find(id);
  if (known != tenants_.end()) return known->second;
  auto opened = engine().tenant(id);
  if (opened.ok()) tenants_.emplace(id, *opened);
  return opened;
}

api::Tenant& World::tenant(int line) {
  const auto known = tenants_.find(tenant_name_);
  if (known == tenants_.end())
    throw Failure{line, "there is no tenant yet; begin with \"tenant ID {…}\""};
  return known->second;
}

std::optional<api::Error> World::open_session(const std::string& name, std::string_view json) {
  auto opened = tenant(0).session(json);
  if (!opened.ok()) return opened.error();
  session_name_ = name;
  talk().session = *opened;
  return std::nullopt;
}

void World::use_session(const std::string& name, std::string_view json, int line) {
  session_name_ = name;
  if (talk().session && json.empty()) return;
  if (auto error = open_session(name, json))
    throw Failure{line, "the session does not open: " + error->message};
}

api::Session& World::session(int line) {
  tenant(line);
  if (!talk().session) use_session(session_name_, {}, line);
  return *talk().session;
}

std::unique_ptr<TurnLog>& World::turn() {
  return talk().turns[turn_name_];
}

void World::finish_turns() {
  settle();
  for (auto& [key, talk] : talks_) {
    for (auto& [name, turn] : talk.turns) {
      if (!turn) continue;
      turn->pull();
      if (!turn->ended()) {
        throw Failure{turn->line(), "the turn has not ended: move the clock, cancel or drop it"};
      }
    }
  }
}

std::string World::journal() const {
  std::string all = journal_;
  for (const auto& [key, talk] : talks_) {
    for (const auto& [name, turn] : talk.turns) {
      if (turn) turn->journal(all);
    }
  }
  // Each run has a port of its own.
  for (std::size_t at = 0; peer_ && (at = all.find(":" + peer_->port(), at)) != std::string::npos;)
    all.replace(at + 1, peer_->port().size(), "PORT");
  return all;
}

}  // namespace parley::scenarios
