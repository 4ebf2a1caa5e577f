#include "turn_options.hpp"

#include <algorithm>
#include <cstring>

#include "host_data.hpp"

namespace parley::capi {
namespace {

constexpr std::size_t kLargest = 4096;  // a size beyond is no size but memory that was never set
constexpr std::uint32_t kKnownFlags = PARLEY_TURN_DETACHED | PARLEY_TURN_SPECULATIVE;

// Ends of the members: a struct of an older header stops at one of them.
constexpr std::size_t kEnds[] = {
    offsetof(parley_turn_options, flags),       offsetof(parley_turn_options, deadline_ms),
    offsetof(parley_turn_options, notify),      offsetof(parley_turn_options, notify_data),
    offsetof(parley_turn_options, notify_free), sizeof(parley_turn_options),
};

bool good_size(std::size_t size) {
  return (size > sizeof(parley_turn_options) && size <= kLargest) ||
         std::find(std::begin(kEnds), std::end(kEnds), size) != std::end(kEnds);
}

// Bytes of whole members that a struct of this size holds.
std::size_t whole_members(std::size_t size) {
  std::size_t whole = 0;
  for (const std::size_t end : kEnds) {
    if (end <= size) whole = end;
  }
  return whole;
}

bool all_zero(const unsigned char* begin, const unsigned char* end) {
  return std::all_of(begin, end, [](unsigned char byte) { return byte == 0; });
}

}  // namespace

TakenOptions TakenOptions::take(const parley_turn_options* options) {
  TakenOptions taken;
  if (options == nullptr) return taken;
  taken.size_ = options->struct_size;
  std::memcpy(&taken.known_, options, whole_members(taken.size_));
  taken.data_ = own(taken.known_.notify_data, taken.known_.notify_free);
  if (taken.size_ > sizeof(parley_turn_options) && taken.size_ <= kLargest) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(options);
    taken.tail_zero_ = all_zero(bytes + sizeof(parley_turn_options), bytes + taken.size_);
  }
  return taken;
}

Result<TurnOptions> TakenOptions::judge() && {
  if (!good_size(size_)) {
    return make_error(Status::argument, "struct_size of the options is " + std::to_string(size_) +
                                            "; parley_turn_options_init sets the right one");
  }
  if (!tail_zero_ || (known_.flags & ~kKnownFlags) != 0) {
    return make_error(Status::version, "the options ask for something that this library, " +
                                           std::string(version()) +
                                           ", does not know; a newer one is needed");
  }
  if (known_.deadline_ms < 0) {
    return make_error(Status::argument, "deadline_ms of the options is " +
                                            std::to_string(known_.deadline_ms) +
                                            "; 0 or more milliseconds are allowed");
  }
  TurnOptions options;
  options.deadline_ms = known_.deadline_ms;
  options.detached = (known_.flags & PARLEY_TURN_DETACHED) != 0;
  options.speculative = (known_.flags & PARLEY_TURN_SPECULATIVE) != 0;
  if (known_.notify != nullptr) {
    options.notify = [fn = known_.notify, data = std::move(data_)] { fn(data.get()); };
  }
  return options;
}

}  // namespace parley::capi
