#include "store/failure.hpp"

#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/error.hpp"
#include "json/writer.hpp"

namespace parley::store {
namespace {

struct Meaning {
  Status status;
  std::string_view kind;
  std::string_view what;
  std::string_view cure;
};

Meaning constraint_meaning(int code) {
  if (code == SQLITE_CONSTRAINT_FOREIGNKEY) {
    return {Status::not_found, "constraint", "what the row belongs to is not there (any more)",
            "open the tenant or session again"};
  }
  return {Status::conflict, "constraint", "the row contradicts one that stands",
          "use an id that is not taken"};
}

Meaning meaning_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
      return {Status::store, "damaged", "is damaged",
              "restore a backup, or copy what is readable with the sqlite3 tool's .recover"};
    case SQLITE_NOTADB:
      return {Status::store, "no_database", "is not a Parley data file", "name the right file"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Status::busy, "locked", "is locked by another process", "try again when it is done"};
    case SQLITE_FULL:
      return {Status::store, "disk_full", "cannot grow: the disk is full",
              "free space; nothing that was acknowledged is lost"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {Status::store, "read_only", "cannot be written",
              "give this user write access to the file and its folder"};
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return {Status::store, "cannot_open", "cannot be opened",
              "check that its folder exists and that this user may read and write there"};
    case SQLITE_IOERR:
      return {Status::store, "io", "could not be read or written",
              "check the disk and the system's log"};
    case SQLITE_CONSTRAINT:
      return constraint_meaning(code);
    case SQLITE_NOMEM:
      return {Status::no_memory, "other", "needs more memory than there is", ""};
    case SQLITE_TOOBIG:
      return {Status::limit, "other", "cannot hold a value this large", ""};
    default:
      return {Status::store, "other", "could not be used", ""};
  }
}

std::string detail(std::string_view kind, std::string_view path, std::string_view sqlite) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("kind", kind).member("path", path);
  if (!sqlite.empty()) writer.member("sqlite", sqlite);
  writer.end_object();
  return out;
}

}  // namespace

Error describe_failure(int code, std::string_view message, std::string_view path) {
  const Meaning meaning = meaning_of(code);
  std::string line =
      fmt::format("data file '{}' {} ({}, code {})", path, meaning.what, message, code);
  if (!meaning.cure.empty()) line += fmt::format("; {}", meaning.cure);
  return make_error(meaning.status, std::move(line), detail(meaning.kind, path, message));
}

Error store_failure(Status status, std::string_view kind, std::string_view path,
                    std::string message) {
  return make_error(status, std::move(message), detail(kind, path, {}));
}

}  // namespace parley::store
