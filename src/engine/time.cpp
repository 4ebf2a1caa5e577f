#include "engine/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <stdexcept>

#include <sys/random.h>

namespace parley {

std::int64_t SystemClock::unix_ms() const {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string SystemRandom::bytes(std::size_t count) {
  std::string out(count, '\0');
  for (std::size_t at = 0; at < count; at += 256) {  // getentropy hands out 256 bytes at most
    if (getentropy(out.data() + at, std::min<std::size_t>(256, count - at)) != 0) {
      throw std::runtime_error("the operating system gives no random bytes");
    }
  }
  return out;
}

std::string SeededRandom::bytes(std::size_t count) {
  const std::lock_guard lock(mutex_);
  std::string out;
  out.reserve(count + 8);
  while (out.size() < count) {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    z ^= z >> 31;
    for (int i = 0; i < 8; ++i)
      out.push_back(static_cast<char>(z >> (8 * i)));
  }
  out.resize(count);
  return out;
}

std::int64_t steady_ns() {
  using std::chrono::duration_cast;
  using std::chrono::nanoseconds;
  return duration_cast<nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace parley
