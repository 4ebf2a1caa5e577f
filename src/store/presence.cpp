#include "store/presence.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/failure.hpp"

namespace parley::store {
namespace {

bool lock(int file, int how) noexcept {
  int answer = 0;
  do {
    answer = ::flock(file, how);
  } while (answer != 0 && errno == EINTR);
  return answer == 0;
}

// The last one out removes the name; whoever had opened it before that holds a lock on nothing.
bool still_named(int file) noexcept {
  struct stat info{};
  return ::fstat(file, &info) == 0 && info.st_nlink > 0;
}

}  // namespace

Presence::~Presence() {
  leave();
}

Presence::Presence(Presence&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      alone_(std::exchange(other.alone_, false)) {}

Presence& Presence::operator=(Presence&& other) noexcept {
  if (this != &other) {
    leave();
    path_ = std::move(other.path_);
    file_ = std::exchange(other.file_, -1);
    alone_ = std::exchange(other.alone_, false);
  }
  return *this;
}

Result<Presence> Presence::enter(const std::string& data_path) {
  Presence presence;
  presence.path_ = data_path + "-live";
  for (;;) {
    presence.file_ = ::open(presence.path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (presence.file_ < 0) break;
    presence.alone_ = lock(presence.file_, LOCK_EX | LOCK_NB);
    if (!presence.alone_ && !lock(presence.file_, LOCK_SH)) break;
    if (still_named(presence.file_)) return presence;
    ::close(std::exchange(presence.file_, -1));
  }
  return store_failure(
      Status::store, "cannot_open", data_path,
      fmt::format("cannot use '{}' ({}); give this user write access to its folder", presence.path_,
                  std::strerror(errno)));
}

void Presence::share() noexcept {
  if (file_ >= 0 && alone_) lock(file_, LOCK_SH);
}

void Presence::leave() noexcept {
  if (file_ < 0) return;
  if (lock(file_, LOCK_EX | LOCK_NB)) ::unlink(path_.c_str());
  ::close(std::exchange(file_, -1));
}

}  // namespace parley::store
