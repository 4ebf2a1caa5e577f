#include "llm/openai/model.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "llm/openai/decoder.hpp"
#include "llm/openai/request.hpp"

namespace parley::llm::openai {
namespace {

// Hears the transfer on the network's thread. The transport keeps it, so it may outlive the stream:
// then it is deaf.
class Listener final : public HttpSink {
 public:
  Listener(DecoderOptions options, ChatModel::Sink sink, const Clock& clock)
      : sink_(std::move(sink)), decoder_(std::move(options), sink_), clock_(clock) {}

  void close() { closed_.store(true, std::memory_order_release); }

  void on_head(int status, HttpHeaders headers) override {
    if (!is_closed()) decoder_.head(status, std::move(headers));
  }
  bool on_data(std::string_view bytes) override { return !is_closed() && decoder_.data(bytes); }
  void on_done(Result<void> outcome) override {
    if (!is_closed()) decoder_.done(outcome, clock_.unix_ms());
  }

 private:
  bool is_closed() const { return closed_.load(std::memory_order_acquire); }

  ChatModel::Sink sink_;
  Decoder decoder_;
  const Clock& clock_;
  std::atomic<bool> closed_ = false;
};

class Stream final : public ModelStream {
 public:
  Stream(std::shared_ptr<Listener> listener, std::unique_ptr<Transfer> transfer)
      : listener_(std::move(listener)), transfer_(std::move(transfer)) {}
  ~Stream() override { listener_->close(); }

  void pause() override {
    if (transfer_) transfer_->pause();
  }
  void resume() override {
    if (transfer_) transfer_->resume();
  }

 private:
  std::shared_ptr<Listener> listener_;
  std::unique_ptr<Transfer> transfer_;
};

class Nothing final : public ModelStream {
 public:
  void pause() override {}
  void resume() override {}
};

bool fits_a_header(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
  });
}

}  // namespace

OpenAiModel::OpenAiModel(Config config, Transport& transport, const Clock& clock, KeyGetter key)
    : config_(std::make_shared<const Config>(std::move(config))),
      transport_(transport),
      clock_(clock),
      key_(std::move(key)) {}

std::unique_ptr<ModelStream> OpenAiModel::start(GenerateRequest request, Sink sink) {
  DecoderOptions options;
  options.model = name();
  options.ends_without_reason = config_->ends_without_reason;
  Result<HttpRequest> http = make_request(request, options.secrets);
  if (!http) {
    ModelDelta delta;
    delta.kind = ModelDelta::Kind::error;
    delta.error = std::move(http).error();
    sink(std::move(delta));
    return std::make_unique<Nothing>();
  }
  auto listener = std::make_shared<Listener>(std::move(options), std::move(sink), clock_);
  auto transfer = transport_.start(std::move(*http), listener);
  return std::make_unique<Stream>(std::move(listener), std::move(transfer));
}

Result<HttpRequest> OpenAiModel::make_request(const GenerateRequest& request,
                                              std::vector<std::string>& secrets) const {
  HttpRequest out;
  out.url = config_->url;
  // Compressed streams arrive late, in lumps.
  out.headers = {{"Content-Type", "application/json"},
                 {"Accept", "text/event-stream"},
                 {"Accept-Encoding", "identity"}};
  out.headers.insert(out.headers.end(), config_->headers.begin(), config_->headers.end());
  for (const auto& [name, value] : config_->headers)
    secrets.push_back(value);
  if (!config_->key.empty()) {
    std::optional<std::string> key = key_ ? key_(config_->key) : std::nullopt;
    if (!key || !fits_a_header(*key)) {
      return make_error(
          Status::config,
          fmt::format("{}: the secret \"{}\" that its \"key\" names {}", name(), config_->key,
                      key ? "is empty or holds blanks" : "was not given to the engine"),
          R"({"provider":"openai","kind":"auth","retryable":false})");
    }
    const bool bearer = config_->key_header.empty();
    out.headers.emplace_back(bearer ? "Authorization" : config_->key_header,
                             bearer ? "Bearer " + *key : *key);
    secrets.push_back(std::move(*key));
  }
  out.body = request_body(*config_, request);
  out.deadlines = config_->deadlines;
  out.ca_file = config_->ca_file;
  out.proxy = config_->proxy;
  out.private_addresses = config_->private_addresses;
  return out;
}

}  // namespace parley::llm::openai
