#pragma once

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "store/store.hpp"

namespace parley::store::test {

// A folder that is gone at the end of the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "parley-store-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name = "parley.db") const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline StoreConfig config_of(std::string path) {
  StoreConfig config;
  config.path = std::move(path);
  config.synchronous = Synchronous::normal;
  config.now = 1000;
  return config;
}

inline std::unique_ptr<Store> open_store(const StoreConfig& config) {
  auto store = Store::open(config);
  if (!store.ok()) FAIL(store.error().message);
  return std::move(store).value();
}

inline std::unique_ptr<Store> open_store(const std::string& path = ":memory:") {
  return open_store(config_of(path));
}

// The value of a call that must have gone well.
template <class T>
T must(Result<T> result) {
  if (!result.ok()) FAIL(result.error().message);
  return std::move(result).value();
}
inline void must(const Result<void>& result) {
  if (!result.ok()) FAIL(result.error().message);
}

// Waits for a completion.
template <class T>
class Awaited {
 public:
  Completion<T> completion() {
    return [this](Result<T> result) {
      const std::lock_guard lock(mutex_);
      result_ = std::move(result);
      ready_.notify_one();
    };
  }
  Result<T> get() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return result_.has_value(); });
    return *std::exchange(result_, std::nullopt);
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::optional<Result<T>> result_;
};

inline Result<AcceptOutcome> accept(Store& store, AcceptInput input) {
  Awaited<AcceptOutcome> wait;
  store.accept(std::move(input), wait.completion());
  return wait.get();
}

inline Result<bool> commit(Store& store, TurnCommit turn) {
  Awaited<bool> wait;
  store.commit(std::move(turn), wait.completion());
  return wait.get();
}

inline std::int64_t make_tenant(Store& store, std::string_view name = "shop") {
  return must(store.put_tenant(name, "{}", digest({name}), 1000)).id;
}

inline SessionRow make_session(Store& store, std::int64_t tenant, std::string name = "s1") {
  OpenSession request;
  request.tenant = tenant;
  request.name = std::move(name);
  request.salt = std::string(16, 's');
  request.now = 1000;
  return must(store.open_session(request));
}

inline AcceptInput input_of(const SessionRow& session, std::int64_t turn,
                            std::string inbound = {}) {
  AcceptInput input;
  input.session = session.id;
  input.channel = "web";
  input.inbound_id = std::move(inbound);
  input.turn = turn;
  input.turn_id = "t-" + std::to_string(session.id) + "-" + std::to_string(turn);
  input.at = 2000 + turn;
  input.body = R"({"text":"hello"})";
  return input;
}

// A turn of two rows on top of `session`, which is moved on as a caller that got ok would.
inline TurnCommit turn_on(SessionRow& session, std::int64_t turn, bool accepted = true) {
  TurnCommit out;
  out.session = session.id;
  out.tenant = session.tenant;
  out.seen_head = session.head_seq;
  out.seen_epoch = session.epoch;
  if (accepted) out.turn_id = input_of(session, turn).turn_id;
  for (const int kind : {kRowInput, 2}) {
    EventRow row;
    row.seq = ++session.head_seq;
    row.turn = turn;
    row.kind = kind;
    row.at = 3000 + turn;
    row.text = "words of turn " + std::to_string(turn);
    row.meta = "m";
    row.digest = row_digest(session.salt, row, row.meta);
    session.head_hash = chain(session.head_hash, row.digest);
    out.events.push_back(std::move(row));
  }
  out.head_hash = session.head_hash;
  out.state = "state";
  out.epoch = session.epoch;
  out.touched_at = 3000 + turn;
  return out;
}

inline void run_turn(Store& store, SessionRow& session, std::int64_t turn) {
  must(accept(store, input_of(session, turn)));
  must(commit(store, turn_on(session, turn)));
}

}  // namespace parley::store::test
