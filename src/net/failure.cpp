#include "net/failure.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/error.hpp"

namespace parley::net {
namespace {

// OpenSSL's reasons (X509_V_ERR_…), whose numbers never change.
constexpr long kVerified = 0;
constexpr long kUnjudged = 1;  // libcurl's own look at the name came first
constexpr long kNotYetValid = 9;
constexpr long kExpired = 10;
constexpr long kSelfSigned = 18;
constexpr long kSelfSignedInChain = 19;
constexpr long kNoLocalIssuer = 20;
constexpr long kNoIssuer = 21;
constexpr long kWrongHost = 62;

std::string system_text(int error) {
  char buffer[128] = {};
  return strerror_r(error, buffer, sizeof buffer);
}

long number_of(const Job& job, CURLINFO what) {
  long value = 0;
  curl_easy_getinfo(job.easy.get(), what, &value);
  return value;
}

std::string certificate_text(long verified, const std::string& host) {
  switch (verified) {
    case kVerified:
    case kUnjudged:
    case kWrongHost:
      return fmt::format("its certificate is for another name; expected one for {}", host);
    case kNotYetValid:
      return "its certificate is not valid yet; expected one valid now, and a clock that is right";
    case kExpired:
      return "its certificate has expired; expected a renewed one, and a clock that is right";
    case kSelfSigned:
    case kSelfSignedInChain:
      return "its certificate is self-signed by an unknown authority; expected one of an authority "
             "the system knows, or that authority's file as private CA";
    case kNoLocalIssuer:
    case kNoIssuer:
      return "its certificate comes from an unknown authority; expected one the system knows with "
             "the whole chain, or that authority's file as private CA";
    default:
      return fmt::format("its certificate was refused (reason {} of OpenSSL); expected a valid one",
                         verified);
  }
}

std::string connect_text(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "the connection was refused; expected a server that listens there";
    case ENETUNREACH:
    case EHOSTUNREACH:
      return "there is no way to it; expected a reachable host";
    case ETIMEDOUT:
      return "it does not answer; expected a reachable host";
    case 0:
      return "no connection could be made; expected a reachable host";
    default:
      return fmt::format("no connection could be made: {}; expected a reachable host",
                         system_text(error));
  }
}

// A connection that stood and broke.
std::string broken_text(const Job& job, CURLcode code) {
  const char* when = job.stage == Stage::streaming ? "in the middle of the body"
                     : job.stage == Stage::waiting ? "before its answer"
                                                   : "while connecting";
  const auto error = static_cast<int>(number_of(job, CURLINFO_OS_ERRNO));
  if (code == CURLE_GOT_NOTHING || code == CURLE_PARTIAL_FILE) {
    return fmt::format("the connection was closed {}; expected a complete response", when);
  }
  if (code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM) {
    return fmt::format("the HTTP/2 stream was ended {}; expected a complete response", when);
  }
  return fmt::format("the connection was reset {}{}{}; expected a complete response", when,
                     error != 0 ? ": " : "", error != 0 ? system_text(error) : "");
}

std::string text_of(const Job& job, CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
      return connect_text(static_cast<int>(number_of(job, CURLINFO_OS_ERRNO)));
    case CURLE_PEER_FAILED_VERIFICATION:
      return certificate_text(number_of(job, CURLINFO_SSL_VERIFYRESULT), job.target.host);
    case CURLE_SSL_CONNECT_ERROR:
      return fmt::format("no TLS session: {}; expected a server that speaks TLS 1.2 or newer",
                         job.error_text[0] != '\0' ? job.error_text : curl_easy_strerror(code));
    case CURLE_SSL_CACERT_BADFILE:
      return "the certificate authorities cannot be read; expected files of PEM certificates";
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return broken_text(job, code);
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return "it does not answer in HTTP; expected an HTTP server";
    default:
      return fmt::format("{}; expected a response over HTTP", curl_easy_strerror(code));
  }
}

std::string where(const Job& job) {
  if (!job.proxy) return job.target.origin;
  return fmt::format("{} by the proxy {}", job.target.origin, job.proxy->origin);
}

const char* what_lacked(const Job& job) {
  switch (job.stage) {
    case Stage::fresh:
    case Stage::queued:
    case Stage::ready:
      return "waited for a place among other transfers";
    case Stage::resolving:
      return "the look-up of its name has no answer";
    case Stage::connecting:
      return "the connection does not stand";
    case Stage::waiting:
      return "no answer has come";
    default:
      return "nothing useful came";
  }
}

}  // namespace

Error failure(const Job& job, CURLcode code) {
  if (code == CURLE_OUT_OF_MEMORY) return make_error(Status::no_memory, "no memory for a transfer");
  return make_error(Status::network, fmt::format("{}: {}", where(job), text_of(job, code)));
}

Error missed_deadline(const Missed& missed, const Job& job) {
  return make_error(
      Status::deadline,
      fmt::format("{}: the deadline '{}' of {} ms has passed: {}; expected it in time, or a longer "
                  "deadline",
                  where(job), missed.name, missed.allowed, what_lacked(job)),
      fmt::format(R"({{"deadline":"{}","limit_ms":{}}})", missed.name, missed.allowed));
}

Error over_limit(std::string_view name, std::int64_t limit, std::string_view from,
                 std::string_view expected) {
  return make_error(Status::limit,
                    fmt::format("{}{}more than {} ({}); expected {}", from,
                                from.empty() ? "" : " sent ", limit, name, expected),
                    fmt::format(R"({{"limit":"{}","value":{}}})", name, limit));
}

Error no_socket(std::string_view origin, int error) {
  const bool full = error == EMFILE || error == ENFILE;
  return make_error(Status::network,
                    fmt::format("{}: no socket: {}; expected {}", origin, system_text(error),
                                full ? "a higher limit of open files"
                                     : "a system with that "
                                       "network"));
}

}  // namespace parley::net
