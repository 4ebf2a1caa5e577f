#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ports/completion.hpp"

namespace parley {

// Unit length scaled to 127; products sum in 32-bit integers, so that every kernel agrees to the
// last bit.
using Embedding = std::vector<std::int8_t>;

// Turns texts into vectors of one dimension, in the order of the texts. A remote one may take its
// time and never holds a thread of the pool meanwhile.
class Embedder {
 public:
  virtual ~Embedder() = default;
  virtual void start(std::vector<std::string> texts,
                     Completion<std::vector<Embedding>> completion) = 0;
};

}  // namespace parley
