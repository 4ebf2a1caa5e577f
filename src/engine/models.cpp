#include "engine/models.hpp"

#include <atomic>
#include <utility>

#include "base/error.hpp"
#include "llm/openai/model.hpp"
#include "net/transport.hpp"

namespace parley {
namespace {

// One piece of work that ends once: with the last delta or with the stream, whichever comes first.
class Ticket {
 public:
  explicit Ticket(WorkCount& work) : work_(work) { work_.add(); }
  ~Ticket() { end(); }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  void end() {
    if (!ended_.exchange(true)) work_.done();
  }

 private:
  WorkCount& work_;
  std::atomic<bool> ended_ = false;
};

class CountedStream final : public ModelStream {
 public:
  CountedStream(std::unique_ptr<ModelStream> stream, std::shared_ptr<Ticket> ticket)
      : ticket_(std::move(ticket)), stream_(std::move(stream)) {}
  ~CountedStream() override {
    stream_.reset();
    ticket_->end();
  }
  void pause() override { stream_->pause(); }
  void resume() override { stream_->resume(); }

 private:
  std::shared_ptr<Ticket> ticket_;
  std::unique_ptr<ModelStream> stream_;
};

class CountedModel final : public ChatModel {
 public:
  CountedModel(std::unique_ptr<ChatModel> model, WorkCount& work)
      : model_(std::move(model)), work_(work) {}

  std::string name() const override { return model_->name(); }

  std::unique_ptr<ModelStream> start(GenerateRequest request, Sink sink) override {
    auto ticket = std::make_shared<Ticket>(work_);
    auto stream = model_->start(
        std::move(request), [ticket, sink = std::move(sink)](ModelDelta delta) mutable {
          const bool last =
              delta.kind == ModelDelta::Kind::stop || delta.kind == ModelDelta::Kind::error;
          sink(std::move(delta));
          if (last) ticket->end();
        });
    return std::make_unique<CountedStream>(std::move(stream), std::move(ticket));
  }

 private:
  std::unique_ptr<ChatModel> model_;
  WorkCount& work_;
};

}  // namespace

Models::Models(WorkCount& work, const Clock& clock, const Secrets& secrets,
               std::shared_ptr<llm::ScriptedProvider> scripted)
    : work_(work), clock_(clock), secrets_(secrets), scripted_(std::move(scripted)) {}

Models::~Models() = default;

Result<void> Models::add(const std::string& name, const ModelConfig& config) {
  if (config.provider == "scripted") {
    if (scripted_) models_.emplace(name, scripted_->model(name));
    return {};
  }
  if (config.provider != "openai") {
    return make_error(Status::config,
                      "/models/" + name + "/provider: this version does not speak \"" +
                          config.provider +
                          "\"; \"openai\" reaches every server that offers Chat Completions");
  }
  auto read = llm::openai::read_config(name, config.document);
  if (!read) return std::move(read).error();
  if (!transport_) transport_ = net::make_transport();
  models_.emplace(name, std::make_shared<CountedModel>(
                            std::make_unique<llm::openai::OpenAiModel>(
                                *std::move(read), *transport_, clock_,
                                [this](std::string_view key) { return secrets_.get({}, key); }),
                            work_));
  return {};
}

std::shared_ptr<ChatModel> Models::find(std::string_view name) const {
  const auto found = models_.find(name);
  return found == models_.end() ? nullptr : found->second;
}

}  // namespace parley
