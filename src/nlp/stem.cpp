#include "nlp/stem.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include <libstemmer.h>

namespace parley::nlp {
namespace {

struct Algorithm {
  std::string_view language;
  const char* name;
};

constexpr Algorithm kAlgorithms[] = {
    {"ar", "arabic"},     {"ca", "catalan"},   {"da", "danish"},     {"de", "german"},
    {"el", "greek"},      {"en", "english"},   {"es", "spanish"},    {"eu", "basque"},
    {"fi", "finnish"},    {"fr", "french"},    {"ga", "irish"},      {"hi", "hindi"},
    {"hu", "hungarian"},  {"hy", "armenian"},  {"id", "indonesian"}, {"it", "italian"},
    {"lt", "lithuanian"}, {"nb", "norwegian"}, {"ne", "nepali"},     {"nl", "dutch"},
    {"nn", "norwegian"},  {"no", "norwegian"}, {"pt", "portuguese"}, {"ro", "romanian"},
    {"ru", "russian"},    {"sr", "serbian"},   {"sv", "swedish"},    {"ta", "tamil"},
    {"tr", "turkish"},    {"yi", "yiddish"},
};

sb_stemmer* make(std::string_view locale) {
  const std::string_view language = language_of(locale);
  const auto* found = std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms),
                                   [&](const Algorithm& a) { return a.language == language; });
  return found == std::end(kAlgorithms) ? nullptr : sb_stemmer_new(found->name, "UTF_8");
}

}  // namespace

std::string_view language_of(std::string_view locale) noexcept {
  return locale.substr(0, locale.find_first_of("-_.@"));
}

Stemmer::Stemmer(std::string_view locale) : stemmer_(make(locale)) {}

Stemmer::~Stemmer() {
  if (stemmer_ != nullptr) sb_stemmer_delete(stemmer_);
}

Stemmer::Stemmer(Stemmer&& other) noexcept : stemmer_(std::exchange(other.stemmer_, nullptr)) {}

Stemmer& Stemmer::operator=(Stemmer&& other) noexcept {
  std::swap(stemmer_, other.stemmer_);
  return *this;
}

std::string_view Stemmer::stem(std::string_view folded) {
  if (stemmer_ == nullptr || folded.size() > std::size_t{std::numeric_limits<int>::max()}) {
    return folded;
  }
  const auto* symbols = reinterpret_cast<const sb_symbol*>(folded.data());
  const sb_symbol* stemmed = sb_stemmer_stem(stemmer_, symbols, static_cast<int>(folded.size()));
  if (stemmed == nullptr) return folded;
  return {reinterpret_cast<const char*>(stemmed),
          static_cast<std::size_t>(sb_stemmer_length(stemmer_))};
}

}  // namespace parley::nlp
