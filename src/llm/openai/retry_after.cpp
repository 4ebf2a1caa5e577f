#include "llm/openai/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace parley::llm::openai {
namespace {

using Ms = std::optional<std::int64_t>;

// A year: what a server may ask for at most without being called absurd by arithmetic.
constexpr double kLongest = 366.0 * 24 * 3600 * 1000;

// A plain number at the front, which it takes.
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || !(value >= 0)) return {};
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

Ms whole_ms(double ms) {
  if (!(ms <= kLongest)) return {};
  return static_cast<std::int64_t>(std::ceil(ms - 1e-6));
}

struct Unit {
  std::string_view name;
  double ms;
};
// Longer names first: "ms" begins with "m".
constexpr std::array<Unit, 7> kUnits = {{{"ms", 1},
                                         {"us", 1e-3},
                                         {"\xc2\xb5s", 1e-3},
                                         {"ns", 1e-6},
                                         {"h", 3.6e6},
                                         {"m", 6e4},
                                         {"s", 1e3}}};

// As much of a duration as stands at the front.
Ms take_duration(std::string_view& text) {
  double sum = 0;
  bool any = false;
  while (!text.empty()) {
    std::string_view rest = text;
    const auto number = take_number(rest);
    if (!number) break;
    const auto* unit = std::find_if(kUnits.begin(), kUnits.end(),
                                    [&](const Unit& u) { return rest.starts_with(u.name); });
    if (unit == kUnits.end()) break;
    sum += *number * unit->ms;
    text = rest.substr(unit->name.size());
    any = true;
  }
  return any ? whole_ms(sum) : Ms();
}

// Digits of exactly this many places.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t places) {
  if (at + places > text.size()) return {};
  int value = 0;
  const char* from = text.data() + at;
  const auto [end, error] = std::from_chars(from, from + places, value);
  if (error != std::errc() || end != from + places || value < 0) return {};
  return value;
}

struct Moment {
  std::optional<int> year, month, day, hour, minute, second;
};

Ms unix_ms(const Moment& m) {
  if (!m.year || !m.month || !m.day || !m.hour || !m.minute || !m.second) return {};
  const std::chrono::year_month_day date{std::chrono::year(*m.year),
                                         std::chrono::month(static_cast<unsigned>(*m.month)),
                                         std::chrono::day(static_cast<unsigned>(*m.day))};
  if (!date.ok() || *m.hour > 23 || *m.minute > 59 || *m.second > 60) return {};
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return (((days * 24 + *m.hour) * 60 + *m.minute) * 60 + *m.second) * 1000;
}

Ms until(Ms moment, std::int64_t now) {
  if (!moment) return {};
  return *moment - now;
}

// Seconds, a Unix time in seconds or milliseconds, a duration or a time.
Ms read_reset(std::string_view text, std::int64_t now) {
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (number && rest.empty()) {
    if (*number > 1e11) return until(static_cast<std::int64_t>(std::min(*number, 1e15)), now);
    if (*number > 1e9) return until(static_cast<std::int64_t>(*number * 1000), now);
    return whole_ms(*number * 1000);
  }
  if (const Ms duration = read_duration(text)) return duration;
  return until(read_rfc3339(text), now);
}

Ms said_in(std::string_view message) {
  constexpr std::string_view kPhrase = "ry again in ";
  const std::size_t at = message.find(kPhrase);
  if (at == std::string_view::npos) return {};
  std::string_view rest = message.substr(at + kPhrase.size());
  if (const Ms duration = take_duration(rest)) return duration;
  const auto number = take_number(rest);
  return number && rest.starts_with(" second") ? whole_ms(*number * 1000) : Ms();
}

Ms from_resets(const HttpHeaders& headers, std::int64_t now) {
  Ms longest;
  Ms used_up;
  for (const std::string_view what : {"-requests", "-tokens", ""}) {
    const std::string name(what);
    const Ms wait = read_reset(header(headers, "x-ratelimit-reset" + name), now);
    longest = std::max(longest, wait);
    if (header(headers, "x-ratelimit-remaining" + name) == "0") used_up = std::max(used_up, wait);
  }
  return used_up ? used_up : longest;
}

Ms from_retry_after(std::string_view text, std::int64_t now) {
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (number && rest.empty()) return whole_ms(*number * 1000);
  return until(read_http_date(text), now);
}

Ms from_ms(std::string_view text) {
  const auto number = take_number(text);
  return number && text.empty() ? whole_ms(*number) : Ms();
}

}  // namespace

std::string_view header(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::optional<std::int64_t> retry_after_ms(const HttpHeaders& headers, std::string_view message,
                                           std::int64_t now_unix_ms) {
  const std::int64_t now = read_http_date(header(headers, "date")).value_or(now_unix_ms);
  Ms wait = from_ms(header(headers, "retry-after-ms"));
  if (!wait) wait = from_retry_after(header(headers, "retry-after"), now);
  if (!wait) wait = said_in(message);
  if (!wait) wait = from_resets(headers, now);
  return wait && *wait > 0 ? wait : Ms();
}

std::optional<std::int64_t> read_duration(std::string_view text) {
  const Ms out = take_duration(text);
  return text.empty() ? out : Ms();
}

std::optional<std::int64_t> read_http_date(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || !text.ends_with(" GMT") || text[3] != ',') return {};
  const std::size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return {};
  return unix_ms({digits(text, 12, 4), static_cast<int>(month / 3 + 1), digits(text, 5, 2),
                  digits(text, 17, 2), digits(text, 20, 2), digits(text, 23, 2)});
}

std::optional<std::int64_t> read_rfc3339(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't') return {};
  Ms out = unix_ms({digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2), digits(text, 11, 2),
                    digits(text, 14, 2), digits(text, 17, 2)});
  text.remove_prefix(19);
  if (text.starts_with('.')) {
    const auto fraction = take_number(text);
    if (!fraction || !out) return {};
    *out += static_cast<std::int64_t>(*fraction * 1000);
  }
  if (text == "Z" || text == "z") return out;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (!out || text.size() != 6 || !hours || !minutes || (text[0] != '+' && text[0] != '-'))
    return {};
  const std::int64_t offset = (*hours * 60 + *minutes) * 60'000;
  return text[0] == '+' ? *out - offset : *out + offset;
}

}  // namespace parley::llm::openai
