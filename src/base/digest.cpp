#include "base/digest.hpp"

#include <algorithm>
#include <memory>
#include <new>

#include <openssl/evp.h>

namespace parley {
namespace {

struct ContextFree {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

// One context a thread: fetching the algorithm costs more than hashing a turn.
EVP_MD_CTX* thread_context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, ContextFree> context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  return context.get();
}

void update(EVP_MD_CTX* context, std::string_view part) {
  std::array<std::uint8_t, 8> length;
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<std::uint8_t>(part.size() >> (8 * i));
  }
  EVP_DigestUpdate(context, length.data(), length.size());
  EVP_DigestUpdate(context, part.data(), part.size());
}

}  // namespace

Digest digest(std::initializer_list<std::string_view> parts) {
  static const EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = thread_context();
  if (EVP_DigestInit_ex2(context, sha256, nullptr) != 1) throw std::bad_alloc();
  for (const std::string_view part : parts)
    update(context, part);
  std::array<std::uint8_t, 32> whole;
  EVP_DigestFinal_ex(context, whole.data(), nullptr);
  Digest out;
  std::copy_n(whole.begin(), out.size(), out.begin());
  return out;
}

std::string_view bytes_of(const Digest& digest) noexcept {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Digest digest_from(std::string_view bytes) noexcept {
  Digest out{};
  if (bytes.size() == out.size()) {
    std::transform(bytes.begin(), bytes.end(), out.begin(),
                   [](char c) { return static_cast<std::uint8_t>(c); });
  }
  return out;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

}  // namespace parley
