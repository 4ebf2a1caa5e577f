#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parley/engine.hpp"

#include "json/value.hpp"
#include "output.hpp"

namespace parley::cli {

inline constexpr std::string_view kDefaultData = "parley.db";

// What stands before every command.
struct Globals {
  std::string data;    // --data; empty = not given
  std::string config;  // --config; empty = not given
  bool json = false;
};

// What a command runs in: where it answers, and the engine once something asks for it.
class Context {
 public:
  explicit Context(Globals globals) : globals_(std::move(globals)), out_(globals_.json) {}

  Output& out() { return out_; }
  const Globals& globals() const { return globals_; }
  bool json() const { return globals_.json; }

  // The engine document: --config with the flags on top. Status::argument or config for a file that
  // is none.
  Result<json::Value> engine_document() const;
  // The data file of that document.
  Result<std::string> data_file() const;

  // The engine on the data file. A command that only reads passes false: then a missing file is an
  // error and is not made.
  Result<Engine> engine(bool create = false);
  // A tenant of it; Status::not_found names the nearest id.
  Result<Tenant> tenant(std::string_view id);

 private:
  Globals globals_;
  Output out_;
  std::optional<Engine> engine_;
};

// Parses what the engine answered; an answer that is no JSON is a bug of the engine.
Result<json::Value> parse_answer(const Result<std::string>& answer);

// A page of a list: calls list(query) until nothing follows or `limit` entries are there. Members
// of `query` go along.
template <class List>
Result<json::Array> all_pages(List&& list, const json::Object& query, std::string_view member,
                              std::int64_t limit) {
  json::Array out;
  for (json::Value after; static_cast<std::int64_t>(out.size()) < limit;) {
    json::Object page = query;
    page.emplace_back("limit",
                      std::min<std::int64_t>(1000, limit - static_cast<std::int64_t>(out.size())));
    if (!after.is_null()) page.emplace_back("after", after);
    Result<json::Value> answer = parse_answer(list(json::write(page)));
    if (!answer) return std::move(answer).error();
    const json::Array& entries = answer->array(member);
    out.insert(out.end(), entries.begin(), entries.end());
    const json::Value* next = answer->find("next");
    if (next == nullptr || next->is_null() || entries.empty()) break;
    after = *next;
  }
  return out;
}

}  // namespace parley::cli
