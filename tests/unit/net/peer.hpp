#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "net/poller.hpp"

namespace parley::net::test {

// Long enough for the slowest machine under a sanitizer; nobody waits for it unless a test fails.
inline constexpr int kPatienceSeconds = 60;

// An HTTP/1.1 server without TLS on an ephemeral port of 127.0.0.1, on one thread.
class Peer {
 public:
  struct Request {
    int connection;  // numbered from 1 in the order they were accepted
    std::string head;
    std::string path;
    std::string body;
  };
  // On the server's thread. Answers at once with send(), or later from anywhere.
  using Handler = std::function<void(Peer&, const Request&)>;

  struct Count {
    int accepted = 0;
    int open = 0;
    int most_open = 0;
    int requests = 0;
    std::vector<Request> seen;          // at most the first 100
    std::vector<int> closed;            // connections that ended, by either side
    std::map<int, std::size_t> unsent;  // bytes that a connection has not taken yet
    std::map<int, std::size_t> sent;
  };

  explicit Peer(Handler handler);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  int port() const noexcept { return port_; }
  std::string url(std::string_view path = "/") const;

  // Any thread.
  void send(int connection, std::string bytes);
  void close(int connection);  // after what was sent
  void reset(int connection);  // at once, with RST
  void stop_accepting();       // closes the listener
  // Waits until the condition holds; false when patience ends.
  bool wait(const std::function<bool(const Count&)>& condition);
  Count count();

 private:
  struct Connection {
    int fd = -1;
    std::string in;
    std::string out;
    bool ending = false;
    bool resetting = false;
  };

  void run();
  void accept_all();
  bool serve(int id, Connection& connection, short events);
  void take_requests(int id, Connection& connection);
  bool write_out(int id, Connection& connection);
  void end(int id, Connection& connection);

  Handler handler_;
  int listener_ = -1;
  int port_ = 0;
  net::Wake wake_{true};
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::map<int, Connection> connections_;
  Count count_;
  int last_ = 0;
  bool stopping_ = false;
  bool deaf_ = false;
  std::thread thread_;
};

// A response with a length.
std::string response(std::string_view body, std::string_view status = "200 OK",
                     std::string_view headers = "");
// The head of a response whose body comes in chunks, a chunk, and the end.
std::string chunked_head(std::string_view headers = "");
std::string chunk(std::string_view bytes);
inline constexpr char kLastChunk[] = "0\r\n\r\n";

// A port where nothing listens.
int dead_port();

// A listener whose queue is full: whoever connects waits for ever.
class FullListener {
 public:
  FullListener();
  ~FullListener();
  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  int port_ = 0;  // before the listener, which fills it in
  int listener_ = -1;
  std::vector<int> fillers_;
};

}  // namespace parley::net::test
