#include "engine/turn_id.hpp"

#include "base/varint.hpp"

namespace parley {

std::string id_text(std::string_view ten_bytes) {
  static constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char byte : ten_bytes.substr(0, 10)) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    for (held += 8; held >= 5; held -= 5)
      out.push_back(kAlphabet[(bits >> (held - 5)) & 31]);
    bits &= (1u << held) - 1;
  }
  return out;
}

std::string turn_id(std::string_view salt, std::int64_t turn) {
  std::string number;
  put_varint(number, static_cast<std::uint64_t>(turn));
  const Digest hash = digest({"turn", salt, number});
  return id_text(bytes_of(hash));
}

}  // namespace parley
