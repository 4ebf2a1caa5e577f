#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sockaddr;

namespace parley::net {

// An IP address without a port or zone.
struct Address {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // network order; IPv4 uses the first four

  // Dotted IPv4 or IPv6 text, the latter with or without brackets.
  static std::optional<Address> parse(std::string_view text);
  static std::optional<Address> of(const sockaddr& address);

  std::string text() const;  // without brackets
  bool operator==(const Address&) const = default;
};

// True for what is routed in the open internet. Loopback, link-local, private, shared (CGNAT),
// multicast, unspecified, documentation and other reserved ranges are not; IPv4 inside IPv6
// (mapped, NAT64, 6to4) is judged by the IPv4 address.
bool is_public(const Address& address);

// "localhost" and names below it, which need no look-up. Lower case expected.
bool is_local_name(std::string_view host);

}  // namespace parley::net
