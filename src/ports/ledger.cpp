#include "ports/ledger.hpp"

#include "base/varint.hpp"

namespace parley {

Digest row_digest(std::string_view salt, const EventRow& row, std::string_view hashed_meta) {
  std::string numbers;
  put_varint(numbers, static_cast<std::uint64_t>(row.seq));
  put_varint(numbers, static_cast<std::uint64_t>(row.turn));
  put_varint(numbers, static_cast<std::uint64_t>(row.kind));
  put_varint(numbers, static_cast<std::uint64_t>(row.at));
  return digest({salt, numbers, row.agent, row.text, hashed_meta});
}

Digest chain(const Digest& head, const Digest& row) {
  return digest({bytes_of(head), bytes_of(row)});
}

}  // namespace parley
