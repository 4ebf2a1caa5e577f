#pragma once

#include <string>

#include "parley/engine.hpp"

namespace parley::cli {

// A folder for one run, removed with all that is in it when this goes.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> make();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();
  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

inline constexpr const char* kShop = "shop";

// Puts the demo shop and its documents into a data file.
Result<Tenant> load_shop(Engine& engine);

}  // namespace parley::cli
