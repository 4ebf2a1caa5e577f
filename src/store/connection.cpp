#include "store/connection.hpp"

#include <utility>

#include <sqlite3.h>

#include "base/error.hpp"
#include "store/failure.hpp"

namespace parley::store {

void CloseDatabase::operator()(sqlite3* db) const noexcept {
  sqlite3_close_v2(db);
}

void FinalizeStatement::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

Query::Query(Connection& connection, sqlite3_stmt* statement)
    : connection_(connection), statement_(statement) {}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  // Borrowed bytes must not be reachable from a cached statement.
  sqlite3_clear_bindings(statement_);
}

void Query::check(int code) {
  if (code != SQLITE_OK && !error_) error_ = std::make_unique<Error>(connection_.error(code));
}

Query& Query::integer(std::int64_t value) {
  if (!error_) check(sqlite3_bind_int64(statement_, next_++, value));
  return *this;
}

Query& Query::integer(const std::optional<std::int64_t>& value) {
  return value ? integer(*value) : null();
}

Query& Query::text(std::string_view value) {
  // A null pointer would bind NULL instead of the empty text.
  const char* data = value.data() == nullptr ? "" : value.data();
  if (!error_) {
    check(sqlite3_bind_text64(statement_, next_++, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
  return *this;
}

Query& Query::blob(std::string_view value) {
  const char* data = value.data() == nullptr ? "" : value.data();
  if (!error_) check(sqlite3_bind_blob64(statement_, next_++, data, value.size(), SQLITE_STATIC));
  return *this;
}

Query& Query::null() {
  // A statement given back has no bindings left, so null is the state of a parameter that is passed
  // over.
  ++next_;
  return *this;
}

bool Query::step() {
  if (error_ || statement_ == nullptr) {
    if (!error_) check(SQLITE_MISUSE);
    return false;
  }
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) check(code);
  return false;
}

Result<void> Query::run() {
  while (step()) {
  }
  return outcome();
}

Result<void> Query::outcome() const {
  if (error_) return *error_;
  return {};
}

std::int64_t Query::column_integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::optional<std::int64_t> Query::column_optional(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
  return column_integer(column);
}

std::string_view Query::column_bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Connection::Connection(std::string path, std::unique_ptr<sqlite3, CloseDatabase> db)
    : path_(std::move(path)), db_(std::move(db)) {}

Result<Connection> Connection::open(const std::string& path, Mode mode, std::int64_t busy_ms) {
  // The owner already keeps a connection to one thread at a time, so SQLite needs no lock of its
  // own.
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (mode == Mode::create) flags |= SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Connection connection(path, std::unique_ptr<sqlite3, CloseDatabase>(raw));
  if (raw == nullptr) return make_error(Status::no_memory, "out of memory opening a database");
  if (code != SQLITE_OK) return connection.error(code);
  sqlite3_busy_timeout(raw, static_cast<int>(busy_ms));
  // A data file from elsewhere must not run functions through its schema.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return connection;
}

Query Connection::query(const char* sql) {
  auto& slot = statements_[sql];
  if (!slot) {
    sqlite3_stmt* raw = nullptr;
    sqlite3_prepare_v3(db_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    slot.reset(raw);
  }
  return Query(*this, slot.get());
}

Result<void> Connection::execute(const char* sql) {
  const int code = sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

Result<std::string> Connection::ask(const char* sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(db_.get(), sql, -1, &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement(raw);
  if (code != SQLITE_OK) return error(code);
  Query query(*this, raw);
  std::string answer;
  if (query.step()) answer = query.column_string(0);
  if (query.failed()) return query.error();
  return answer;
}

bool Connection::in_transaction() const noexcept {
  return sqlite3_get_autocommit(db_.get()) == 0;
}
bool Connection::read_only() const noexcept {
  return sqlite3_db_readonly(db_.get(), "main") == 1;
}
std::int64_t Connection::changes() const noexcept {
  return sqlite3_changes64(db_.get());
}
std::int64_t Connection::last_id() const noexcept {
  return sqlite3_last_insert_rowid(db_.get());
}

void Connection::keep_log_on_close(bool keep) noexcept {
  sqlite3_db_config(db_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0, nullptr);
}

Error Connection::error(int code) const {
  // A statement that could not be prepared has left its own code behind.
  const int actual = code == SQLITE_MISUSE ? sqlite3_extended_errcode(db_.get()) : code;
  return describe_failure(actual, sqlite3_errmsg(db_.get()), path_);
}

}  // namespace parley::store
