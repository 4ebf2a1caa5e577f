#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace parley::peer {

// The bytes of one connection, in the clear or not. Owns the socket, which does not block.
class Wire {
 public:
  enum class Io : unsigned char { some, again, closed };

  explicit Wire(int fd) : fd_(fd) {}
  virtual ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  int fd() const { return fd_; }
  // Appends what can be read now. `closed` also for a broken connection.
  virtual Io read(std::string& in);
  // Sends as much of `bytes` as goes now; `sent` says how much.
  virtual Io write(std::string_view bytes, std::size_t& sent);
  // From now on closing the socket sends RST instead of FIN.
  void reset_on_close();

 private:
  int fd_;
};

// A self-made key and certificate for 127.0.0.1 and localhost, and connections with it.
class Tls {
 public:
  virtual ~Tls() = default;
  virtual std::unique_ptr<Wire> accept(int fd) = 0;
  virtual std::string certificate() const = 0;  // PEM; serves clients as their CA file
};

// Null when the peer was built without OpenSSL, or OpenSSL fails.
std::unique_ptr<Tls> make_tls();

}  // namespace parley::peer
