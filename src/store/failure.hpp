#pragma once

#include <string>
#include <string_view>

#include "parley/result.hpp"

namespace parley::store {

// What a SQLite result code means to the person who runs the host: status, one line with a cure,
// and detail
// {"kind": damaged | no_database | locked | disk_full | read_only | cannot_open | io | constraint |
// other, "path", "sqlite"}.
Error describe_failure(int code, std::string_view message, std::string_view path);

// A store error of our own making with the same shape of detail.
Error store_failure(Status status, std::string_view kind, std::string_view path,
                    std::string message);

}  // namespace parley::store
