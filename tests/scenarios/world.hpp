#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "parley.hpp"
#include "peer.hpp"
#include "turn_log.hpp"

namespace parley::scenarios {

// What a case acts on: one engine with a scripted world and, by the names the file gives them, its
// tenants, sessions and turns. One is always the current one.
class World {
 public:
  World() = default;
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // ---- the engine; opened at its first use
  void set_engine_members(std::string members, int line);
  void use_data_file(int line);
  // A pretended model server; {peer} in the engine's document becomes its port.
  void start_peer(std::vector<std::string> flags, int line);
  api::Engine& engine();
  std::optional<api::Error> open_engine();  // also to see that it is refused
  void close_engine();                      // handles stay
  void restart();                           // all handles are gone
  std::optional<api::Error> advance(long long ms);
  void settle();

  // ---- tenants, sessions, turns
  api::Expected<api::Tenant> use_tenant(const std::string& id);
  api::Tenant& tenant(int line);
  std::optional<api::Error> open_session(const std::string& name, std::string_view json);
  void use_session(const std::string& name, std::string_view json, int line);
  api::Session& session(int line);
  void name_turn(std::string name) { turn_name_ = std::move(name); }
  std::unique_ptr<TurnLog>& turn();                                   // empty if there was none
  void finish_turns();                                                // all have ended, or Failure
  void keep_journal(const TurnLog& turn) { turn.journal(journal_); }  // before it is let go of
  std::string journal() const;

 private:
  struct Talk {
    std::optional<api::Session> session;
    std::map<std::string, std::unique_ptr<TurnLog>> turns;
  };

  std::string document() const;
  Talk& talk() { return talks_[tenant_name_ + "\n" + session_name_]; }

  std::unique_ptr<Peer> peer_;
  std::string members_;
  std::string data_;  // path; empty = in memory
  int seed_ = 7;  // one more with each restart: random ids are not drawn twice for one data file
  long long clock_ms_ = 1700000000000;
  std::optional<api::Engine> engine_;
  std::map<std::string, api::Tenant> tenants_;
  std::map<std::string, Talk> talks_;
  std::string tenant_name_;
  std::string session_name_ = "default";
  std::string turn_name_;
  std::string journal_;  // of turns that were let go of
};

}  // namespace parley::scenarios
