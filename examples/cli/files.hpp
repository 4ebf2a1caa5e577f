#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

#include "json/value.hpp"

namespace parley::cli {

// A file's bytes, or those of the standard input for "-". Status::argument says why it could not be
// read.
Result<std::string> read_file(const std::string& path);

// Writes to a neighbour first, so that a crash leaves either the old file or the new one.
Result<void> write_file(const std::string& path, std::string_view text);

// A file found for the knowledge base. Its name is the path below the folder that was named.
struct Found {
  std::string path;
  std::string name;
  std::string_view format;  // of schema "batch"
};

// Markdown, HTML and text files below the paths, sorted by name. A file that is named itself must
// be one of these; others in a folder are counted in `skipped`. Hidden files and folders are left
// out. Status::argument for a path that is not there, and when two files have one name.
Result<std::vector<Found>> find_documents(const std::vector<std::string>& paths,
                                          std::int64_t& skipped);

// One document of schema "batch".
Result<json::Value> to_document(const Found& found);

}  // namespace parley::cli
