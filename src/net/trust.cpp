#include "net/trust.hpp"

#include <fstream>
#include <iterator>
#include <utility>

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"

namespace parley::net {
namespace {

constexpr const char* kFiles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Alpine, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Red Hat
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Red Hat before 7
    "/etc/ca-certificates/extracted/tls-ca-bundle.pem",   // Arch
    "/etc/ssl/cert.pem",                                  // Alpine
    "/etc/ssl/ca-bundle.pem",                             // SUSE
};
constexpr const char* kFolders[] = {"/etc/ssl/certs", "/etc/pki/tls/certs"};
constexpr std::size_t kMaxBytes = 4 << 20;
constexpr std::size_t kMaxKept = 16;

// "1a2b3c4d.0"
bool is_hashed(const std::string& name) {
  return name.size() == 10 && name.ends_with(".0") &&
         name.find_first_not_of("0123456789abcdef") == 8;
}

bool holds_hashed(const std::string& folder) {
  DIR* const open = opendir(folder.c_str());
  if (open == nullptr) return false;
  bool found = false;
  while (const dirent* entry = found ? nullptr : readdir(open))
    found = is_hashed(entry->d_name);
  closedir(open);
  return found;
}

Error unreadable(const std::string& file, const char* why) {
  return make_error(Status::network,
                    fmt::format("the file of certificate authorities {} {}; expected a readable "
                                "file of PEM certificates",
                                file, why));
}

Result<std::string> read_pem(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) return unreadable(file, "cannot be read");
  if (text.size() > kMaxBytes) return unreadable(file, "is over 4 MiB");
  if (text.find("-----BEGIN ") == std::string::npos) return unreadable(file, "is not PEM");
  if (text.back() != '\n') text += '\n';
  return text;
}

std::int64_t stamp_of(const std::string& file) {
  struct stat info{};
  if (stat(file.c_str(), &info) != 0) return 0;
  return (static_cast<std::int64_t>(info.st_mtime) << 24) ^ info.st_size ^
         static_cast<std::int64_t>(info.st_ino);
}

}  // namespace

Trust find_trust(const std::string& root) {
  Trust trust;
  for (const char* file : kFiles) {
    if (access((root + file).c_str(), R_OK) == 0) {
      trust.file = root + file;
      break;
    }
  }
  for (const char* folder : kFolders) {
    if (holds_hashed(root + folder)) {
      trust.folder = root + folder;
      break;
    }
  }
  return trust;
}

Result<TrustTexts::Text> TrustTexts::merged(const std::string& first, const std::string& second) {
  const std::string key = first + '\n' + second;
  const std::int64_t stamp = stamp_of(first) * 31 + stamp_of(second);
  if (const auto kept = kept_.find(key); kept != kept_.end() && kept->second.stamp == stamp) {
    return kept->second.text;
  }
  std::string all;
  for (const std::string& file : {first, second}) {
    if (file.empty()) continue;
    Result<std::string> text = read_pem(file);
    if (!text.ok()) return std::move(text).error();
    all += *text;
  }
  if (kept_.size() >= kMaxKept) kept_.clear();
  auto shared = std::make_shared<const std::string>(std::move(all));
  kept_.insert_or_assign(key, Kept{stamp, shared});
  return Text(shared);
}

Result<void> require_readable(const std::string& ca_file) {
  if (access(ca_file.c_str(), R_OK) != 0) return unreadable(ca_file, "cannot be read");
  return {};
}

}  // namespace parley::net
