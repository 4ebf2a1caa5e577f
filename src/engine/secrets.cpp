#include "engine/secrets.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/id_text.hpp"

namespace parley {
namespace {

void overwrite(std::string& secret) {
  volatile char* bytes = secret.data();
  for (std::size_t i = 0; i < secret.size(); ++i)
    bytes[i] = 0;
}

std::string key_of(std::string_view tenant, std::string_view name) {
  std::string key(tenant);
  key += '\0';
  key += name;
  return key;
}

}  // namespace

Secrets::~Secrets() {
  for (auto& [key, value] : values_)
    overwrite(value);
}

Result<void> Secrets::set(std::string_view tenant, std::string_view name, std::string_view value) {
  if (!tenant.empty() && !valid_id(tenant)) {
    return make_error(Status::argument,
                      "a tenant's id must be 1 to 128 bytes of UTF-8 without control characters");
  }
  if (!valid_id(name)) {
    return make_error(Status::argument,
                      "a secret's name must be 1 to 128 bytes of UTF-8 without control characters");
  }
  if (value.size() > kMaxBytes) {
    return make_error(Status::limit,
                      "the secret has more than " + std::to_string(kMaxBytes) + " bytes");
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(value.begin(), value.end(), is_control)) {
    return make_error(Status::argument,
                      "the secret holds a control character, for instance a line break at its end");
  }
  std::string key = key_of(tenant, name);
  const std::lock_guard lock(mutex_);
  if (const auto old = values_.find(key); old != values_.end()) {
    overwrite(old->second);
    values_.erase(old);
  }
  if (value.empty()) return {};
  if (values_.size() >= most_) {
    return make_error(Status::limit, "the engine holds limits.secrets secrets already");
  }
  values_.emplace(std::move(key), std::string(value));
  return {};
}

std::optional<std::string> Secrets::get(std::string_view tenant, std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = values_.find(key_of(tenant, name));
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

}  // namespace parley
