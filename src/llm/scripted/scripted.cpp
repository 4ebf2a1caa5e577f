#include "llm/scripted/scripted.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "llm/scripted/playing.hpp"

namespace parley::llm {

namespace {
class ScriptedModel final : public ChatModel {
 public:
  ScriptedModel(std::shared_ptr<ScriptedProvider> provider, std::string_view name)
      : provider_(std::move(provider)), name_("model:" + std::string(name)) {}

  std::string name() const override { return name_; }

  std::unique_ptr<ModelStream> start(GenerateRequest request, Sink sink) override {
    return play(provider_->executor(), provider_->clock(), provider_->next(request.question),
                std::move(sink));
  }

 private:
  std::shared_ptr<ScriptedProvider> provider_;
  std::string name_;
};
}  // namespace

Result<void> ScriptedProvider::feed(const json::Array& entries) {
  std::vector<std::shared_ptr<const ScriptEntry>> read;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto entry = read_script_entry(entries[i]);
    if (!entry) {
      Error error = std::move(entry).error();
      error.message = fmt::format("provider entry {}: {}", i, error.message);
      return error;
    }
    read.push_back(std::make_shared<const ScriptEntry>(std::move(entry).value()));
  }
  const std::lock_guard lock(mutex_);
  if (matching_.size() + in_order_.size() + read.size() > kMaxEntries) {
    return make_error(Status::limit,
                      fmt::format("the script holds at most {} entries", kMaxEntries));
  }
  for (auto& entry : read) {
    if (entry->match.empty()) {
      in_order_.push_back(std::move(entry));
    } else {
      matching_.push_back(std::move(entry));
    }
  }
  return {};
}

std::shared_ptr<ChatModel> ScriptedProvider::model(std::string_view name) {
  return std::make_shared<ScriptedModel>(shared_from_this(), name);
}

std::shared_ptr<const ScriptEntry> ScriptedProvider::next(std::string_view question) {
  const std::lock_guard lock(mutex_);
  for (const auto& entry : matching_) {
    if (question.find(entry->match) != std::string_view::npos) return entry;
  }
  if (in_order_.empty()) return nullptr;
  auto entry = std::move(in_order_.front());
  in_order_.pop_front();
  return entry;
}

}  // namespace parley::llm
