#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "parley/result.hpp"

namespace parley::net {

// Where the system keeps the authorities it trusts; empty = not found.
struct Trust {
  std::string file;    // PEM, all of them
  std::string folder;  // one file each under the hash of its name, which OpenSSL finds one by one
};

// The usual places of Debian, Red Hat, Alpine, Arch and SUSE, below `root` (tests).
Trust find_trust(const std::string& root = "");

// The text of several PEM files behind one another, kept until a file changes.
class TrustTexts {
 public:
  using Text = std::shared_ptr<const std::string>;
  // Fails with Status::network naming the file that cannot be read, is no PEM or over 4 MiB.
  Result<Text> merged(const std::string& first, const std::string& second);

 private:
  struct Kept {
    std::int64_t stamp;
    Text text;
  };
  std::map<std::string, Kept> kept_;  // at most 16
};

// Fails like merged(), without reading the file: it has to be there.
Result<void> require_readable(const std::string& ca_file);

}  // namespace parley::net
