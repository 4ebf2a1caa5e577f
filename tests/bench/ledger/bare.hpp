#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "parley/result.hpp"

#include "bench/ledger/workload.hpp"

namespace parley::bench {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct Close {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};

// The statements of a turn on SQLite itself, as a careful program without an engine would run them.
class Bare {
 public:
  static Result<std::unique_ptr<Bare>> open(const Plan& plan);

  bool turn(std::int64_t session, std::int64_t turn) {
    return accept(session, turn) && commit(session, turn);
  }

 private:
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  bool run(const std::string& sql) {
    return sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  Statement prepare(const char* sql) {
    sqlite3_stmt* raw = nullptr;
    sqlite3_prepare_v3(db_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    return Statement(raw);
  }
  static bool step(const Statement& statement) {
    const bool done = sqlite3_step(statement.get()) == SQLITE_DONE;
    sqlite3_reset(statement.get());
    return done;
  }
  static void number(const Statement& s, int at, std::int64_t value) {
    sqlite3_bind_int64(s.get(), at, value);
  }
  static void text(const Statement& s, int at, std::string_view value) {
    sqlite3_bind_text64(s.get(), at, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  static void blob(const Statement& s, int at, std::string_view value) {
    sqlite3_bind_blob64(s.get(), at, value.data(), value.size(), SQLITE_STATIC);
  }
  bool accept(std::int64_t session, std::int64_t turn);
  bool commit(std::int64_t session, std::int64_t turn);
  bool event(std::int64_t session, const EventRow& row);

  std::unique_ptr<sqlite3, Close> db_;
  Statement begin_, commit_, accept_, advance_, event_, settle_;
};

}  // namespace parley::bench
