#include "net/target.hpp"

#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/error.hpp"

namespace parley::net {
namespace {

constexpr std::size_t kMaxUrl = 16 << 10;

struct UrlFree {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlFree>;

// Empty when the URL has no such part.
std::string part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

Error unusable(std::string_view what, std::string_view why, std::string_view expected) {
  return make_error(Status::network,
                    fmt::format("the {} is not usable: {}; expected {}", what, why, expected));
}

// The name as it is asked for: lower case, punycode, no dot at its end.
std::string plain_host(CURLU* url) {
#ifdef CURLU_PUNYCODE
  std::string host = part(url, CURLUPART_HOST, CURLU_PUNYCODE);
#else
  std::string host = part(url, CURLUPART_HOST);
#endif
  for (char& c : host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (host.size() > 1 && host.back() == '.') host.pop_back();
  return host;
}

bool is_plain(const std::string& host) {
  for (const char c : host) {
    if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f) return false;
  }
  return !host.empty();
}

Result<Target> fill(Url url, std::string_view what, std::string_view expected) {
  Target target;
  target.host = plain_host(url.get());
  if (!is_plain(target.host)) return unusable(what, "its host is empty or not a name", expected);
  if (curl_url_set(url.get(), CURLUPART_HOST, target.host.c_str(), 0) != CURLUE_OK) {
    return unusable(what, "its host is not a name", expected);
  }
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  target.tls = scheme == "https";
  const std::string port = part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  target.port = static_cast<std::uint16_t>(port.empty() ? 1080 : std::stoul(port));
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  target.url = part(url.get(), CURLUPART_URL);
  target.origin = fmt::format("{}://{}:{}", scheme, target.host, target.port);
  target.address = Address::parse(target.host);
  if (target.host.front() == '[') target.host = target.host.substr(1, target.host.size() - 2);
  return target;
}

Result<Target> parse(const std::string& text, std::string_view what, std::string_view expected,
                     bool proxy) {
  if (text.size() > kMaxUrl) return unusable(what, "it is longer than 16 KiB", expected);
  Url url(curl_url());
  if (!url) return make_error(Status::no_memory, "no memory for a URL");
  const CURLUcode code =
      curl_url_set(url.get(), CURLUPART_URL, text.c_str(), proxy ? CURLU_NON_SUPPORT_SCHEME : 0U);
  if (code != CURLUE_OK) return unusable(what, curl_url_strerror(code), expected);
  if (text.find('\0') != std::string::npos) return unusable(what, "it holds a NUL", expected);
  const std::string scheme = part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https" && !(proxy && scheme == "socks5h")) {
    return unusable(what, "its scheme is not one of these", expected);
  }
  return fill(std::move(url), what, expected);
}

}  // namespace

Result<Target> parse_target(const std::string& url) {
  return parse(url, "URL", "http://host[:port]/path or https://host[:port]/path", false);
}

Result<Target> parse_proxy(const std::string& url) {
  return parse(url, "proxy", "http://host:port, https://host:port or socks5h://host:port", true);
}

Result<void> require_public(const Target& target) {
  if (target.address && !is_public(*target.address)) {
    return private_address(target, *target.address);
  }
  if (is_local_name(target.host)) {
    return make_error(Status::network,
                      fmt::format("{} is this machine itself; expected a public host, or private "
                                  "addresses allowed for this request",
                                  target.origin));
  }
  return {};
}

Error private_address(const Target& target, const Address& address) {
  return make_error(Status::network,
                    fmt::format("{} leads to {}, which is not a public address; expected a public "
                                "host, or private addresses allowed for this request",
                                target.origin, address.text()));
}

}  // namespace parley::net
