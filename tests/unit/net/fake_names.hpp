#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "net/names.hpp"
#include "peer.hpp"

namespace parley::net::test {

// Answers from a table. A name in `dead` holds its thread until revive().
class FakeNames final : public NameSource {
 public:
  void put(const std::string& host, std::vector<std::string> addresses) {
    const std::lock_guard lock(mutex_);
    for (const auto& text : addresses)
      table_[host].push_back(*Address::parse(text));
  }
  void kill(const std::string& host) {
    const std::lock_guard lock(mutex_);
    dead_.insert(host);
  }
  void revive() {
    const std::lock_guard lock(mutex_);
    dead_.clear();
    changed_.notify_all();
  }

  Result<std::vector<Address>> look_up(const std::string& host) override {
    std::unique_lock lock(mutex_);
    ++asked_[host];
    ++inside_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !dead_.contains(host); });
    --inside_;
    changed_.notify_all();
    const auto at = table_.find(host);
    if (at == table_.end()) return make_error(Status::network, "no address for the name " + host);
    return at->second;
  }

  bool wait_inside(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(kPatienceSeconds),
                             [&] { return inside_ == count; });
  }
  int asked(const std::string& host) {
    const std::lock_guard lock(mutex_);
    return asked_[host];
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::vector<Address>> table_;
  std::map<std::string, int> asked_;
  std::set<std::string> dead_;
  int inside_ = 0;
};

}  // namespace parley::net::test
