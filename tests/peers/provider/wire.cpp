#include "peers/provider/wire.hpp"

#include <array>
#include <cerrno>

#include <sys/socket.h>
#include <unistd.h>

namespace parley::peer {

Wire::~Wire() {
  ::close(fd_);
}

Wire::Io Wire::read(std::string& in) {
  std::array<char, 16384> buffer;
  const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (got > 0) {
    in.append(buffer.data(), static_cast<std::size_t>(got));
    return Io::some;
  }
  return got < 0 && (errno == EAGAIN || errno == EINTR) ? Io::again : Io::closed;
}

Wire::Io Wire::write(std::string_view bytes, std::size_t& sent) {
  const ssize_t went = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  sent = went > 0 ? static_cast<std::size_t>(went) : 0;
  if (went >= 0) return Io::some;
  return errno == EAGAIN || errno == EINTR ? Io::again : Io::closed;
}

void Wire::reset_on_close() {
  const linger none{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

}  // namespace parley::peer
