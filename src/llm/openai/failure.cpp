#include "llm/openai/failure.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/error.hpp"
#include "json/writer.hpp"
#include "llm/openai/retry_after.hpp"
#include "text/utf8.hpp"

namespace parley::llm::openai {
namespace {

struct Verdict {
  std::string_view kind;
  bool retryable;
  std::string_view advice;  // what would be right
};

constexpr Verdict kAuth{"auth", false, "check the secret that the model's \"key\" names"};
constexpr Verdict kQuota{"quota", false, "the account's balance or spending limit is used up"};
constexpr Verdict kRate{"rate_limit", true, "requests come faster than the account may send them"};
constexpr Verdict kTooLarge{"request_too_large", false,
                            "the prompt alone exceeds the account's tokens a minute; shorten it"};
constexpr Verdict kOverflow{"context_overflow", false,
                            "the prompt is longer than the model can read; shorten it"};
constexpr Verdict kFilter{"content_filter", false, "the provider's content filter refused it"};
constexpr Verdict kNotFound{"not_found", false, "check the model's \"model\" and \"url\""};
constexpr Verdict kBadRequest{"bad_request", false,
                              "the provider does not take what the model's document asks for"};
constexpr Verdict kBodyTooLarge{"too_large", false, "the request is too large; shorten the prompt"};
constexpr Verdict kTimeout{"timeout", true, "the provider took too long"};
constexpr Verdict kConflict{"conflict", true, "the provider was busy with the same thing"};
constexpr Verdict kOverloaded{"overloaded", true, "the provider has too much to do"};
constexpr Verdict kServer{"server", true, "the provider failed"};
constexpr Verdict kNotBuilt{"server", false, "the provider cannot do that"};
constexpr Verdict kRedirect{"redirect", false, "check the model's \"url\""};

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

template <std::size_t N>
bool holds_any(std::string_view text, const std::array<std::string_view, N>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](auto part) { return holds(text, part); });
}

constexpr std::array<std::string_view, 6> kMoney = {"insufficient_quota",
                                                    "credit_balance_exhausted",
                                                    "organization_spend_limit_exceeded",
                                                    "project_spend_limit_exceeded",
                                                    "organization_usage_limit_exceeded",
                                                    "billing_hard_limit_reached"};

constexpr std::array<std::string_view, 12> kOverflowWords = {
    "maximum context length",      "exceeds the context window",
    "prompt is too long",          "available context size",
    "maximum prompt length",       "longer than the model's context",
    "greater than the context",    "reduce the length of the messages",
    "exceeded model token limit",  "exceeds the maximum number of tokens",
    "exceeded max context length", "Range of input length"};

// Words about the pace, which are no overflow even if they speak of tokens.
constexpr std::array<std::string_view, 4> kPaceWords = {"rate limit", "too many requests",
                                                        "hrottling", "tokens per minute"};

std::optional<Verdict> by_code(const SaidError& said) {
  const auto is = [&](std::string_view name) { return said.code == name || said.type == name; };
  if (std::any_of(kMoney.begin(), kMoney.end(), is)) return kQuota;
  if (is("context_length_exceeded") || is("exceed_context_size_error")) return kOverflow;
  if (holds(said.message, "Request too large")) return kTooLarge;
  if (holds_any(said.message, kOverflowWords) && !holds_any(said.message, kPaceWords)) {
    return kOverflow;
  }
  if (is("content_filter")) return kFilter;
  if (is("invalid_api_key")) return kAuth;
  if (is("model_not_found")) return kNotFound;
  return {};
}

// Failures within a stream name what would have been their status.
int http_of(const SaidError& said) {
  struct Name {
    std::string_view name;
    int http;
  };
  static constexpr std::array<Name, 12> kNames = {{{"rate_limit_exceeded", 429},
                                                   {"rate_limit_error", 429},
                                                   {"invalid_request_error", 400},
                                                   {"tool_use_failed", 400},
                                                   {"authentication_error", 401},
                                                   {"permission_error", 403},
                                                   {"not_found_error", 404},
                                                   {"overloaded_error", 529},
                                                   {"service_unavailable_error", 503},
                                                   {"unavailable_error", 503},
                                                   {"server_is_overloaded", 503},
                                                   {"not_supported_error", 501}}};
  if (said.http >= 400 && said.http < 600) return static_cast<int>(said.http);
  for (const Name& name : kNames) {
    if (said.code == name.name || said.type == name.name) return name.http;
  }
  return 500;
}

Verdict by_status(int http) {
  if (http < 400) return kRedirect;
  if (http >= 500) {
    if (http == 501) return kNotBuilt;
    if (http == 504) return kTimeout;
    return http == 503 || http == 529 ? kOverloaded : kServer;
  }
  switch (http) {
    case 401:
    case 403:
      return kAuth;
    case 402:
      return kQuota;
    case 404:
      return kNotFound;
    case 408:
      return kTimeout;
    case 409:
      return kConflict;
    case 413:
      return kBodyTooLarge;
    case 429:
      return kRate;
    default:
      return kBadRequest;
  }
}

Verdict verdict_of(const Failure& failure) {
  const bool in_stream = failure.http >= 200 && failure.http < 300;
  const bool refused_key = failure.http == 401 || failure.http == 403;
  if (!refused_key) {
    if (const auto known = by_code(failure.said)) return *known;
  }
  return by_status(in_stream ? http_of(failure.said) : failure.http);
}

std::string words_of(const Failure& failure, const Verdict& verdict) {
  if (verdict.kind == kAuth.kind) return {};
  if (failure.is_html) return "an HTML page";
  return harmless(failure.said.message, failure.secrets);
}

std::string message_of(const Failure& failure, const Verdict& verdict) {
  const bool in_stream = failure.http >= 200 && failure.http < 300;
  std::string out =
      in_stream ? fmt::format("{}: the provider broke off", failure.model)
                : fmt::format("{}: the provider answered HTTP {}", failure.model, failure.http);
  out += fmt::format(" ({}): {}", verdict.kind, verdict.advice);
  const std::string words = words_of(failure, verdict);
  if (!words.empty()) out += "; it said: " + words;
  return out;
}

std::string_view without_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

bool is_key_char(char c) {
  return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' ||
         c == '_' || c == '*' || c == '.';
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), by);
    at += by.size();
  }
}

// A word that begins as keys do goes, however little of it is left.
void drop_keys(std::string& text, std::string_view begin) {
  constexpr std::string_view kInstead = "[key]";
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    std::size_t end = at + begin.size();
    const bool inside = at > 0 && is_key_char(text[at - 1]);
    while (end < text.size() && is_key_char(text[end]))
      ++end;
    if (!inside) text.replace(at, end - at, kInstead);
    at = inside ? end : at + kInstead.size();
  }
}

}  // namespace

std::string harmless(std::string_view foreign, std::span<const std::string> secrets) {
  constexpr std::size_t kLongest = 300;
  constexpr std::size_t kShortestSecret = 4;
  std::string out = text::repair(foreign.substr(0, 4096));
  for (const std::string& secret : secrets) {
    if (secret.size() >= kShortestSecret) replace_all(out, secret, "[secret]");
  }
  for (const std::string_view begin : {"sk-", "Bearer ", "org-", "proj_"})
    drop_keys(out, begin);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  out = without_blanks(out);
  if (out.size() <= kLongest) return out;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80)
    --end;
  return out.substr(0, end) + "…";
}

Error to_error(const Failure& failure) {
  Verdict verdict = verdict_of(failure);
  static const HttpHeaders kNone;
  const HttpHeaders& headers = failure.headers == nullptr ? kNone : *failure.headers;
  const auto wait = retry_after_ms(headers, failure.said.message, failure.now_unix_ms);
  const std::string_view wish = header(headers, "x-should-retry");
  if (wish == "true" || wish == "false") verdict.retryable = wish == "true";
  if (wait && *wait > kLongestWaitMs) verdict.retryable = false;

  std::string detail;
  json::Writer w(detail);
  w.begin_object().member("provider", "openai").member("model", failure.model);
  w.member("http_status", failure.http).member("kind", verdict.kind);
  const std::string code =
      harmless(failure.said.code.empty() ? failure.said.type : failure.said.code, failure.secrets);
  if (!code.empty()) w.member("code", code);
  w.member("retryable", verdict.retryable);
  if (wait) w.member("retry_after_ms", *wait);
  w.end_object();
  return make_error(Status::provider, message_of(failure, verdict), std::move(detail));
}

Error stream_error(Status status, std::string_view model, std::string_view kind,
                   std::string message, bool retryable) {
  std::string detail;
  json::Writer w(detail);
  w.begin_object().member("provider", "openai").member("model", model).member("kind", kind);
  w.member("retryable", retryable).end_object();
  return make_error(status, fmt::format("{}: {}", model, message), std::move(detail));
}

}  // namespace parley::llm::openai
