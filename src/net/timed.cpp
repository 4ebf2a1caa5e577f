#include "net/timed.hpp"

namespace parley::net {

void TimedHeap::put(std::size_t place, Timed* item) {
  heap_[place] = item;
  item->place_ = place;
}

void TimedHeap::rise(std::size_t place) {
  Timed* const item = heap_[place];
  while (place > 0) {
    const std::size_t parent = (place - 1) / 2;
    if (heap_[parent]->due_ <= item->due_) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, item);
}

void TimedHeap::sink(std::size_t place) {
  Timed* const item = heap_[place];
  for (;;) {
    std::size_t child = place * 2 + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1]->due_ < heap_[child]->due_) ++child;
    if (item->due_ <= heap_[child]->due_) break;
    put(place, heap_[child]);
    place = child;
  }
  put(place, item);
}

void TimedHeap::set(Timed& item, std::int64_t due) {
  if (due == kNever) return remove(item);
  item.due_ = due;
  if (item.place_ == Timed::kNowhere) {
    heap_.push_back(&item);
    item.place_ = heap_.size() - 1;
  }
  rise(item.place_);
  sink(item.place_);
}

void TimedHeap::remove(Timed& item) {
  const std::size_t place = item.place_;
  item.due_ = kNever;
  if (place == Timed::kNowhere) return;
  item.place_ = Timed::kNowhere;
  Timed* const last = heap_.back();
  heap_.pop_back();
  if (last == &item) return;
  put(place, last);
  rise(place);
  sink(last->place_);
}

}  // namespace parley::net
