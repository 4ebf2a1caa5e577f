#pragma once

#include <cstdint>

#include "engine/time.hpp"
#include "engine/turn.hpp"

namespace parley {

// Adds the time between construction and destruction to a stage.
class TurnMachine::StageTimer {
 public:
  StageTimer(TurnMachine& turn, Stage stage)
      : total_(turn.stage_ns_[static_cast<std::size_t>(stage)]), begin_(steady_ns()) {}
  ~StageTimer() { total_ += steady_ns() - begin_; }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  std::int64_t& total_;
  std::int64_t begin_;
};

}  // namespace parley
