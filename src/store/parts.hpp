#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "store/connection.hpp"
#include "store/presence.hpp"
#include "store/store.hpp"
#include "store/writer.hpp"

namespace parley::store {

// What a store is made of, in the order it has to be taken down: the writer first, the presence
// last.
struct Store::Parts {
  Parts(Presence here, Connection write, std::optional<Connection> read)
      : presence(std::move(here)),
        write_connection(std::move(write)),
        read_connection(std::move(read)) {}

  // An in-memory database has one connection only; it is shared with the writer under the writer's
  // door.
  Connection& reading() { return read_connection ? *read_connection : write_connection; }
  std::mutex& reading_door() { return read_connection ? read_door : write_door; }

  Presence presence;
  Connection write_connection;
  std::optional<Connection> read_connection;
  std::mutex write_door;
  std::mutex read_door;
  std::vector<OrphanTurn> orphans;  // under read_door
  std::unique_ptr<Writer> writer;
};

// A call of a host's thread that waits for its own write.
template <class T, class Work>
class WaitingJob final : public Job {
 public:
  struct Answer {
    std::mutex mutex;
    std::condition_variable ready;
    std::optional<Result<T>> result;
  };

  WaitingJob(Work& work, Answer& answer, std::size_t bytes)
      : Job(bytes), work_(work), answer_(answer) {}

  Result<void> apply(Connection& db) override {
    result_.emplace(work_(db));
    if (!result_->ok()) return result_->error();
    return {};
  }

  void finish(Result<void> outcome) override {
    if (!outcome.ok()) result_.emplace(std::move(outcome).error());
    // Told while locked: the answer lives on the stack of who waits and is gone right after.
    const std::lock_guard lock(answer_.mutex);
    answer_.result = std::move(result_);
    answer_.ready.notify_one();
  }

 private:
  Work& work_;
  Answer& answer_;
  std::optional<Result<T>> result_;
};

template <class T, class Work>
Result<T> Store::write(Work&& work, std::size_t bytes) {
  if (parts_->writer->is_current_thread()) {
    return make_error(
        Status::state,
        "a call that waits for the ledger was made from one of its completions; hand the "
        "work to another thread");
  }
  using Waiting = WaitingJob<T, std::remove_reference_t<Work>>;
  typename Waiting::Answer answer;
  parts_->writer->post(std::make_unique<Waiting>(work, answer, bytes));
  std::unique_lock lock(answer.mutex);
  answer.ready.wait(lock, [&answer] { return answer.result.has_value(); });
  return *std::move(answer.result);
}

template <class Work>
auto Store::read(Work&& work) {
  const std::lock_guard lock(parts_->reading_door());
  return work(parts_->reading());
}

}  // namespace parley::store
