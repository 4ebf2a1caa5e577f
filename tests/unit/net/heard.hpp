#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "net/transport.hpp"
#include "peer.hpp"

namespace parley::net::test {

// Keeps what one transfer brought.
class Heard final : public HttpSink {
 public:
  struct State {
    int heads = 0;
    int status = 0;
    HttpHeaders headers;
    std::string body;
    int pieces = 0;
    int ends = 0;
    bool late = false;  // something came after the end
    std::thread::id thread;
    std::optional<Result<void>> outcome;
  };
  // Asked on the network's thread whether a piece was useful; null: each is.
  std::function<bool(std::string_view)> useful;

  void on_head(int status, HttpHeaders headers) override {
    const std::lock_guard lock(mutex_);
    ++state_.heads;
    state_.status = status;
    state_.headers = std::move(headers);
    state_.late = state_.late || state_.ends > 0;
    changed_.notify_all();
  }

  bool on_data(std::string_view bytes) override {
    {
      const std::lock_guard lock(mutex_);
      state_.body += bytes;
      ++state_.pieces;
      state_.late = state_.late || state_.ends > 0;
      state_.thread = std::this_thread::get_id();
      changed_.notify_all();
    }
    return !useful || useful(bytes);
  }

  void on_done(Result<void> outcome) override {
    const std::lock_guard lock(mutex_);
    state_.late = state_.late || state_.ends > 0;
    ++state_.ends;
    state_.outcome = std::move(outcome);
    changed_.notify_all();
  }

  bool wait(const std::function<bool(const State&)>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(kPatienceSeconds),
                             [&] { return condition(state_); });
  }
  bool wait_done() {
    return wait([](const State& state) { return state.ends > 0; });
  }
  bool wait_body(std::string_view text) {
    return wait([&](const State& state) { return state.body == text; });
  }
  State state() {
    const std::lock_guard lock(mutex_);
    return state_;
  }
  // After wait_done(): ok, or the error.
  bool ok() { return state().outcome->ok(); }
  Error error() { return state().outcome->error(); }
  std::string header(std::string_view name) {
    for (const auto& [key, value] : state().headers) {
      if (key == name) return value;
    }
    return {};
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_;
};

inline HttpRequest get(std::string url) {
  HttpRequest request;
  request.method = "GET";
  request.url = std::move(url);
  return request;
}

inline HttpRequest post(std::string url, std::string body) {
  HttpRequest request;
  request.url = std::move(url);
  request.body = std::move(body);
  return request;
}

// One transfer to its end.
inline std::shared_ptr<Heard> fetch(Transport& transport, HttpRequest request) {
  auto heard = std::make_shared<Heard>();
  const auto transfer = transport.start(std::move(request), heard);
  REQUIRE(heard->wait_done());
  return heard;
}

inline bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace parley::net::test
