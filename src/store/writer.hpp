#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "parley/result.hpp"

#include "store/connection.hpp"

namespace parley::store {

// One piece of work for the writer; owned by its queue until finished.
class Job {
 public:
  explicit Job(std::size_t bytes) : bytes_(bytes) {}
  virtual ~Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  // On the writer's thread, inside the job's own savepoint. A failure undoes this job alone.
  virtual Result<void> apply(Connection& db) = 0;
  // Once, after the group's COMMIT or when there will be none. On the writer's thread, or on the
  // caller's when refused.
  virtual void finish(Result<void> outcome) = 0;

  std::size_t bytes() const noexcept { return bytes_; }

 private:
  std::size_t bytes_;  // of the words it carries; decides how many jobs share a group
};

struct WriterLimits {
  std::size_t group_jobs = 64;
  std::size_t group_bytes = std::size_t{1} << 20;
  std::size_t queue_jobs = 4096;  // beyond either, a job is refused with Status::limit at once;
  std::size_t queue_bytes = std::size_t{64}
                            << 20;  // a single larger job is taken when nothing else waits
};

// Who runs the jobs. A commit to memory waits for nothing, and handing it to another thread would
// cost more than the commit.
enum class Hands {
  own_thread,
  callers,  // the caller that finds nobody at work runs what is queued until nothing is left
};

// One writer at a time. Whatever waits when the last commit ends becomes the next transaction, each
// job in a savepoint; there is no timer. Jobs finish in the order they were posted. Destruction
// drains the queue.
class Writer {
 public:
  // `db` is used under `door` only, so that an in-memory store can be read through the same
  // connection between groups.
  Writer(Connection& db, std::mutex& door, WriterLimits limits, Hands hands);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Any thread, also from a completion. Never waits for the database.
  void post(std::unique_ptr<Job> job);

  // True inside apply() and finish(), where waiting for another job would never end.
  bool is_current_thread() const noexcept { return worker_ == std::this_thread::get_id(); }

 private:
  struct Slot {
    std::unique_ptr<Job> job;
    Result<void> outcome;
  };

  bool admits(const Job& job) const noexcept;
  bool enqueue(std::unique_ptr<Job>& job);
  void run();
  void work();
  bool wait_for_jobs(std::unique_lock<std::mutex>& lock);
  bool take(std::vector<Slot>& group);
  void commit(std::vector<Slot>& group);
  Result<void> commit_locked(std::vector<Slot>& group);
  Result<void> apply_all(std::vector<Slot>& group);
  // False when the whole transaction is gone.
  bool apply_one(Slot& slot);

  Connection& db_;
  std::mutex& door_;
  const WriterLimits limits_;
  const Hands hands_;
  std::atomic<std::thread::id> worker_{};
  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::deque<std::unique_ptr<Job>> queue_;
  std::size_t queued_bytes_ = 0;
  bool idle_ = true;  // nobody is at work, and whoever posts has to see to it
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace parley::store
