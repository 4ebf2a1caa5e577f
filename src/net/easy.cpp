#include "net/easy.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace parley::net {
namespace {

// libcurl's buffer, one a transfer; also the longest piece that a sink gets.
constexpr long kReadBytes = 4 << 10;
// The deadlines are ours; libcurl's own default for connecting must not come before them.
constexpr long kForever = 86'400'000;
// How long libcurl may remember an address it was handed: longer than it takes to use it.
constexpr long kAddressSeconds = 3'600;

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_field_value(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

bool same_name(std::string_view a, std::string_view lower) {
  return a.size() == lower.size() &&
         std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y;
         });
}

void append(List& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

List header_list(const HttpRequest& request) {
  List list;
  bool typed = false;
  for (const auto& [name, value] : request.headers) {
    typed = typed || same_name(name, "content-type");
    append(list, value.empty() ? name + ";" : name + ": " + value);
  }
  append(list, "Expect:");  // a body is sent without asking first
  if (!typed) append(list, "Content-Type:");
  return list;
}

// "+host:port:1.2.3.4,[::1]", a line that libcurl takes for its own cache.
List resolve_list(const Job& job) {
  const Target& peer = job.peer();
  List list;
  if (peer.address) return list;
  std::string line = fmt::format("+{}:{}:", peer.host, peer.port);
  for (std::size_t i = 0; i < job.addresses.size(); ++i) {
    const Address& address = job.addresses[i];
    line += fmt::format("{}{}{}{}", i == 0 ? "" : ",", address.v6 ? "[" : "", address.text(),
                        address.v6 ? "]" : "");
  }
  append(list, line);
  return list;
}

void set_method(CURL* easy, const HttpRequest& request) {
  const std::string& method = request.method;
  if (method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  const bool sends =
      !request.body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
  if (sends) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
  }
  if (method != (sends ? "POST" : "GET")) {
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
  }
}

void set_callbacks(CURL* easy, Job& job) {
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &job);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Job::on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &job);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Job::on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &job);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Job::on_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &job);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Job::on_connected);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &job);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, &Job::on_look_up);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_DATA, &job);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, job.error_text);
}

void set_manners(CURL* easy) {
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");  // also keeps libcurl from asking the environment
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, kReadBytes);
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 16L << 10);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, kForever);
  curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, kAddressSeconds);
}

void set_connection(CURL* easy, Job& job) {
  curl_easy_setopt(easy, CURLOPT_URL, job.target.url.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, job.headers.get());
  curl_easy_setopt(easy, CURLOPT_PROXY, job.proxy ? job.proxy->url.c_str() : "");
  if (job.resolve) curl_easy_setopt(easy, CURLOPT_RESOLVE, job.resolve.get());
  const bool tls = job.target.tls;
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   static_cast<long>(tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, tls ? 1L : 0L);
  // Without a kept connection, looking for one is what makes many connects quadratic.
  job.fresh_connection =
      job.request.once || (job.origin->protocol == Protocol::one && job.origin->kept == 0);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, job.fresh_connection ? 1L : 0L);
}

void set_authorities(CURL* easy, CURLoption file, CURLoption folder, CURLoption text,
                     const std::string& ca_file, const Trust& trust, const Job& job) {
  if (job.pem) {
    curl_blob blob{const_cast<char*>(job.pem->data()), job.pem->size(), CURL_BLOB_NOCOPY};
    curl_easy_setopt(easy, text, &blob);
  } else if (!ca_file.empty()) {
    curl_easy_setopt(easy, file, ca_file.c_str());
    curl_easy_setopt(easy, folder, trust.folder.c_str());
  } else {
    // Read once for all connections. Null: what libcurl was built with.
    curl_easy_setopt(easy, file, trust.file.empty() ? nullptr : trust.file.c_str());
    curl_easy_setopt(easy, folder, nullptr);
  }
}

Result<void> set_tls(CURL* easy, Job& job, const Trust& trust, TrustTexts& texts) {
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  const std::string& own = job.request.ca_file;
  if (!own.empty()) {
    if (auto there = require_readable(own); !there.ok()) return there;
    if (trust.folder.empty()) {
      auto merged = texts.merged(trust.file, own);
      if (!merged.ok()) return std::move(merged).error();
      job.pem = std::move(merged).value();
    }
  }
  set_authorities(easy, CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_CAINFO_BLOB, own, trust, job);
  if (job.proxy && job.proxy->tls) {
    curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set_authorities(easy, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH, CURLOPT_PROXY_CAINFO_BLOB,
                    own, trust, job);
  }
  return {};
}

// Headers that may follow to another origin: those that cannot hold a secret.
bool is_harmless(std::string_view name) {
  for (const char* one : {"accept", "accept-language", "content-type", "user-agent"}) {
    if (same_name(name, one)) return true;
  }
  return false;
}

}  // namespace

Result<void> check_request(const HttpRequest& request) {
  if (!is_token(request.method)) {
    return make_error(Status::network, "the method is not usable; expected a word such as POST");
  }
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    const auto& [name, value] = request.headers[i];
    if (is_token(name) && is_field_value(value)) continue;
    return make_error(Status::network,
                      fmt::format("header {} is not usable; expected a name of letters, digits and "
                                  "dashes, and a value in one line",
                                  i + 1));
  }
  return {};
}

Result<void> make_easy(Job& job, const Trust& trust, TrustTexts& texts) {
  job.easy.reset(curl_easy_init());
  if (!job.easy) return make_error(Status::no_memory, "no memory for a transfer");
  CURL* const easy = job.easy.get();
  job.headers = header_list(job.request);
  job.resolve = resolve_list(job);
  set_manners(easy);
  set_callbacks(easy, job);
  set_method(easy, job.request);
  set_connection(easy, job);
  if (job.target.tls || (job.proxy && job.proxy->tls)) return set_tls(easy, job, trust, texts);
  return {};
}

Result<void> follow(Job& job, int limit) {
  const char* url = nullptr;
  curl_easy_getinfo(job.easy.get(), CURLINFO_REDIRECT_URL, &url);
  if (++job.redirects > limit) {
    return make_error(Status::network,
                      fmt::format("{}: more than {} redirects; expected an answer after fewer",
                                  job.target.origin, limit));
  }
  Result<Target> next = parse_target(url == nullptr ? "" : url);
  if (!next.ok()) {
    return make_error(Status::network, fmt::format("{}: the place it redirects to is not usable; "
                                                   "expected an http or https URL",
                                                   job.target.origin));
  }
  if (job.target.tls && !next->tls) {
    return make_error(Status::network, fmt::format("{} redirects from https to http; expected a "
                                                   "redirect that stays with https",
                                                   job.target.origin));
  }
  HttpRequest& request = job.request;
  const bool as_get = job.status == 303 || (job.status < 303 && request.method == "POST");
  if (as_get && request.method != "HEAD") {
    request.method = "GET";
    request.body.clear();
    std::erase_if(request.headers,
                  [](const auto& header) { return same_name(header.first, "content-type"); });
  }
  if (next->origin != job.target.origin) {
    std::erase_if(request.headers, [](const auto& header) { return !is_harmless(header.first); });
  }
  request.url = next->url;
  return {};
}

}  // namespace parley::net
