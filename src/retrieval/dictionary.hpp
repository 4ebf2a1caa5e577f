#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "ports/evidence.hpp"

namespace parley::retrieval {

// Terms numbered in the order of their coming. Copies share the bytes of the terms, so a copy for
// readers costs two flat arrays. Only the newest copy may intern (what it writes no older copy
// looks at); find() and term() of older copies may run meanwhile on any thread.
class Dictionary {
 public:
  static constexpr TermId kNone = kNoTerm;

  std::uint32_t find(std::string_view term) const;
  std::uint32_t intern(std::string_view term);
  std::string_view term(std::uint32_t id) const { return terms_[id].text; }
  std::size_t size() const { return terms_.size(); }

 private:
  struct Term {
    std::string_view text;
    std::uint32_t hash;
  };
  static constexpr std::size_t kArenaBytes = 64 * 1024;

  std::size_t slot_of(std::string_view term, std::uint32_t hash) const;
  std::string_view keep(std::string_view term);
  void grow();

  std::vector<Term> terms_;
  std::vector<std::uint32_t> slots_;  // id + 1; 0 is empty; the size is a power of two
  std::vector<std::shared_ptr<char[]>> arenas_;
  char* free_ = nullptr;  // in the last arena
  std::size_t free_bytes_ = 0;
};

}  // namespace parley::retrieval
