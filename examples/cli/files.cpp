#include "files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <unistd.h>

#include "base/error.hpp"
#include "failure.hpp"
#include "text/utf8.hpp"

namespace parley::cli {
namespace {

namespace fs = std::filesystem;

struct Extension {
  std::string_view suffix;
  std::string_view format;
};
constexpr std::array<Extension, 6> kExtensions = {{{".md", "markdown"},
                                                   {".markdown", "markdown"},
                                                   {".html", "html"},
                                                   {".htm", "html"},
                                                   {".txt", "text"},
                                                   {".text", "text"}}};

std::string_view format_of(const fs::path& path) {
  std::string suffix = path.extension().string();
  std::ranges::transform(suffix, suffix.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const Extension& known : kExtensions) {
    if (suffix == known.suffix) return known.format;
  }
  return {};
}

Error cannot(std::string_view what, const std::string& path, int fault) {
  return make_error(Status::argument,
                    "cannot " + std::string(what) + " " + path + ": " + std::strerror(fault));
}

Result<void> walk(const fs::path& folder, std::vector<Found>& out, std::int64_t& skipped) {
  std::error_code fault;
  fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, fault);
  for (const fs::recursive_directory_iterator end; !fault && at != end; at.increment(fault)) {
    const bool hidden = at->path().filename().string().starts_with(".");
    if (hidden && at->is_directory()) at.disable_recursion_pending();
    if (hidden || !at->is_regular_file()) continue;
    const std::string_view format = format_of(at->path());
    if (format.empty()) {
      ++skipped;
      continue;
    }
    out.push_back(
        {at->path().string(), at->path().lexically_relative(folder).generic_string(), format});
  }
  if (fault) return cannot("read the folder", folder.string(), fault.value());
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::ostringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
    return std::move(text).str();
  }
  errno = 0;
  std::error_code fault;
  if (fs::is_directory(path, fault)) return cannot("read", path, EISDIR);
  std::ifstream in(path, std::ios::binary);
  if (!in) return cannot("read", path, errno);
  if (in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (in.bad() || text.bad()) return cannot("read", path, errno);
  return std::move(text).str();
}

Result<void> write_file(const std::string& path, std::string_view text) {
  const std::string beside = path + ".tmp" + std::to_string(getpid());
  errno = 0;
  std::ofstream out(beside, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code fault(errno, std::generic_category());
  if (out) fs::rename(beside, path, fault);
  if (!out || fault) {
    std::error_code ignored;
    fs::remove(beside, ignored);
    return cannot("write", path, fault.value());
  }
  return {};
}

Result<std::vector<Found>> find_documents(const std::vector<std::string>& paths,
                                          std::int64_t& skipped) {
  std::vector<Found> out;
  for (const std::string& path : paths) {
    std::error_code fault;
    const fs::file_status status = fs::status(path, fault);
    if (!fs::exists(status)) return cannot("read", path, fault ? fault.value() : ENOENT);
    if (fs::is_directory(status)) {
      if (const Result<void> walked = walk(path, out, skipped); !walked) return walked.error();
      continue;
    }
    const std::string_view format = format_of(path);
    if (format.empty()) {
      return usage_error(path + " is no document that can be read",
                         "Markdown (.md), HTML (.html) and text (.txt) can");
    }
    out.push_back({path, fs::path(path).filename().string(), format});
  }
  std::ranges::sort(out, {}, &Found::name);
  const auto twice = std::ranges::adjacent_find(out, {}, &Found::name);
  if (twice != out.end()) {
    return usage_error("two files would get the name " + twice->name + ": " + twice->path +
                           " and " + std::next(twice)->path,
                       "name the folder above both");
  }
  return out;
}

Result<json::Value> to_document(const Found& found) {
  Result<std::string> body = read_file(found.path);
  if (!body) return std::move(body).error();
  if (body->starts_with("\xef\xbb\xbf")) body->erase(0, 3);
  return json::Value(
      json::Object{{"name", found.name}, {"format", found.format}, {"body", text::repair(*body)}});
}

}  // namespace parley::cli
