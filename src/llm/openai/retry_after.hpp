#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ports/transport.hpp"

namespace parley::llm::openai {

// The value of a header, names in lower case; empty when it is not there.
std::string_view header(const HttpHeaders& headers, std::string_view name);

// When a refused request may be tried again, in milliseconds from now: retry-after-ms, else
// Retry-After (seconds, also with a fraction, or a date), else "try again in …" in the provider's
// words, else the x-ratelimit-reset-… headers: the one of what is used up, else the longest. Times
// are compared with the response's own Date if it has one. Nothing for times that are past.
std::optional<std::int64_t> retry_after_ms(const HttpHeaders& headers, std::string_view message,
                                           std::int64_t now_unix_ms);

// "6m0s", "1h2m3.5s", "20ms"; parts of a millisecond count as a whole one.
std::optional<std::int64_t> read_duration(std::string_view text);
// "Sun, 06 Nov 1994 08:49:37 GMT", as milliseconds since 1970.
std::optional<std::int64_t> read_http_date(std::string_view text);
// "2026-08-21T10:00:00Z", also with a fraction or an offset.
std::optional<std::int64_t> read_rfc3339(std::string_view text);

}  // namespace parley::llm::openai
