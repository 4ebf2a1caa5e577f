#include "net/origins.hpp"

#include <algorithm>
#include <iterator>

#include "net/job.hpp"

namespace parley::net {

Origins::Origins(std::size_t connecting, std::size_t per_origin)
    : connecting_limit_(std::max<std::size_t>(connecting, 1)),
      connecting_each_(std::max<std::size_t>(connecting / 2, 1)),
      per_origin_(per_origin) {}

Origin& Origins::at(const std::string& name) {
  if (origins_.size() >= forget_at_ && !origins_.contains(name)) forget_unused();
  return origins_[name];
}

void Origins::forget_unused() {
  std::erase_if(origins_, [](const auto& entry) {
    const Origin& origin = entry.second;
    return origin.running == 0 && origin.ready.empty() && !origin.listed;
  });
  forget_at_ = std::max<std::size_t>(1024, origins_.size() * 2);
}

void Origins::add(Job& job) {
  Origin& origin = *job.origin;
  job.place = origin.ready.insert(origin.ready.end(), &job);
  list(origin);
}

void Origins::drop(Job& job) {
  job.origin->ready.erase(job.place);
}

void Origins::list(Origin& origin) {
  if (origin.listed || origin.ready.empty()) return;
  origin.listed = true;
  turns_.push_back(&origin);
}

bool Origins::may_start(const Origin& origin) const {
  if (origin.ready.empty() || origin.connecting >= connecting_each_) return false;
  if (per_origin_ == 0) return true;
  const std::size_t each = origin.protocol == Protocol::two ? kStreams : 1;
  return origin.running < per_origin_ * each;
}

Job* Origins::next() {
  while (connecting_ < connecting_limit_ && !turns_.empty()) {
    Origin& origin = *turns_.front();
    turns_.pop_front();
    origin.listed = false;
    if (!may_start(origin)) continue;  // listed again when something of its own ends
    Job* const job = origin.ready.front();
    origin.ready.pop_front();
    ++origin.connecting;
    ++origin.running;
    ++connecting_;
    ++running_;
    list(origin);
    return job;
  }
  return nullptr;
}

void Origins::connected(Origin& origin) {
  --origin.connecting;
  --connecting_;
  list(origin);
}

void Origins::ended(Origin& origin, bool was_connecting) {
  --origin.running;
  --running_;
  if (was_connecting) connected(origin);
  list(origin);
}

}  // namespace parley::net
