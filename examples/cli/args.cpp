#include "args.hpp"

#include <algorithm>
#include <charconv>

#include "base/nearest.hpp"
#include "failure.hpp"

namespace parley::cli {
namespace {

const Flag* find_flag(std::span<const Flag> known, std::string_view word) {
  const auto found = std::ranges::find_if(known, [&](const Flag& flag) {
    if (word.starts_with("--")) return word.substr(2) == flag.name;
    return flag.letter != 0 && word.size() == 2 && word[1] == flag.letter;
  });
  return found == known.end() ? nullptr : &*found;
}

Error unknown_flag(std::string_view word, std::span<const Flag> known) {
  std::vector<std::string> spelt;
  for (const Flag& flag : known)
    spelt.push_back("--" + std::string(flag.name));
  const std::vector<std::string_view> names(spelt.begin(), spelt.end());
  return usage_error("unknown flag " + std::string(word) + did_you_mean(word, names));
}

// "-" alone is a file name, and a number is a value.
bool looks_like_flag(std::string_view word) {
  return word.size() > 1 && word[0] == '-' && !(word[1] >= '0' && word[1] <= '9');
}

}  // namespace

std::string Arguments::text(const std::string& name, std::string_view fallback) const {
  const auto found = flags.find(name);
  return found == flags.end() ? std::string(fallback) : found->second.back();
}

Result<std::int64_t> Arguments::integer(const std::string& name, std::int64_t fallback,
                                        std::int64_t low, std::int64_t high) const {
  if (!has(name)) return fallback;
  return to_integer("--" + name, text(name), low, high);
}

Result<std::int64_t> to_integer(std::string_view what, const std::string& given, std::int64_t low,
                                std::int64_t high) {
  std::int64_t number = 0;
  const char* const end = given.data() + given.size();
  const auto [at, fault] = std::from_chars(given.data(), end, number);
  if (fault == std::errc() && at == end && number >= low && number <= high) return number;
  return usage_error(std::string(what) + " is \"" + given + "\" and must be a whole number from " +
                     std::to_string(low) + " to " + std::to_string(high));
}

std::string did_you_mean(std::string_view given, std::span<const std::string_view> names) {
  const std::string near(nearest(given, names));
  return near.empty() ? std::string() : " (did you mean " + near + "?)";
}

Result<Arguments> parse_arguments(std::span<const std::string> words, std::span<const Flag> known) {
  Arguments out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") {
      out.positional.insert(out.positional.end(),
                            words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
      break;
    }
    if (!looks_like_flag(word)) {
      out.positional.emplace_back(word);
      continue;
    }
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
    const std::string_view name = word.substr(0, equals);
    const Flag* flag = find_flag(known, name);
    if (flag == nullptr) return unknown_flag(name, known);
    std::string value;
    if (equals != std::string_view::npos) {
      if (!flag->takes_value) return usage_error(std::string(name) + " takes no value");
      value = word.substr(equals + 1);
    } else if (flag->takes_value) {
      if (++i == words.size()) return usage_error(std::string(name) + " needs a value behind it");
      value = words[i];
    }
    out.flags[std::string(flag->name)].push_back(std::move(value));
  }
  return out;
}

}  // namespace parley::cli
