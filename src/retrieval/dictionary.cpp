#include "retrieval/dictionary.hpp"

#include <algorithm>
#include <cstring>

namespace parley::retrieval {

namespace {
std::uint32_t hash_of(std::string_view term) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : term)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return static_cast<std::uint32_t>(hash ^ (hash >> 29));
}
}  // namespace

std::size_t Dictionary::slot_of(std::string_view term, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot] != 0) {
    const Term& held = terms_[slots_[slot] - 1];
    if (held.hash == hash && held.text == term) break;
    slot = (slot + 1) & mask;
  }
  return slot;
}

std::uint32_t Dictionary::find(std::string_view term) const {
  if (slots_.empty()) return kNone;
  return slots_[slot_of(term, hash_of(term))] - 1;  // an empty slot wraps to kNone
}

std::uint32_t Dictionary::intern(std::string_view term) {
  if (slots_.size() < 2 * (terms_.size() + 1)) grow();
  const std::uint32_t hash = hash_of(term);
  const std::size_t slot = slot_of(term, hash);
  if (slots_[slot] == 0) {
    terms_.push_back({keep(term), hash});
    slots_[slot] = static_cast<std::uint32_t>(terms_.size());
  }
  return slots_[slot] - 1;
}

std::string_view Dictionary::keep(std::string_view term) {
  if (free_bytes_ < term.size()) {
    free_bytes_ = std::max(kArenaBytes, term.size());
    arenas_.emplace_back(new char[free_bytes_]);
    free_ = arenas_.back().get();
  }
  char* at = free_;
  std::memcpy(at, term.data(), term.size());
  free_ += term.size();
  free_bytes_ -= term.size();
  return {at, term.size()};
}

void Dictionary::grow() {
  slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t id = 0; id < terms_.size(); ++id) {
    std::size_t slot = terms_[id].hash & mask;
    while (slots_[slot] != 0)
      slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::uint32_t>(id + 1);
  }
}

}  // namespace parley::retrieval
