#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "llm/responder/pick.hpp"
#include "ports/chat_model.hpp"

namespace parley::llm {

struct ResponderOptions {
  std::int64_t ask_back_margin_e4 = -1;  // -1 = PickOptions' own; 0 = never asks back
  // The tenant's text for "quote", "unknown", "clarify", "handoff_offer" or "empty_input" in a
  // locale; empty = the built-in one. May be null. Called from any thread.
  std::function<std::string(std::string_view what, std::string_view locale)> own_text;
};

// The last rung of every route: answers with a quotation from the evidence, asks back, or says that
// it does not know and offers a person. Needs no network and makes up nothing. Completes within
// start(). Thread-safe.
class Responder final : public ChatModel {
 public:
  explicit Responder(ResponderOptions options = {}) : options_(std::move(options)) {}

  std::string name() const override { return "responder"; }
  std::unique_ptr<ModelStream> start(GenerateRequest request, Sink sink) override;

 private:
  ResponderOptions options_;
};

}  // namespace parley::llm
