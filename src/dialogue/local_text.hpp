#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::dialogue {

// Words for customers in one or several languages.
class LocalText {
 public:
  LocalText() = default;
  explicit LocalText(std::string every_language);

  // An empty locale stands for every language. The same locale again replaces the text.
  void set(std::string locale, std::string text);

  bool empty() const { return texts_.empty(); }

  // The locale itself, then the locale shortened at each '-' down to the language, then the same
  // for `fallback` (the tenant's locale), then the text for every language, then the first by name.
  // Empty only when there is no text at all. The case of letters and '_' for '-' make no
  // difference. The view lives as long as this object is unchanged.
  std::string_view find(std::string_view locale, std::string_view fallback) const;

 private:
  std::string_view exact(std::string_view locale) const;
  std::string_view shortened(std::string_view locale) const;

  std::vector<std::pair<std::string, std::string>> texts_;  // by locale
};

}  // namespace parley::dialogue
