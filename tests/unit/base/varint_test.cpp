#include "base/varint.hpp"

#include <limits>

#include <doctest/doctest.h>

using namespace parley;

TEST_CASE("numbers come back, each in as few bytes as it needs") {
  for (unsigned bits = 0; bits <= 64; ++bits) {
    const std::uint64_t most =
        bits == 64 ? std::numeric_limits<std::uint64_t>::max() : (std::uint64_t{1} << bits) - 1;
    std::string bytes;
    put_varint(bytes, most);
    CHECK(bytes.size() == (bits == 0 ? 1 : (bits + 6) / 7));
    std::string_view in = bytes;
    CHECK(take_varint(in) == most);
    CHECK(in.empty());
  }
}

TEST_CASE("bytes that end early give nothing") {
  std::string bytes;
  put_varint(bytes, 300);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    std::string_view in = std::string_view(bytes).substr(0, size);
    CHECK_FALSE(take_varint(in).has_value());
  }
}

TEST_CASE("more than 64 bits give nothing") {
  const std::string eleven = std::string(10, '\x80') + '\x01';
  std::string_view in = eleven;
  CHECK_FALSE(take_varint(in).has_value());
  const std::string overflow = std::string(9, '\xff') + '\x02';  // bit 64
  in = overflow;
  CHECK_FALSE(take_varint(in).has_value());
}

TEST_CASE("byte strings follow each other and stay within their bounds") {
  std::string bytes;
  put_bytes(bytes, std::string_view("a\0b", 3));
  put_bytes(bytes, "");
  put_bytes(bytes, std::string(200, 'x'));
  std::string_view in = bytes;
  CHECK(take_bytes(in) == std::string_view("a\0b", 3));
  CHECK(take_bytes(in) == "");
  CHECK(take_bytes(in) == std::string(200, 'x'));
  CHECK(in.empty());
  in = std::string_view(bytes).substr(0, 3);
  CHECK_FALSE(take_bytes(in).has_value());
}
