#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "net/names.hpp"
#include "ports/transport.hpp"

namespace parley::net {

// What happens at each limit stands beside it.
struct NetLimits {
  std::size_t transfers = 12'000;       // at once; others wait in the order they came
  std::size_t waiting = 4'096;          // of those; beyond: on_done with Status::limit
  std::size_t connecting = 128;         // at once, half of it for one origin; origins take turns
  std::size_t per_origin = 0;           // connections to one origin at once, 0 = as many as needed
  std::size_t kept = 64;                // idle connections kept for later requests
  std::size_t header_bytes = 64 << 10;  // of one response; beyond: Status::limit
  int redirects = 5;                    // followed, for requests that want it
  NameLimits names;
};

struct NetOptions {
  NetLimits limits;
  std::string ca_file;                // instead of the system's; empty = found at its usual places
  bool portable = false;              // poll() and a pipe even where there is epoll and eventfd
  std::shared_ptr<NameSource> names;  // null = the system's
};

// HTTP over libcurl: HTTP/1.1, over TLS also HTTP/2; TLS 1.2 or newer with verification; no netrc,
// cookies, proxies from the environment, or signals.
//
// All of libcurl runs on one thread, "parley-net", which starts with the first transfer; look-ups
// have up to two "parley-names" (more only while the system leaves dead ones hanging). A request
// that is malformed ends like every other, by on_done; if the system grants no thread, on_done
// comes on the caller's.
//
// Destroying the Transport ends what still runs with on_done(Status::state) and waits for the
// thread; not from a sink. Transfers may outlive it. In a process made by fork() an inherited
// Transport must not be used: start() there only calls on_done(Status::state), and its destructor
// leaves everything alone.
std::unique_ptr<Transport> make_transport(NetOptions options = {});

}  // namespace parley::net
