#pragma once

#include <string>
#include <string_view>

struct sb_stemmer;

namespace parley::nlp {

// The language part of a locale, as it is written there: "pt-BR" and "pt_BR.UTF-8" → "pt".
std::string_view language_of(std::string_view locale) noexcept;

// Cuts the endings of words (Snowball) in the language of a locale: da de el en es fi fr hi hu id
// it lt nl no pt ro ru sv ta tr and a few more. Words of other languages come back as they are.
// Made for folded words without accents (fold_plain), so what it returns is for comparing, not for
// reading. One thread at a time; making one costs about a microsecond.
class Stemmer {
 public:
  explicit Stemmer(std::string_view locale);
  ~Stemmer();
  Stemmer(Stemmer&& other) noexcept;
  Stemmer& operator=(Stemmer&& other) noexcept;
  Stemmer(const Stemmer&) = delete;
  Stemmer& operator=(const Stemmer&) = delete;

  // Valid until the next call on this stemmer, and as long as `folded` is.
  std::string_view stem(std::string_view folded);

  // Whether the language is known; if not, stem() returns what it was given.
  bool active() const noexcept { return stemmer_ != nullptr; }

 private:
  sb_stemmer* stemmer_ = nullptr;
};

}  // namespace parley::nlp
