#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "parley/result.hpp"

#include "engine/engine_config.hpp"
#include "engine/pool.hpp"
#include "engine/secrets.hpp"
#include "llm/scripted/scripted.hpp"
#include "ports/chat_model.hpp"
#include "ports/clock.hpp"
#include "ports/transport.hpp"

namespace parley {

// The models of the engine's document, ready to be asked. A request over the network counts as work
// under way until its last delta. Thread-safe once filled.
class Models {
 public:
  // `scripted` plays the models of a world; null without one, and a scripted model then cannot be
  // reached. What is referred to must outlive the models.
  Models(WorkCount& work, const Clock& clock, const Secrets& secrets,
         std::shared_ptr<llm::ScriptedProvider> scripted);
  ~Models();

  // Status::config for a provider that this version does not speak, and for what it finds wrong.
  Result<void> add(const std::string& name, const ModelConfig& config);

  // Null when there is none, or none that can be reached.
  std::shared_ptr<ChatModel> find(std::string_view name) const;

 private:
  WorkCount& work_;
  const Clock& clock_;
  const Secrets& secrets_;
  std::shared_ptr<llm::ScriptedProvider> scripted_;
  std::unique_ptr<Transport> transport_;  // made for the first model that needs it
  std::map<std::string, std::shared_ptr<ChatModel>, std::less<>> models_;
};

}  // namespace parley
