#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ports/completion.hpp"
#include "ports/embedder.hpp"
#include "ports/evidence.hpp"

namespace parley {

struct RetrieveRequest {
  std::string question;
  std::string locale;
  std::int32_t k = 8;   // passages at most
  Embedding embedding;  // of the question; empty = lexical search only
};

// Searches one tenant's knowledge. The first search of a tenant may have to load it, so the answer
// may take its time; it never holds a thread of the pool meanwhile. Never null on success; without
// knowledge the evidence is empty.
class Retriever {
 public:
  virtual ~Retriever() = default;
  virtual void start(RetrieveRequest request,
                     Completion<std::shared_ptr<const Evidence>> completion) = 0;
};

}  // namespace parley
