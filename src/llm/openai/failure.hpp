#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "parley/result.hpp"

#include "llm/openai/said_error.hpp"
#include "ports/transport.hpp"

namespace parley::llm::openai {

// Everything that is known about a request that failed at the provider.
struct Failure {
  std::string_view model;  // as errors name it
  int http = 0;            // status of the response; 200 for an error within a stream
  const HttpHeaders* headers = nullptr;
  SaidError said;
  bool is_html = false;  // the body was a page of some proxy
  std::int64_t now_unix_ms = 0;
  std::span<const std::string> secrets;  // never to be repeated
};

// Longer waits are told, but not worth waiting for: the error is not retryable.
inline constexpr std::int64_t kLongestWaitMs = 120'000;

// Status::provider. The detail is {provider, model, http_status, kind, code, retryable,
// retry_after_ms}; kind is one of auth, quota, rate_limit, request_too_large, context_overflow,
// content_filter, not_found, bad_request, too_large, timeout, conflict, overloaded, server,
// redirect. The provider's words are shortened, on one line, without secrets; of an
// authentication failure and of a page nothing is repeated.
Error to_error(const Failure& failure);

// The same for a failure that no response told: the stream's bytes made no sense (kind malformed,
// wrong_type, empty, no_words), or it ended too early (truncated).
Error stream_error(Status status, std::string_view model, std::string_view kind,
                   std::string message, bool retryable);

// Without line breaks, at most 300 bytes, without the secrets and what looks like a key.
std::string harmless(std::string_view foreign, std::span<const std::string> secrets);

}  // namespace parley::llm::openai
