#include "peers/provider/server.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <ctime>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "peers/provider/request.hpp"

namespace parley::peer {
namespace {

std::int64_t now_ns() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

[[noreturn]] void give_up(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

template <class Number>
void read_number(std::string_view text, Number& out) {
  std::from_chars(text.data(), text.data() + text.size(), out);
}

bool is_over(int fd) {
  char dropped[256];
  return ::read(fd, dropped, sizeof dropped) <= 0;
}

// A TLS client that speaks to us in the clear: "handshake failure".
constexpr std::string_view kTlsAlert{"\x15\x03\x03\x00\x02\x02\x28", 7};

}  // namespace

Server::Server(ServerOptions options) : options_(std::move(options)) {
  if (options_.tls && !(tls_ = make_tls())) throw std::runtime_error("no TLS in this build");
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  alarm_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (epoll_ < 0 || alarm_ < 0) give_up("epoll");
  listen_at(options_.port);
  watch(alarm_, EPOLLIN, EPOLL_CTL_ADD);
  if (options_.closed) {
    ::close(listener_);
    listener_ = -1;
  }
}

Server::~Server() {
  connections_.clear();
  for (const int fd : {listener_, epoll_, alarm_}) {
    if (fd >= 0) ::close(fd);
  }
}

void Server::listen_at(std::uint16_t port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 4096) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    give_up("cannot listen");
  }
  port_ = ntohs(address.sin_port);
  watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
}

void Server::watch(int fd, std::uint32_t events, int how) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  if (epoll_ctl(epoll_, how, fd, &event) != 0) give_up("epoll_ctl");
}

void Server::run(int signals, int life) {
  watch(signals, EPOLLIN, EPOLL_CTL_ADD);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = life;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, life, &event);  // fails for files, which never end
  std::array<epoll_event, 256> events;
  while (true) {
    set_alarm();
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == signals || (fd == life && is_over(life))) return;
      if (fd == life) continue;
      if (fd == listener_) {
        accept_all();
      } else if (fd == alarm_) {
        std::uint64_t rung = 0;
        (void)!::read(alarm_, &rung, sizeof rung);
      } else {
        ready(fd, events[static_cast<std::size_t>(i)].events);
      }
    }
    due_timers();
  }
}

void Server::accept_all() {
  while (listener_ >= 0) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto connection = std::make_unique<Connection>();
    connection->wire = tls_ ? tls_->accept(fd) : std::make_unique<Wire>(fd);
    connection->serial = ++last_serial_;
    connections_[fd] = std::move(connection);
    ++accepted_;
    watch(fd, EPOLLIN | EPOLLRDHUP, EPOLL_CTL_ADD);
  }
}

void Server::ready(int fd, std::uint32_t events) {
  const auto found = connections_.find(fd);
  if (found == connections_.end()) return;
  Connection& c = *found->second;
  // TLS may want to write in order to read, so both are tried.
  const bool alive =
      (events & (EPOLLERR | EPOLLHUP)) == 0 && read(c) && (c.script ? advance(c) : serve(c));
  if (!alive) drop(fd);
}

bool Server::read(Connection& c) {
  Wire::Io io = Wire::Io::some;
  while (io == Wire::Io::some) {
    io = c.wire->read(c.in);
    if (c.in.size() > (std::size_t{65} << 20)) return false;
  }
  return io == Wire::Io::again;
}

bool Server::serve(Connection& c) {
  while (!c.script) {
    if (!tls_ && c.in.starts_with('\x16')) {
      std::size_t sent = 0;
      c.wire->write(kTlsAlert, sent);
      return false;
    }
    std::size_t head_end = 0;
    std::size_t body_end = 0;
    const Got got = find_request(c.in, head_end, body_end);
    if (got == Got::nonsense) return false;
    if (got == Got::more) {
      if (head_end > 0 && !c.continued && expects_continue(c.in.substr(0, head_end))) {
        std::size_t sent = 0;
        c.continued = true;
        c.wire->write("HTTP/1.1 100 Continue\r\n\r\n", sent);
      }
      return true;
    }
    const std::string request = c.in.substr(0, body_end);
    c.in.erase(0, body_end);
    c.continued = false;
    const std::string_view whole = request;
    if (!answer(c, whole.substr(0, head_end), whole.substr(head_end))) return false;
  }
  return true;
}

bool Server::answer(Connection& c, std::string_view head, std::string_view body) {
  Wish wish = options_.wish;
  double rate = options_.rate;
  std::int64_t first_ms = options_.first_ms;
  if (const auto fault = query(head, "fault"); !fault.empty()) wish.fault = fault;
  if (const auto fault = fault_of_model(body); !fault.empty()) wish.fault = fault;
  if (wish.fault == "none") wish.fault.clear();
  read_number(query(head, "events"), wish.events);
  read_number(query(head, "rate"), rate);
  read_number(query(head, "first_ms"), first_ms);
  wish.events = std::clamp<std::int64_t>(wish.events, 0, 1'000'000);
  if (path(head) == "/stats") {
    const std::string text = response("200 OK", "application/json", stats());
    c.script = std::make_shared<const Script>(Script{{{text, false, 0}}, End::next});
  } else {
    ++requests_;
    c.script = script_for(wish);
  }
  c.step = c.offset = 0;
  c.gap_ns = rate > 0 ? static_cast<std::int64_t>(1e9 / rate) : 0;
  c.due_ns = now_ns() + first_ms * 1'000'000;
  return advance(c);
}

std::shared_ptr<const Script> Server::script_for(const Wish& wish) {
  constexpr std::size_t kKept = 200;
  const std::string key = wish.fault + "/" + std::to_string(wish.events);
  if (const auto found = scripts_.find(key); found != scripts_.end()) return found->second;
  auto made = make_script(wish);
  if (!made) {
    made = Script{
        {{response("400 Bad Request", "text/plain", "the peer knows no fault " + wish.fault + "\n"),
          false, 0}},
        End::next};
  }
  if (scripts_.size() >= kKept) scripts_.clear();
  return scripts_[key] = std::make_shared<const Script>(std::move(*made));
}

// Sends what is due; false when the connection is to be closed.
bool Server::advance(Connection& c) {
  while (c.script && c.step < c.script->steps.size()) {
    const std::int64_t now = c.due_ns == 0 ? 0 : now_ns();
    if (c.due_ns > now) {
      timers_.push({c.due_ns, c.serial, c.wire->fd()});
      return true;
    }
    const std::string& bytes = c.script->steps[c.step].bytes;
    std::size_t sent = 0;
    const Wire::Io io = c.wire->write(std::string_view(bytes).substr(c.offset), sent);
    if (io == Wire::Io::closed) return false;
    c.offset += sent;
    if (c.offset < bytes.size()) {
      want_room(c, true);
      if (io == Wire::Io::again) return true;
      continue;
    }
    if (c.waits_for_room) want_room(c, false);
    ++steps_;
    if (!next_step(c)) break;
  }
  return !c.script || c.step < c.script->steps.size() || end_script(c);
}

// When the step after this one is due. False at the script's end.
bool Server::next_step(Connection& c) {
  const auto& steps = c.script->steps;
  c.offset = 0;
  const bool again = c.script->end == End::loop && c.step + 1 == steps.size();
  if (!again && ++c.step == steps.size()) return false;
  const Step& next = steps[c.step];
  // A loop without a pace would starve all others.
  const std::int64_t idle = again && next.wait_ms == 0 && c.gap_ns == 0 ? 20'000'000 : 0;
  c.due_ns += (next.paced ? c.gap_ns : 0) + next.wait_ms * 1'000'000 + idle;
  return true;
}

bool Server::end_script(Connection& c) {
  switch (c.script->end) {
    case End::next:
      c.script = nullptr;
      return serve(c);
    case End::close:
      return false;
    case End::stop_all:
      if (listener_ >= 0) ::close(listener_);
      listener_ = -1;
      [[fallthrough]];
    case End::reset:
      c.wire->reset_on_close();
      return false;
    case End::hold:
    case End::loop:
      return true;
  }
  return false;
}

void Server::want_room(Connection& c, bool wanted) {
  if (c.waits_for_room == wanted) return;
  c.waits_for_room = wanted;
  watch(c.wire->fd(), EPOLLIN | EPOLLRDHUP | (wanted ? EPOLLOUT : 0u), EPOLL_CTL_MOD);
}

void Server::drop(int fd) {
  connections_.erase(fd);  // closing takes it out of epoll
}

void Server::due_timers() {
  const std::int64_t now = now_ns();
  while (!timers_.empty() && timers_.top().at_ns <= now) {
    const Timer timer = timers_.top();
    timers_.pop();
    const auto found = connections_.find(timer.fd);
    if (found == connections_.end() || found->second->serial != timer.serial) continue;
    if (found->second->due_ns != timer.at_ns || found->second->waits_for_room) continue;
    if (!advance(*found->second)) drop(timer.fd);
  }
}

void Server::set_alarm() {
  itimerspec at{};
  if (!timers_.empty()) {
    const std::int64_t when = std::max<std::int64_t>(timers_.top().at_ns, 1);
    at.it_value.tv_sec = when / 1'000'000'000;
    at.it_value.tv_nsec = when % 1'000'000'000;
  }
  timerfd_settime(alarm_, TFD_TIMER_ABSTIME, &at, nullptr);
}

// The asking connection is not counted.
std::string Server::stats() const {
  return "{\"accepted\":" + std::to_string(accepted_ - 1) +
         ",\"open\":" + std::to_string(connections_.size() - 1) +
         ",\"requests\":" + std::to_string(requests_) + ",\"steps\":" + std::to_string(steps_) +
         "}";
}

}  // namespace parley::peer
