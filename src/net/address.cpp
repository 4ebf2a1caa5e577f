#include "net/address.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace parley::net {
namespace {

struct Range {
  std::array<std::uint8_t, 16> bytes;
  int bits;
};

constexpr Range kReserved4[] = {
    {{0}, 8},         {{10}, 8},       {{100, 64}, 10},      {{127}, 8},
    {{169, 254}, 16}, {{172, 16}, 12}, {{192, 0, 0}, 24},    {{192, 0, 2}, 24},
    {{192, 168}, 16}, {{198, 18}, 15}, {{198, 51, 100}, 24}, {{203, 0, 113}, 24},
    {{224}, 4},       {{240}, 4},
};
constexpr Range kGlobal6 = {{0x20}, 3};
constexpr Range kReserved6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // protocol assignments, Teredo among them
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x3f, 0xff, 0x00}, 20},        // documentation
};
constexpr Range kMapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Range kNat64 = {{0x00, 0x64, 0xff, 0x9b}, 96};
constexpr Range k6to4 = {{0x20, 0x02}, 16};

bool within(std::span<const std::uint8_t> bytes, const Range& range) {
  const auto whole = static_cast<std::size_t>(range.bits / 8);
  if (!std::equal(range.bytes.begin(), range.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  bytes.begin())) {
    return false;
  }
  const int rest = range.bits % 8;
  return rest == 0 || (bytes[whole] >> (8 - rest)) == (range.bytes[whole] >> (8 - rest));
}

bool public4(std::span<const std::uint8_t> bytes) {
  return std::none_of(std::begin(kReserved4), std::end(kReserved4),
                      [bytes](const Range& range) { return within(bytes, range); });
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  if (text.size() > 1 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  char buffer[INET6_ADDRSTRLEN] = {};
  if (text.empty() || text.size() >= sizeof buffer) return std::nullopt;
  std::memcpy(buffer, text.data(), text.size());
  Address address;
  address.v6 = text.find(':') != std::string_view::npos;
  if (inet_pton(address.v6 ? AF_INET6 : AF_INET, buffer, address.bytes.data()) != 1) {
    return std::nullopt;
  }
  return address;
}

std::optional<Address> Address::of(const sockaddr& from) {
  Address address;
  if (from.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &from, sizeof in);
    std::memcpy(address.bytes.data(), &in.sin_addr, 4);
    return address;
  }
  if (from.sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 in{};
  std::memcpy(&in, &from, sizeof in);
  address.v6 = true;
  std::memcpy(address.bytes.data(), &in.sin6_addr, 16);
  return address;
}

std::string Address::text() const {
  char buffer[INET6_ADDRSTRLEN] = {};
  inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), buffer, sizeof buffer);
  return buffer;
}

bool is_public(const Address& address) {
  const std::span<const std::uint8_t> bytes(address.bytes);
  if (!address.v6) return public4(bytes);
  if (within(bytes, kMapped) || within(bytes, kNat64)) return public4(bytes.subspan(12));
  if (within(bytes, k6to4)) return public4(bytes.subspan(2));
  return within(bytes, kGlobal6) &&
         std::none_of(std::begin(kReserved6), std::end(kReserved6),
                      [bytes](const Range& range) { return within(bytes, range); });
}

bool is_local_name(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost");
}

}  // namespace parley::net
