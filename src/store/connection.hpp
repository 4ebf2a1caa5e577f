#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "parley/result.hpp"

#include "base/digest.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace parley::store {

struct CloseDatabase {
  void operator()(sqlite3* db) const noexcept;
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const noexcept;
};

class Connection;

// One use of a prepared statement; gives it back when it dies. A failure sticks: binding and
// stepping then do nothing, and error() says what happened. Bound text and bytes are borrowed until
// then, and so are the columns handed out until the next step. One Query of a statement at a time.
class Query {
 public:
  Query(Connection& connection, sqlite3_stmt* statement);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& integer(std::int64_t value);
  Query& integer(const std::optional<std::int64_t>& value);
  Query& text(std::string_view value);
  Query& blob(std::string_view value);
  Query& text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }
  Query& blob_or_null(std::string_view value) { return value.empty() ? null() : blob(value); }
  Query& null();

  // True when there is a row. False at the end and after a failure.
  bool step();
  // For a statement without rows.
  Result<void> run();
  bool failed() const noexcept { return error_ != nullptr; }
  // After failed().
  Error error() const { return *error_; }
  // The failure, or success.
  Result<void> outcome() const;

  std::int64_t column_integer(int column) const;
  std::optional<std::int64_t> column_optional(int column) const;
  std::string_view column_bytes(int column) const;
  std::string column_string(int column) const { return std::string(column_bytes(column)); }
  Digest column_digest(int column) const { return digest_from(column_bytes(column)); }

 private:
  void check(int code);

  Connection& connection_;
  sqlite3_stmt* statement_;
  int next_ = 1;
  std::unique_ptr<Error> error_;
};

// One database connection and its prepared statements. Not thread-safe: its owner keeps it to one
// thread or under one mutex.
class Connection {
 public:
  enum class Mode { create, existing };

  // path ":memory:" is a database of its own. busy_ms: how long a call waits for another process's
  // lock.
  static Result<Connection> open(const std::string& path, Mode mode, std::int64_t busy_ms);

  // `sql` is text of static storage duration: the cache goes by its address, so that the hot path
  // formats and hashes nothing.
  Query query(const char* sql);

  // Runs statements that give no rows of interest, uncached.
  Result<void> execute(const char* sql);
  // The first column of the first row of an uncached statement, as text; empty when there is none.
  Result<std::string> ask(const char* sql);

  bool in_transaction() const noexcept;
  bool read_only() const noexcept;
  std::int64_t changes() const noexcept;
  std::int64_t last_id() const noexcept;
  const std::string& path() const noexcept { return path_; }
  // While true, closing leaves the log beside the file as it is.
  void keep_log_on_close(bool keep) noexcept;

  // What the last failed call means for a reader of the message; `code` is SQLite's extended result
  // code.
  Error error(int code) const;

 private:
  Connection(std::string path, std::unique_ptr<sqlite3, CloseDatabase> db);

  std::string path_;
  std::unique_ptr<sqlite3, CloseDatabase> db_;
  std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, FinalizeStatement>> statements_;
};

}  // namespace parley::store
