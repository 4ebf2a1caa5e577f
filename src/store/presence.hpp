#pragma once

#include <string>

#include "parley/result.hpp"

namespace parley::store {

// Says to other processes (and other stores of this one) that somebody works on a data file: a
// shared lock on an empty file
// "<data file>-live" beside it, which the operating system drops when the process dies, however it
// dies. So what a dead process left behind is told from what a live one is doing, at no cost a
// turn. The last one to leave removes the file.
class Presence {
 public:
  Presence() = default;
  ~Presence();
  Presence(Presence&& other) noexcept;
  Presence& operator=(Presence&& other) noexcept;

  static Result<Presence> enter(const std::string& data_path);

  // Nobody else was there at enter(), and nobody can enter before share() is called.
  bool alone() const noexcept { return alone_; }
  void share() noexcept;

 private:
  void leave() noexcept;

  std::string path_;
  int file_ = -1;
  bool alone_ = false;
};

}  // namespace parley::store
