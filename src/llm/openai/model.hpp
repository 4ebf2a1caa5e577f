#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "llm/openai/config.hpp"
#include "ports/chat_model.hpp"
#include "ports/clock.hpp"
#include "ports/transport.hpp"

namespace parley::llm::openai {

// A model behind Chat Completions. Events call it "model:NAME". Thread-safe. Transport and clock
// must outlive it and every stream; deltas come on the transport's thread.
class OpenAiModel final : public ChatModel {
 public:
  // The value of a secret, nothing if the engine has none of that name. Called in start(), on its
  // thread, for each request, so that a key may be changed at any time.
  using KeyGetter = std::function<std::optional<std::string>(std::string_view name)>;

  OpenAiModel(Config config, Transport& transport, const Clock& clock, KeyGetter key);

  std::string name() const override { return "model:" + config_->name; }
  std::unique_ptr<ModelStream> start(GenerateRequest request, Sink sink) override;

 private:
  Result<HttpRequest> make_request(const GenerateRequest& request,
                                   std::vector<std::string>& secrets) const;

  std::shared_ptr<const Config> config_;
  Transport& transport_;
  const Clock& clock_;
  KeyGetter key_;
};

}  // namespace parley::llm::openai
