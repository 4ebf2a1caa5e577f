#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/watch.hpp"

namespace parley::net {

// Something that wants to be looked at when its time comes; in at most one TimedHeap.
class Timed {
 public:
  std::int64_t due() const noexcept { return due_; }

 private:
  friend class TimedHeap;
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  std::size_t place_ = kNowhere;
  std::int64_t due_ = kNever;
};

// A binary heap whose items know their place: every change is O(log n), whatever waits in it. Owns
// nothing; an item must be removed before it dies.
class TimedHeap {
 public:
  // Inserts or moves; kNever removes.
  void set(Timed& item, std::int64_t due);
  void remove(Timed& item);
  // The earliest, or null.
  Timed* first() const noexcept { return heap_.empty() ? nullptr : heap_.front(); }
  std::int64_t due() const noexcept { return heap_.empty() ? kNever : heap_.front()->due_; }
  std::size_t size() const noexcept { return heap_.size(); }

 private:
  void put(std::size_t place, Timed* item);
  void rise(std::size_t place);
  void sink(std::size_t place);

  std::vector<Timed*> heap_;
};

}  // namespace parley::net
