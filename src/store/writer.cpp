#include "store/writer.hpp"

#include <utility>

#include <fmt/format.h>
#include <pthread.h>

#include "base/error.hpp"

namespace parley::store {
namespace {

constexpr char kBegin[] = "begin immediate";
constexpr char kCommit[] = "commit";
constexpr char kRollback[] = "rollback";
constexpr char kSavepoint[] = "savepoint turn";
constexpr char kRelease[] = "release turn";
constexpr char kUndo[] = "rollback to turn";

Result<void> run_cached(Connection& db, const char* sql) {
  auto query = db.query(sql);
  return query.run();
}

void roll_back(Connection& db) {
  if (db.in_transaction()) (void)run_cached(db, kRollback).ok();
}

}  // namespace

Writer::Writer(Connection& db, std::mutex& door, WriterLimits limits, Hands hands)
    : db_(db), door_(door), limits_(limits), hands_(hands) {
  if (hands_ == Hands::own_thread) thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool Writer::admits(const Job& job) const noexcept {
  if (queue_.empty()) return true;
  return queue_.size() < limits_.queue_jobs && queued_bytes_ + job.bytes() <= limits_.queue_bytes;
}

// True when the caller has to see to it that somebody works. Leaves a job that is refused where it
// is.
bool Writer::enqueue(std::unique_ptr<Job>& job) {
  const std::lock_guard lock(mutex_);
  if (!admits(*job)) return false;
  queued_bytes_ += job->bytes();
  queue_.push_back(std::move(job));
  return std::exchange(idle_, false);
}

void Writer::post(std::unique_ptr<Job> job) {
  const bool idle = enqueue(job);
  if (job) {
    job->finish(make_error(Status::limit,
                           fmt::format("the ledger's queue is full ({} jobs or {} bytes wait); try "
                                       "again when it has drained",
                                       limits_.queue_jobs, limits_.queue_bytes)));
  }
  if (!idle) return;
  // A system call only when the writer sleeps; while it commits it will look by itself.
  hands_ == Hands::own_thread ? wake_.notify_one() : work();
}

void Writer::run() {
#if defined(__linux__)
  pthread_setname_np(pthread_self(), "parley-ledger");
#endif
  work();
}

void Writer::work() {
  worker_ = std::this_thread::get_id();
  std::vector<Slot> group;
  group.reserve(hands_ == Hands::own_thread ? limits_.group_jobs : 1);
  while (take(group)) {
    commit(group);
    group.clear();
  }
}

bool Writer::wait_for_jobs(std::unique_lock<std::mutex>& lock) {
  while (queue_.empty()) {
    idle_ = true;
    if (hands_ == Hands::callers) worker_ = std::thread::id();
    if (hands_ == Hands::callers || closing_) return false;
    wake_.wait(lock);
  }
  idle_ = false;
  return true;
}

bool Writer::take(std::vector<Slot>& group) {
  std::unique_lock lock(mutex_);
  if (!wait_for_jobs(lock)) return false;
  std::size_t bytes = 0;
  while (!queue_.empty() && group.size() < limits_.group_jobs) {
    const std::size_t next = queue_.front()->bytes();
    if (!group.empty() && bytes + next > limits_.group_bytes) break;
    bytes += next;
    group.push_back({std::move(queue_.front()), {}});
    queue_.pop_front();
  }
  queued_bytes_ -= bytes;
  return true;
}

void Writer::commit(std::vector<Slot>& group) {
  Result<void> all;
  {
    const std::lock_guard lock(door_);
    all = commit_locked(group);
  }
  for (Slot& slot : group) {
    slot.job->finish(all.ok() ? std::move(slot.outcome) : all);
    slot.job.reset();
  }
}

// A job that is alone needs no savepoint: undoing it is undoing the transaction.
Result<void> Writer::commit_locked(std::vector<Slot>& group) {
  if (auto begun = run_cached(db_, kBegin); !begun.ok()) return begun;
  Result<void> done = group.size() == 1 ? group[0].job->apply(db_) : apply_all(group);
  if (done.ok()) done = run_cached(db_, kCommit);
  if (!done.ok()) roll_back(db_);
  return done;
}

Result<void> Writer::apply_all(std::vector<Slot>& group) {
  for (Slot& slot : group) {
    if (!apply_one(slot)) return slot.outcome;
  }
  return {};
}

bool Writer::apply_one(Slot& slot) {
  slot.outcome = run_cached(db_, kSavepoint);
  if (!slot.outcome.ok()) return db_.in_transaction();
  slot.outcome = slot.job->apply(db_);
  if (slot.outcome.ok()) {
    Result<void> released = run_cached(db_, kRelease);
    if (!released.ok()) slot.outcome = std::move(released);
    return slot.outcome.ok();
  }
  // A full disk or a read error may have undone the whole transaction already.
  return db_.in_transaction() && run_cached(db_, kUndo).ok() && run_cached(db_, kRelease).ok();
}

}  // namespace parley::store
