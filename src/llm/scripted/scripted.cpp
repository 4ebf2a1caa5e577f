#include "llm/scripted/scripted.hpp"

#include <utility>

#include "base/error.hpp"

namespace parley::llm {
namespace {

ScriptStep read_step(const json::Value& step) {
  ScriptStep out;
  const auto& [kind, value] = step.as_object()->front();
  if (kind == "text") {
    out.text = *value.as_string();
  } else if (kind == "pause_ms") {
    out.kind = ScriptStep::Kind::pause;
    out.pause_ms = *value.as_int();
  } else if (kind == "tool_call") {
    out.kind = ScriptStep::Kind::tool_call;
    out.text = value.text("name");
  } else if (kind == "usage") {
    out.kind = ScriptStep::Kind::usage;
    out.input_tokens = value.integer("input_tokens");
    out.output_tokens = value.integer("output_tokens");
    out.cached_tokens = value.integer("cached_tokens");
  } else if (kind == "error") {
    out.kind = ScriptStep::Kind::error;
    out.http_status = value.integer("status");
    out.text = value.text("message", "the provider gave no reason");
  } else if (kind == "stop") {
    out.kind = ScriptStep::Kind::stop;
    out.text = *value.as_string();
  } else {
    out.kind = ScriptStep::Kind::hang;
  }
  return out;
}

ModelDelta failure(Status status, std::string message) {
  ModelDelta delta;
  delta.kind = ModelDelta::Kind::error;
  delta.error = make_error(status, std::move(message));
  return delta;
}

ModelDelta stop(std::string reason) {
  ModelDelta delta;
  delta.kind = ModelDelta::Kind::stop;
  delta.text = std::move(reason);
  return delta;
}

// A question being answered: plays its steps, in the executor's tasks after each pause. Shared
// between the stream and the timer's task; the stream's end makes the task find nobody.
class Playing : public std::enable_shared_from_this<Playing> {
 public:
  Playing(std::shared_ptr<ScriptedProvider> provider, std::shared_ptr<const Script> script,
          ChatModel::Sink sink)
      : provider_(std::move(provider)), script_(std::move(script)), sink_(std::move(sink)) {}

  void play() {
    const std::lock_guard lock(mutex_);
    while (!over_ && !paused_) {
      if (at_ == script_->size()) return finish(stop("stop"));
      if (!step((*script_)[at_++])) return;
    }
  }

  void pause() {
    const std::lock_guard lock(mutex_);
    paused_ = true;
  }

  void resume() {
    {
      const std::lock_guard lock(mutex_);
      if (!paused_ || over_) return;
      paused_ = false;
      if (timer_ != 0) return;  // the pause of the script is still under way
    }
    provider_->executor().post([self = shared_from_this()] { self->play(); });
  }

  void cancel() {
    const std::lock_guard lock(mutex_);
    over_ = true;
    if (timer_ != 0) provider_->executor().cancel(std::exchange(timer_, 0));
  }

 private:
  void finish(ModelDelta delta) {
    over_ = true;
    sink_(std::move(delta));
  }

  // False when nothing more is to be played for now.
  bool step(const ScriptStep& step) {
    switch (step.kind) {
      case ScriptStep::Kind::text:
        return say(step.text);
      case ScriptStep::Kind::pause:
        return wait(step.pause_ms);
      case ScriptStep::Kind::usage:
        return tell_usage(step);
      case ScriptStep::Kind::tool_call:
        finish(failure(Status::tool, "the model asked for tool '" + step.text +
                                         "'; tools are not available in this version"));
        return false;
      case ScriptStep::Kind::error:
        finish(failure(step.http_status == 0 ? Status::network : Status::provider,
                       step.http_status == 0
                           ? step.text
                           : "HTTP " + std::to_string(step.http_status) + ": " + step.text));
        return false;
      case ScriptStep::Kind::stop:
        finish(stop(step.text));
        return false;
      case ScriptStep::Kind::hang:
        return false;
    }
    return false;
  }

  bool say(const std::string& text) {
    ModelDelta delta;
    delta.text = text;
    sink_(std::move(delta));
    return true;
  }

  bool tell_usage(const ScriptStep& step) {
    ModelDelta delta;
    delta.kind = ModelDelta::Kind::usage;
    delta.input_tokens = step.input_tokens;
    delta.output_tokens = step.output_tokens;
    delta.cached_tokens = step.cached_tokens;
    sink_(std::move(delta));
    return true;
  }

  bool wait(std::int64_t ms) {
    timer_ = provider_->executor().post_at(provider_->clock().unix_ms() + ms,
                                           [self = shared_from_this()] {
                                             {
                                               const std::lock_guard lock(self->mutex_);
                                               self->timer_ = 0;
                                             }
                                             self->play();
                                           });
    return false;
  }

  std::shared_ptr<ScriptedProvider> provider_;
  std::shared_ptr<const Script> script_;
  std::mutex mutex_;  // guards what follows; held while the sink is called, which only posts
  ChatModel::Sink sink_;
  std::size_t at_ = 0;
  Executor::TimerId timer_ = 0;
  bool paused_ = false;
  bool over_ = false;
};

class Stream final : public ModelStream {
 public:
  explicit Stream(std::shared_ptr<Playing> playing) : playing_(std::move(playing)) {}
  ~Stream() override { playing_->cancel(); }
  void pause() override { playing_->pause(); }
  void resume() override { playing_->resume(); }

 private:
  std::shared_ptr<Playing> playing_;
};

class Model final : public ChatModel {
 public:
  Model(std::shared_ptr<ScriptedProvider> provider, std::string name)
      : provider_(std::move(provider)), name_("model:" + std::move(name)) {}

  std::string name() const override { return name_; }

  std::unique_ptr<ModelStream> start(GenerateRequest request, Sink sink) override {
    auto script = provider_->take(request.question);
    if (!script) {
      auto used_up = std::make_shared<Script>();
      ScriptStep step;
      step.kind = ScriptStep::Kind::error;
      step.http_status = 503;
      step.text = "the script has no answer left";
      used_up->push_back(std::move(step));
      script = std::move(used_up);
    }
    auto playing = std::make_shared<Playing>(provider_, std::move(script), std::move(sink));
    playing->play();
    return std::make_unique<Stream>(std::move(playing));
  }

 private:
  std::shared_ptr<ScriptedProvider> provider_;
  std::string name_;
};

}  // namespace

Result<void> ScriptedProvider::feed(const json::Array& entries) {
  std::vector<Entry> fresh;
  for (const json::Value& entry : entries) {
    auto script = std::make_shared<Script>();
    for (const json::Value& step : entry.array("steps"))
      script->push_back(read_step(step));
    fresh.push_back({std::string(entry.text("match")), std::move(script)});
  }
  const std::lock_guard lock(mutex_);
  if (matching_.size() + in_order_.size() + fresh.size() > kMaxEntries) {
    return make_error(Status::limit, "the script would have more than " +
                                         std::to_string(kMaxEntries) + " answers");
  }
  for (Entry& entry : fresh) {
    if (entry.match.empty()) {
      in_order_.push_back(std::move(entry.script));
    } else {
      matching_.push_back(std::move(entry));
    }
  }
  return {};
}

std::shared_ptr<ChatModel> ScriptedProvider::model(std::string name) {
  return std::make_shared<Model>(shared_from_this(), std::move(name));
}

std::shared_ptr<const Script> ScriptedProvider::take(std::string_view question) {
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : matching_) {
    if (question.find(entry.match) != std::string_view::npos) return entry.script;
  }
  if (in_order_.empty()) return nullptr;
  auto script = std::move(in_order_.front());
  in_order_.pop_front();
  return script;
}

}  // namespace parley::llm
