#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/result.hpp"

namespace parley {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

// How long each part of a transfer may take; 0 = no limit of its own. All in milliseconds.
struct HttpDeadlines {
  std::int64_t connect = 10'000;  // name look-up, connection and TLS; waiting for a place among
                                  // other transfers does not count
  std::int64_t first = 60'000;    // from there to the first useful payload; see HttpSink::on_data
  std::int64_t idle = 30'000;     // between two useful payloads; it and `first` stand still while
                                  // paused
  std::int64_t total = 300'000;   // all, from start()
};

struct HttpRequest {
  std::string method = "POST";
  std::string url;
  HttpHeaders headers;  // may hold secrets: never logged, never in an error
  std::string body;
  HttpDeadlines deadlines;
  std::int64_t max_bytes = 64 << 20;  // of the response's body
  std::string ca_file;                // beside the system's; empty = the system's alone
  std::string proxy;                  // empty = none; the environment is not asked
  bool private_addresses = true;  // false: refuses loopback, link-local and private ranges, also
                                  // after the name is resolved
  bool follow_redirects = false;  // headers that may hold a secret stay with their origin
  // Never sent twice: takes a connection of its own, as one that was kept may turn out closed, and
  // nobody can tell whether the request was heard before that.
  bool once = false;
};

// Hears one transfer. Called on the network's thread, one call at a time, in order: at most one
// on_head, any number of on_data, exactly one on_done, after which nothing more comes. May only
// hand on what it hears: no waiting, no locks held for long.
class HttpSink {
 public:
  virtual ~HttpSink() = default;
  // Names are in lower case.
  virtual void on_head(int status, HttpHeaders headers) = 0;
  // True when the bytes held something useful: an event, not only a keep-alive comment. Only that
  // counts for the deadlines `first` and `idle`.
  virtual bool on_data(std::string_view bytes) = 0;
  // The body ended (also that of an error status), or why it did not: Status::network (also what
  // could not be sent as it is), Status::deadline, Status::limit; Status::state when the transport
  // is destroyed.
  virtual void on_done(Result<void> outcome) = 0;
};

// A running transfer. Destroying it cancels: the socket is closed within 50 ms (of HTTP/2 the
// stream) and no call of the sink begins any more; one that has begun may still be running. Any
// thread, also in a sink, and also after the transfer or the transport has ended.
class Transfer {
 public:
  virtual ~Transfer() = default;
  virtual void pause() = 0;  // no more on_data soon; the socket is not read meanwhile
  virtual void resume() = 0;
};

// Carries HTTP requests. Thread-safe; never waits in start().
class Transport {
 public:
  virtual ~Transport() = default;
  virtual std::unique_ptr<Transfer> start(HttpRequest request, std::shared_ptr<HttpSink> sink) = 0;
};

}  // namespace parley
