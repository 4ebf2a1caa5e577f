#include "engine/pool.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <pthread.h>

namespace parley {

void WorkCount::add() {
  const std::lock_guard lock(mutex_);
  ++count_;
}

void WorkCount::done() {
  const std::lock_guard lock(mutex_);
  if (--count_ == 0) zero_.notify_all();
}

void WorkCount::wait_for_zero() {
  std::unique_lock lock(mutex_);
  zero_.wait(lock, [this] { return count_ == 0; });
}

Pool::Pool(const Clock& clock, bool clock_is_manual, int threads, WorkCount& work)
    : clock_(clock), manual_(clock_is_manual), work_(work) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { run(); });
    pthread_setname_np(threads_.back().native_handle(),
                       ("parley-pool-" + std::to_string(i)).c_str());
  }
}

Pool::~Pool() {
  stop();
}

void Pool::post(Task task) {
  work_.add();
  std::unique_lock lock(mutex_);
  if (stopping_) {
    lock.unlock();
    work_.done();
    return;
  }
  tasks_.push_back(std::move(task));
  wake_one();
}

Executor::TimerId Pool::post_at(std::int64_t unix_ms, Task task) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return ++last_timer_;
  const TimerId id = ++last_timer_;
  timers_.emplace(Key{unix_ms, id}, std::move(task));
  due_.emplace(id, unix_ms);
  // Nobody is woken for a timer that somebody will look at in time; a manual clock moves by wake().
  if (manual_ || unix_ms >= next_look_) return id;
  if (next_look_ == kNobodyLooks)
    wake_one();
  else
    keeper_.notify_one();
  return id;
}

void Pool::cancel(TimerId timer) {
  Task dropped;  // destroyed after the lock is gone: its closure may hold anything
  const std::lock_guard lock(mutex_);
  const auto found = due_.find(timer);
  if (found == due_.end()) return;
  const auto at = timers_.find(Key{found->second, timer});
  dropped = std::move(at->second);
  timers_.erase(at);
  due_.erase(found);
}

void Pool::wake() {
  const std::lock_guard lock(mutex_);
  move_due_timers();
  ready_.notify_all();
}

void Pool::move_due_timers() {
  if (timers_.empty()) return;
  const std::int64_t now = clock_.unix_ms();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    const auto first = timers_.begin();
    work_.add();
    tasks_.push_back(std::move(first->second));
    due_.erase(first->first.second);
    timers_.erase(first);
  }
}

bool Pool::take(std::unique_lock<std::mutex>& lock, Task& task) {
  while (!stopping_) {
    move_due_timers();
    if (!tasks_.empty()) {
      task = std::move(tasks_.front());
      tasks_.pop_front();
      // Whoever goes to work leaves neither tasks nor timers unattended.
      const bool unattended = !manual_ && !timers_.empty() && next_look_ == kNobodyLooks;
      if (!tasks_.empty() || unattended) wake_one();
      return true;
    }
    sleep(lock);
  }
  return false;
}

// Under mutex_. The keeper goes last: woken for a task, it would leave the timers to others.
void Pool::wake_one() {
  if (idle_ > 0)
    ready_.notify_one();
  else if (next_look_ != kNobodyLooks)
    keeper_.notify_one();
}

// The first to sleep while there are timers keeps them: it sleeps until the earliest is due, a
// second at most, for the system clock may be set meanwhile.
void Pool::sleep(std::unique_lock<std::mutex>& lock) {
  if (manual_ || timers_.empty() || next_look_ != kNobodyLooks) {
    ++idle_;
    ready_.wait(lock);
    --idle_;
    return;
  }
  const std::int64_t now = clock_.unix_ms();
  const std::int64_t wait = std::clamp<std::int64_t>(timers_.begin()->first.first - now, 1, 1000);
  next_look_ = now + wait;
  keeper_.wait_for(lock, std::chrono::milliseconds(wait));
  next_look_ = kNobodyLooks;
}

void Pool::run() {
  std::unique_lock lock(mutex_);
  Task task;
  while (take(lock, task)) {
    lock.unlock();
    task();
    task = nullptr;
    work_.done();
    lock.lock();
  }
}

void Pool::stop() {
  std::deque<Task> tasks;
  std::map<Key, Task> timers;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    tasks.swap(tasks_);
    timers.swap(timers_);
    due_.clear();
  }
  ready_.notify_all();
  keeper_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  threads_.clear();
  for (std::size_t i = 0; i < tasks.size(); ++i)
    work_.done();
}

std::int64_t Pool::next_due() const {
  const std::lock_guard lock(mutex_);
  return timers_.empty() ? -1 : timers_.begin()->first.first;
}

std::size_t Pool::timers() const {
  const std::lock_guard lock(mutex_);
  return timers_.size();
}

}  // namespace parley
