#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "peers/provider/script.hpp"
#include "peers/provider/wire.hpp"

namespace parley::peer {

struct ServerOptions {
  std::uint16_t port = 0;  // 0 = any
  double rate = 0;         // events a second of each stream; 0 = as fast as it goes
  std::int64_t first_ms = 0;
  Wish wish;  // for requests that name nothing else
  bool tls = false;
  bool closed = false;  // the port is told and nobody listens
};

// One thread, epoll, a timer a stream. A request's query may change fault, events, rate and
// first_ms; a model of the name "fault:NAME" names a fault; GET /stats tells counts.
class Server {
 public:
  // Throws std::runtime_error when the port cannot be had.
  explicit Server(ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return port_; }
  std::string certificate() const { return tls_ ? tls_->certificate() : std::string(); }

  // Until a signal can be read from `signals`, or `life` is at its end.
  void run(int signals, int life);

 private:
  struct Connection {
    std::unique_ptr<Wire> wire;
    std::uint64_t serial = 0;
    std::string in;
    std::shared_ptr<const Script> script;  // null: waits for a request
    std::size_t step = 0;
    std::size_t offset = 0;  // of the step, sent
    std::int64_t due_ns = 0;
    std::int64_t gap_ns = 0;
    bool waits_for_room = false;
    bool continued = false;  // 100 was sent
  };
  struct Timer {
    std::int64_t at_ns;
    std::uint64_t serial;
    int fd;
    bool operator>(const Timer& other) const { return at_ns > other.at_ns; }
  };

  void listen_at(std::uint16_t port);
  void watch(int fd, std::uint32_t events, int how);
  void accept_all();
  void ready(int fd, std::uint32_t events);
  bool read(Connection& c);
  // False when the connection is gone.
  bool serve(Connection& c);
  bool answer(Connection& c, std::string_view head, std::string_view body);
  bool advance(Connection& c);
  bool next_step(Connection& c);
  bool end_script(Connection& c);
  void want_room(Connection& c, bool wanted);
  void drop(int fd);
  void due_timers();
  void set_alarm();
  std::shared_ptr<const Script> script_for(const Wish& wish);
  std::string stats() const;

  ServerOptions options_;
  std::unique_ptr<Tls> tls_;
  int listener_ = -1;
  int epoll_ = -1;
  int alarm_ = -1;
  std::uint16_t port_ = 0;
  std::uint64_t last_serial_ = 0;
  std::map<int, std::unique_ptr<Connection>> connections_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  std::map<std::string, std::shared_ptr<const Script>> scripts_;
  std::int64_t accepted_ = 0;
  std::int64_t requests_ = 0;
  std::int64_t steps_ = 0;
};

}  // namespace parley::peer
