#pragma once

#include <memory>
#include <span>

namespace parley::net {

struct Ready {
  int fd;
  bool readable;
  bool writable;
  bool broken;  // error or hang-up
};

// Waits for sockets. One thread.
class Poller {
 public:
  // A wait tells of no more sockets than this at once, in turn, so that what came meanwhile (a
  // cancel) is seen in between.
  static constexpr int kBatch = 64;

  virtual ~Poller() = default;
  // What to wait for; neither: the socket is forgotten. False when the system has no more room.
  virtual bool set(int fd, bool read, bool write) = 0;
  // Valid until the next call. timeout in ms, -1 = for ever.
  virtual std::span<const Ready> wait(int timeout_ms) = 0;
};

// Null where the system has no epoll, or no descriptor is left.
std::unique_ptr<Poller> make_epoll_poller();
// poll(): everywhere, and linear in the number of sockets.
std::unique_ptr<Poller> make_poll_poller();

// Wakes a poller from other threads: an eventfd where there is one, else a pipe.
class Wake {
 public:
  explicit Wake(bool portable);
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  bool ok() const noexcept { return read_ >= 0; }
  int fd() const noexcept { return read_; }
  void ring() const noexcept;   // any thread; never waits
  void drain() const noexcept;  // the poller's thread

 private:
  int read_ = -1;
  int write_ = -1;  // the same as read_ for an eventfd
};

}  // namespace parley::net
