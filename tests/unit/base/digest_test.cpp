#include "base/digest.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace parley;

namespace {

std::string hex(const Digest& digest) {
  return to_hex(bytes_of(digest));
}

}  // namespace

TEST_CASE("digests of known parts") {
  // SHA-256 over each part's length (8 bytes, little-endian) and the part, the first 16 bytes.
  CHECK(hex(digest({})) == "e3b0c44298fc1c149afbf4c8996fb924");
  CHECK(hex(digest({""})) == "af5570f5a1810b7af78caf4bc70a660f");
  CHECK(hex(digest({"abc"})) == "ce91dc5eec0139adf091900d225971d6");
  CHECK(hex(digest({"ab", "c"})) == "43ee655579de01ca739b3f95c1c2d3f4");
  CHECK(hex(digest({std::string(1000, 'x'), std::string_view("\0", 1)})) ==
        "084ad383332b927d347e4092ad45b38f");
}

TEST_CASE("moving a byte over a boundary changes the digest") {
  CHECK(digest({"ab", "c"}) != digest({"a", "bc"}));
  CHECK(digest({"abc"}) != digest({"abc", ""}));
  CHECK(digest({"", "abc"}) != digest({"abc", ""}));
  CHECK(digest({"abc"}) == digest({"abc"}));
}

TEST_CASE("a digest comes back from its bytes, and only from as many") {
  const Digest whole = digest({"x"});
  CHECK(digest_from(bytes_of(whole)) == whole);
  CHECK(digest_from(bytes_of(whole).substr(1)) == Digest{});
  CHECK(digest_from("") == Digest{});
  CHECK(digest_from(std::string(17, 'x')) == Digest{});
}

TEST_CASE("hexadecimal is lower-case and two digits a byte") {
  CHECK(to_hex(std::string_view("\x00\x0f\xff", 3)) == "000fff");
  CHECK(to_hex("").empty());
}
