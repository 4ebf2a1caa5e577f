#include "net/names.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <pthread.h>

#include "base/error.hpp"
#include "net/threads.hpp"
#include "net/watch.hpp"

namespace parley::net {

// What the threads see. They hold it, so that one that never returns outlives everything else.
struct Names::Shared {
  struct Item {
    std::uint64_t id;
    std::string host;
  };
  struct Outcome {
    std::uint64_t id;
    Found found;
  };

  std::shared_ptr<NameSource> source;
  std::size_t lasting = 0;  // threads that stay when nothing is to be done
  std::mutex mutex;         // guards what follows
  std::condition_variable more;
  std::function<void()> wake;
  std::deque<Item> inbox;
  std::vector<Outcome> outbox;
  std::size_t alive = 0;
  std::size_t idle = 0;
  bool closing = false;
};

struct Names::Worker {
  std::thread thread;
  bool busy = false;  // both under Shared::mutex
  bool gone = false;
};

namespace {

Names::Found ask_source(NameSource& source, const std::string& host) {
  try {
    Names::Found found = source.look_up(host);
    if (!found.ok() || !found.value().empty()) return found;
    return make_error(Status::network, fmt::format("the name {} has no address; expected one of "
                                                   "IPv4 or IPv6",
                                                   host));
  } catch (const std::exception& bug) {
    return make_error(Status::internal,
                      fmt::format("the look-up of {} failed: {}", host, bug.what()));
  }
}

}  // namespace

Names::Names(std::shared_ptr<NameSource> source, NameLimits limits, std::function<void()> wake)
    : limits_(limits), shared_(std::make_shared<Shared>()) {
  shared_->source = std::move(source);
  shared_->lasting = limits.threads;
  shared_->wake = std::move(wake);
}

Names::~Names() {
  std::vector<std::unique_ptr<Worker>> stuck;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->closing = true;
    shared_->wake = nullptr;
    shared_->inbox.clear();
    shared_->more.notify_all();
    for (auto& worker : workers_) {
      if (!worker->busy) continue;
      worker->thread.detach();
      stuck.push_back(std::move(worker));
    }
  }
  for (auto& worker : workers_) {
    if (worker) worker->thread.join();
  }
  // A stuck thread asks its worker nothing more once `closing` is seen, which it is under the
  // mutex.
}

void Names::work(const std::shared_ptr<Shared>& shared, Worker* self) {
  std::unique_lock lock(shared->mutex);
  for (;;) {
    ++shared->idle;
    shared->more.wait(lock, [&] { return shared->closing || !shared->inbox.empty(); });
    --shared->idle;
    if (shared->closing) return;
    Shared::Item item = std::move(shared->inbox.front());
    shared->inbox.pop_front();
    self->busy = true;
    lock.unlock();
    Found found = ask_source(*shared->source, item.host);
    lock.lock();
    if (shared->closing) return;
    self->busy = false;
    shared->outbox.push_back({item.id, std::move(found)});
    if (shared->wake) shared->wake();
    if (shared->alive > shared->lasting && shared->inbox.empty()) {
      --shared->alive;
      self->gone = true;
      return;
    }
  }
}

bool Names::start_worker() {
  auto worker = std::make_unique<Worker>();
  try {
    worker->thread = start_thread("parley-names",
                                  [shared = shared_, self = worker.get()] { work(shared, self); });
  } catch (const std::system_error&) {
    return false;
  }
  workers_.push_back(std::move(worker));
  const std::lock_guard lock(shared_->mutex);
  ++shared_->alive;
  return true;
}

bool Names::hand_over(std::uint64_t id, std::int64_t now) {
  bool enough = false;
  std::size_t alive = 0;
  {
    const std::lock_guard lock(shared_->mutex);
    enough = shared_->idle > shared_->inbox.size();
    alive = shared_->alive;
  }
  if (!enough && !start_worker() && alive <= given_up_) return false;
  LookUp& look_up = look_ups_.at(id);
  look_up.begun = now;
  running_.push_back(id);
  const std::lock_guard lock(shared_->mutex);
  shared_->inbox.push_back({id, look_up.host});
  shared_->more.notify_one();
  return true;
}

void Names::give_up_on_dead(std::int64_t now) {
  while (!waiting_.empty() && running_.size() >= limits_.threads && given_up_ < limits_.given_up) {
    const auto dead = std::find_if(running_.begin(), running_.end(), [&](std::uint64_t id) {
      const LookUp& look_up = look_ups_.at(id);
      return look_up.waiters.empty() || now - look_up.begun >= limits_.give_up;
    });
    if (dead == running_.end()) return;
    LookUp& look_up = look_ups_.at(*dead);
    look_up.given_up = true;  // who waits for it still hears if it returns after all
    ++given_up_;
    running_.erase(dead);
    if (!hand_over(waiting_.front(), now)) return;
    waiting_.pop_front();
  }
}

void Names::dispatch(std::int64_t now) {
  while (!waiting_.empty() && running_.size() < limits_.threads) {
    if (!hand_over(waiting_.front(), now)) return;
    waiting_.pop_front();
  }
  give_up_on_dead(now);
}

std::optional<Names::Found> Names::ask(const std::string& host, Ticket ticket, std::int64_t now) {
  if (const auto kept = kept_.find(host); kept != kept_.end()) {
    if (now < kept->second.until) return Found(kept->second.addresses);
    kept_.erase(kept);
  }
  if (by_ticket_.size() >= limits_.waiting) {
    return Found(make_error(
        Status::limit, fmt::format("{} transfers wait for a name's address, which is the limit; "
                                   "expected names that the resolver answers for",
                                   limits_.waiting)));
  }
  auto known = by_host_.find(host);
  if (known == by_host_.end()) {
    known = by_host_.emplace(host, ++last_id_).first;
    look_ups_.emplace(last_id_, LookUp{host, {}, -1, false});
    waiting_.push_back(last_id_);
  }
  look_ups_.at(known->second).waiters.push_back(ticket);
  by_ticket_.emplace(ticket, known->second);
  dispatch(now);
  return std::nullopt;
}

void Names::drop(Ticket ticket, std::int64_t now) {
  const auto found = by_ticket_.find(ticket);
  if (found == by_ticket_.end()) return;
  const std::uint64_t id = found->second;
  by_ticket_.erase(found);
  LookUp& look_up = look_ups_.at(id);
  std::erase(look_up.waiters, ticket);
  if (!look_up.waiters.empty()) return;
  if (look_up.begun < 0) {
    waiting_.remove(id);
    by_host_.erase(look_up.host);
    look_ups_.erase(id);
  } else {
    give_up_on_dead(now);
  }
}

std::vector<Names::Answer> Names::take(std::int64_t now) {
  std::vector<Shared::Outcome> outcomes;
  {
    const std::lock_guard lock(shared_->mutex);
    outcomes.swap(shared_->outbox);
  }
  std::vector<Answer> answers;
  for (Shared::Outcome& outcome : outcomes) {
    const auto at = look_ups_.find(outcome.id);
    LookUp& look_up = at->second;
    if (outcome.found.ok()) {
      auto& list = outcome.found.value();
      if (list.size() > limits_.addresses) list.resize(limits_.addresses);
      keep(look_up.host, list, now);
    }
    for (const Ticket ticket : look_up.waiters) {
      by_ticket_.erase(ticket);
      answers.push_back({ticket, outcome.found});
    }
    if (look_up.given_up) {
      --given_up_;
    } else {
      running_.remove(outcome.id);
    }
    by_host_.erase(look_up.host);
    look_ups_.erase(at);
  }
  join_gone();
  dispatch(now);
  fail_waiting(answers);
  return answers;
}

void Names::fail_waiting(std::vector<Answer>& answers) {
  if (!workers_.empty()) return;
  for (const std::uint64_t id : waiting_) {
    LookUp& look_up = look_ups_.at(id);
    for (const Ticket ticket : look_up.waiters) {
      by_ticket_.erase(ticket);
      answers.push_back({ticket, make_error(Status::network,
                                            "no thread for a look-up; expected a system that "
                                            "grants two more threads")});
    }
    by_host_.erase(look_up.host);
    look_ups_.erase(id);
  }
  waiting_.clear();
}

void Names::keep(const std::string& host, const std::vector<Address>& addresses, std::int64_t now) {
  if (limits_.keep <= 0 || limits_.kept == 0) return;
  if (kept_.size() >= limits_.kept) {
    kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
      return a.second.until < b.second.until;
    }));
  }
  kept_.insert_or_assign(host, Kept{addresses, now + limits_.keep});
}

void Names::join_gone() {
  std::erase_if(workers_, [this](const std::unique_ptr<Worker>& worker) {
    {
      const std::lock_guard lock(shared_->mutex);
      if (!worker->gone) return false;
    }
    worker->thread.join();
    return true;
  });
}

std::int64_t Names::due() const {
  if (waiting_.empty()) return kNever;
  if (workers_.empty()) return 0;
  if (running_.empty() || given_up_ >= limits_.given_up) return kNever;
  return look_ups_.at(running_.front()).begun + limits_.give_up;
}

}  // namespace parley::net
