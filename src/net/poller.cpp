#include "net/poller.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/epoll.h>
#include <sys/eventfd.h>
#endif

namespace parley::net {
namespace {

#ifdef __linux__
class EpollPoller final : public Poller {
 public:
  EpollPoller() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {}
  ~EpollPoller() override {
    if (epoll_ >= 0) close(epoll_);
  }
  bool ok() const noexcept { return epoll_ >= 0; }

  bool set(int fd, bool read, bool write) override {
    epoll_event event{};
    event.events = (read ? EPOLLIN : 0U) | (write ? EPOLLOUT : 0U);
    event.data.fd = fd;
    if (event.events == 0) {
      epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, &event);
      return true;
    }
    if (epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event) == 0) return true;
    return errno == ENOENT && epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0;
  }

  std::span<const Ready> wait(int timeout_ms) override {
    const int count = epoll_wait(epoll_, events_, kBatch, timeout_ms);
    for (int i = 0; i < count; ++i) {
      const std::uint32_t what = events_[i].events;
      ready_[i] = {events_[i].data.fd, (what & EPOLLIN) != 0, (what & EPOLLOUT) != 0,
                   (what & (EPOLLERR | EPOLLHUP)) != 0};
    }
    return {ready_, static_cast<std::size_t>(std::max(count, 0))};
  }

 private:
  int epoll_;
  epoll_event events_[kBatch];
  Ready ready_[kBatch];
};
#endif

class PollPoller final : public Poller {
 public:
  bool set(int fd, bool read, bool write) override {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= places_.size()) places_.resize(index + 1, kNowhere);
    std::size_t& place = places_[index];
    const auto events = static_cast<short>((read ? POLLIN : 0) | (write ? POLLOUT : 0));
    if (events == 0) {
      if (place != kNowhere) forget(place);
      return true;
    }
    if (place == kNowhere) {
      place = polled_.size();
      polled_.push_back({});
    }
    polled_[place] = {fd, events, 0};
    return true;
  }

  std::span<const Ready> wait(int timeout_ms) override {
    ready_.clear();
    if (poll(polled_.data(), static_cast<nfds_t>(polled_.size()), timeout_ms) <= 0) return ready_;
    // Begins behind the last one told of, so that a busy socket in front starves nobody.
    for (std::size_t i = 0; i < polled_.size() && ready_.size() < kBatch; ++i) {
      if (++turn_ >= polled_.size()) turn_ = 0;
      const pollfd& one = polled_[turn_];
      if (one.revents == 0) continue;
      ready_.push_back({one.fd, (one.revents & POLLIN) != 0, (one.revents & POLLOUT) != 0,
                        (one.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0});
    }
    return ready_;
  }

 private:
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  void forget(std::size_t place) {
    places_[static_cast<std::size_t>(polled_[place].fd)] = kNowhere;
    if (place + 1 != polled_.size()) {
      polled_[place] = polled_.back();
      places_[static_cast<std::size_t>(polled_[place].fd)] = place;
    }
    polled_.pop_back();
  }

  std::vector<pollfd> polled_;
  std::vector<std::size_t> places_;  // by descriptor
  std::vector<Ready> ready_;
  std::size_t turn_ = 0;
};

}  // namespace

std::unique_ptr<Poller> make_epoll_poller() {
#ifdef __linux__
  auto poller = std::make_unique<EpollPoller>();
  if (poller->ok()) return poller;
#endif
  return nullptr;
}

std::unique_ptr<Poller> make_poll_poller() {
  return std::make_unique<PollPoller>();
}

Wake::Wake(bool portable) {
#ifdef __linux__
  if (!portable) {
    read_ = write_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return;
  }
#endif
  (void)portable;
  int ends[2];
  if (pipe(ends) != 0) return;
  for (const int end : ends) {
    fcntl(end, F_SETFD, FD_CLOEXEC);
    fcntl(end, F_SETFL, O_NONBLOCK);
  }
  read_ = ends[0];
  write_ = ends[1];
}

Wake::~Wake() {
  if (write_ >= 0 && write_ != read_) close(write_);
  if (read_ >= 0) close(read_);
}

void Wake::ring() const noexcept {
  const std::uint64_t one = 1;
  // A full pipe or counter rings as well.
  [[maybe_unused]] const auto written = write(write_, &one, sizeof one);
}

void Wake::drain() const noexcept {
  std::uint64_t some[16];
  while (read(read_, some, sizeof some) == static_cast<ssize_t>(sizeof some)) {
  }
}

}  // namespace parley::net
