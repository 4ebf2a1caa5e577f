#pragma once

#include <span>
#include <string_view>

namespace parley::cli {

// The demo shop travels inside the program, so that `parley demo` needs no files.
struct EmbeddedFile {
  std::string_view name;
  std::string_view body;
};

std::string_view shop_tenant();
// Its documents, sorted by name.
std::span<const EmbeddedFile> shop_documents();

}  // namespace parley::cli
