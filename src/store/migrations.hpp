#pragma once

#include <cstdint>
#include <span>

#include "store/connection.hpp"

namespace parley::store {

// One step forward: `sql` takes a file of version - 1 to version.
struct Migration {
  std::int64_t version;
  const char* sql;
};

// The steps of this library, from version 1 without gaps.
std::span<const Migration> migrations() noexcept;

// The version a file is at: 0 when it holds no tables at all. A database of somebody else's, or one
// whose version cannot be read, is an error. Changes nothing.
Result<std::int64_t> schema_version(Connection& db);

// Brings an older file up to the last step, one transaction a step; a file of a later version is
// Status::version. Two processes may do this at once. `now`: unix ms, kept as the time of creation
// of a new file.
Result<void> migrate(Connection& db, std::span<const Migration> steps, std::int64_t now);

// Reads the first page of every table that `steps` end up with, so that a torn file is noticed
// before anything is written.
Result<void> probe_tables(Connection& db);

}  // namespace parley::store
