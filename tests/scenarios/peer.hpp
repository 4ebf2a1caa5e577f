#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace parley::scenarios {

// The pretended model server of tests/peers/provider as a process of its own, for one case. The
// program is PARLEY_PROVIDER_PEER in the environment, or provider_peer beside the running one.
class Peer {
 public:
  // Failure when it cannot be started or tells no port.
  Peer(std::vector<std::string> flags, int line);
  ~Peer();  // ends the process
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  const std::string& port() const { return port_; }

 private:
  pid_t process_ = -1;
  int keep_alive_ = -1;  // its standard input: it ends when this closes
  std::string port_;
};

}  // namespace parley::scenarios
