#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parley/result.hpp"

#include "net/address.hpp"

namespace parley::net {

// Where a request goes, taken from its URL.
struct Target {
  std::string url;   // normalised; may hold a password or a key: for curl's ears alone
  std::string host;  // lower case, IPv6 without brackets, names in punycode
  std::uint16_t port = 0;
  bool tls = false;
  std::string origin;              // "https://host:port", which may stand in messages
  std::optional<Address> address;  // when the host is one
};

// Only http and https; the message never repeats the URL. Status::network.
Result<Target> parse_target(const std::string& url);

// http, https or socks5h (which leaves look-ups to the proxy).
Result<Target> parse_proxy(const std::string& url);

// Fails with Status::network if the host is an address, or a name without look-up, that is not
// public.
Result<void> require_public(const Target& target);
// The same after a look-up.
Error private_address(const Target& target, const Address& address);

}  // namespace parley::net
