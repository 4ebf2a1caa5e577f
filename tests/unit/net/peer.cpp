#include "peer.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parley::net::test {
namespace {

int listen_on_loopback(int& port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(fd, 1024) != 0 || getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no listener on loopback");
  }
  port = ntohs(address.sin_port);
  return fd;
}

std::size_t body_size(std::string_view head) {
  std::string lower(head);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const auto at = lower.find("\r\ncontent-length:");
  return at == std::string::npos ? 0 : std::strtoul(lower.c_str() + at + 17, nullptr, 10);
}

}  // namespace

Peer::Peer(Handler handler) : handler_(std::move(handler)) {
  listener_ = listen_on_loopback(port_);
  thread_ = std::thread([this] { run(); });
}

Peer::~Peer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.ring();
  thread_.join();
  for (auto& [id, connection] : connections_)
    ::close(connection.fd);
  if (listener_ >= 0) ::close(listener_);
}

std::string Peer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

void Peer::send(int connection, std::string bytes) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = connections_.find(connection);
    if (at == connections_.end()) return;
    at->second.out += bytes;
    count_.unsent[connection] = at->second.out.size();
  }
  wake_.ring();
}

void Peer::close(int connection) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = connections_.find(connection);
    if (at != connections_.end()) at->second.ending = true;
  }
  wake_.ring();
}

void Peer::reset(int connection) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = connections_.find(connection);
    if (at != connections_.end()) at->second.resetting = true;
  }
  wake_.ring();
}

void Peer::stop_accepting() {
  {
    const std::lock_guard lock(mutex_);
    deaf_ = true;
  }
  wake_.ring();
  wait([this](const Count&) { return listener_ < 0; });
}

bool Peer::wait(const std::function<bool(const Count&)>& condition) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(kPatienceSeconds),
                           [&] { return condition(count_); });
}

Peer::Count Peer::count() {
  const std::lock_guard lock(mutex_);
  return count_;
}

void Peer::accept_all() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(mutex_);
    connections_[++last_].fd = fd;
    ++count_.accepted;
    count_.most_open = std::max(count_.most_open, ++count_.open);
    changed_.notify_all();
  }
}

void Peer::end(int id, Connection& connection) {
  if (connection.resetting) {
    const linger now{1, 0};
    setsockopt(connection.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  ::close(connection.fd);
  const std::lock_guard lock(mutex_);
  connections_.erase(id);
  --count_.open;
  count_.closed.push_back(id);
  count_.unsent.erase(id);
  changed_.notify_all();
}

void Peer::take_requests(int id, Connection& connection) {
  for (;;) {
    const auto head = connection.in.find("\r\n\r\n");
    if (head == std::string::npos) return;
    const std::size_t all = head + 4 + body_size(std::string_view(connection.in).substr(0, head));
    if (connection.in.size() < all) return;
    Request request{id, connection.in.substr(0, head + 4), {}, {}};
    request.body = connection.in.substr(head + 4, all - head - 4);
    const auto from = request.head.find(' ') + 1;
    request.path = request.head.substr(from, request.head.find(' ', from) - from);
    connection.in.erase(0, all);
    connection.in.shrink_to_fit();
    {
      const std::lock_guard lock(mutex_);
      ++count_.requests;
      if (count_.seen.size() < 100) count_.seen.push_back(request);
      changed_.notify_all();
    }
    handler_(*this, request);
  }
}

// False when the connection is over.
bool Peer::write_out(int id, Connection& connection) {
  const std::lock_guard lock(mutex_);
  while (!connection.out.empty()) {
    const auto sent =
        ::send(connection.fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN;
    connection.out.erase(0, static_cast<std::size_t>(sent));
    count_.sent[id] += static_cast<std::size_t>(sent);
    count_.unsent[id] = connection.out.size();
    changed_.notify_all();
  }
  return !connection.ending;
}

bool Peer::serve(int id, Connection& connection, short events) {
  if (connection.resetting) return false;
  if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) {
    char buffer[16384];
    for (;;) {
      const auto got = recv(connection.fd, buffer, sizeof buffer, 0);
      if (got == 0 || (got < 0 && errno != EAGAIN)) return false;
      if (got < 0) break;
      connection.in.append(buffer, static_cast<std::size_t>(got));
    }
    take_requests(id, connection);
  }
  return write_out(id, connection);
}

void Peer::run() {
  std::vector<pollfd> polled;
  std::vector<int> ids;
  for (;;) {
    polled.assign(1, {wake_.fd(), POLLIN, 0});
    ids.assign(1, 0);
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      if (deaf_ && listener_ >= 0) {
        ::close(listener_);
        listener_ = -1;
        changed_.notify_all();
      }
      polled.push_back({listener_, POLLIN, 0});
      ids.push_back(0);
      for (auto& [id, connection] : connections_) {
        const bool write = !connection.out.empty() || connection.ending || connection.resetting;
        polled.push_back({connection.fd, static_cast<short>(write ? POLLIN | POLLOUT : POLLIN), 0});
        ids.push_back(id);
      }
    }
    poll(polled.data(), polled.size(), -1);
    wake_.drain();
    if (polled[1].revents != 0) accept_all();
    for (std::size_t i = 2; i < polled.size(); ++i) {
      if (polled[i].revents == 0) continue;
      Connection& connection = connections_.at(ids[i]);
      if (!serve(ids[i], connection, polled[i].revents)) end(ids[i], connection);
    }
  }
}

std::string response(std::string_view body, std::string_view status, std::string_view headers) {
  std::string text = "HTTP/1.1 ";
  text.append(status).append("\r\n").append(headers);
  return text.append("Content-Length: ")
      .append(std::to_string(body.size()))
      .append("\r\n\r\n")
      .append(body);
}

std::string chunked_head(std::string_view headers) {
  return std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n")
      .append(headers)
      .append("\r\n");
}

std::string chunk(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string size;
  for (std::size_t rest = bytes.size(); rest != 0; rest /= 16)
    size.insert(0, 1, kDigits[rest % 16]);
  return size.append("\r\n").append(bytes).append("\r\n");
}

FullListener::FullListener() : listener_(listen_on_loopback(port_)) {
  listen(listener_, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  for (int i = 0; i < 4; ++i) {
    fillers_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    connect(fillers_.back(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
}

FullListener::~FullListener() {
  for (const int fd : fillers_)
    ::close(fd);
  ::close(listener_);
}

int dead_port() {
  int port = 0;
  ::close(listen_on_loopback(port));
  return port;
}

}  // namespace parley::net::test
