#include "dialogue/local_text.hpp"

#include <algorithm>

namespace parley::dialogue {

namespace {

char plain(char c) {
  if (c == '_') return '-';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return plain(x) == plain(y); });
}

}  // namespace

LocalText::LocalText(std::string every_language) {
  set({}, std::move(every_language));
}

void LocalText::set(std::string locale, std::string text) {
  const auto place = std::lower_bound(
      texts_.begin(), texts_.end(), locale,
      [](const auto& held, const std::string& wanted) { return held.first < wanted; });
  if (place != texts_.end() && place->first == locale) {
    place->second = std::move(text);
  } else {
    texts_.emplace(place, std::move(locale), std::move(text));
  }
}

std::string_view LocalText::find(std::string_view locale, std::string_view fallback) const {
  for (const std::string_view wanted : {locale, fallback}) {
    if (const std::string_view text = shortened(wanted); !text.empty()) return text;
  }
  if (const std::string_view text = exact({}); !text.empty()) return text;
  return texts_.empty() ? std::string_view() : std::string_view(texts_.front().second);
}

std::string_view LocalText::exact(std::string_view locale) const {
  for (const auto& [held, text] : texts_) {
    if (same(held, locale)) return text;
  }
  return {};
}

std::string_view LocalText::shortened(std::string_view locale) const {
  while (!locale.empty()) {
    if (const std::string_view text = exact(locale); !text.empty()) return text;
    const std::size_t dash = locale.find_last_of("-_");
    locale = locale.substr(0, dash == std::string_view::npos ? 0 : dash);
  }
  return {};
}

}  // namespace parley::dialogue
