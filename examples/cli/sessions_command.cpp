#include "command.hpp"
#include "failure.hpp"
#include "layout.hpp"
#include "transcript.hpp"

namespace parley::cli {
namespace {

Result<Session> existing_session(Context& context, const Arguments& arguments) {
  Result<Tenant> tenant = context.tenant(arguments.positional[0]);
  if (!tenant) return std::move(tenant).error();
  return find_session(*tenant, arguments.positional[1]);
}

std::string place_of(const json::Value& source) {
  std::string out(source.text("title"));
  const std::string_view heading = source.text("heading");
  if (!heading.empty() && heading != source.text("title")) out += " › " + std::string(heading);
  return out + " (" + std::string(source.text("document")) + ")";
}

// What is to be known of an answer beside its words.
std::string remark_of(const json::Value& entry) {
  const std::string_view reason = entry.text("reason");
  std::string out;
  if (reason == "interrupted") {
    out = "interrupted: the process ended in mid-answer";
  } else if (!reason.empty() && reason != "stop" && reason != "handoff") {
    out = "end: " + std::string(reason);
  }
  if (!entry.text("handed_to").empty())
    out = "handed over to " + std::string(entry.text("handed_to"));
  return out;
}

void show_entry(Output& out, const json::Value& entry) {
  out.bold(std::string(entry.text("who")) + ": ");
  if (!entry.text("text").empty()) out.text(wrap(entry.text("text"), out.width()) + "\n");
  for (const json::Value& source : entry.array("sources"))
    out.dim("  from " + place_of(source) + "\n");
  const std::string remark = remark_of(entry);
  if (!remark.empty()) out.dim((entry.text("text").empty() ? "(" : "  (") + remark + ")");
  if (!remark.empty() || entry.text("text").empty()) out.text("\n");
}

}  // namespace

// Opening makes what is not there, so a name is looked up first.
Result<Session> find_session(Tenant& tenant, const std::string& id) {
  const auto page = [&](const std::string& query) { return tenant.list_sessions(query); };
  const Result<json::Array> sessions = all_pages(page, {}, "sessions", 1'000'000);
  if (!sessions) return sessions.error();
  std::vector<std::string_view> ids;
  for (const json::Value& entry : *sessions) {
    if (entry.text("id") == id)
      return tenant.open_session(json::write(json::Object{{"session", id}}));
    ids.push_back(entry.text("id"));
  }
  Error error = usage_error("tenant " + std::string(tenant.id()) + " has no session \"" + id +
                                "\"" + did_you_mean(id, ids),
                            "\"parley sessions " + std::string(tenant.id()) + "\" shows them");
  error.status = Status::not_found;
  return error;
}

Result<void> show_transcript(Session& session, Output& out) {
  const auto page = [&](const std::string& query) { return session.view(query); };
  const Result<json::Array> entries = all_pages(page, {{"view", "transcript"}}, "items", 1'000'000);
  if (!entries) return entries.error();
  for (const json::Value& entry : *entries) {
    if (out.json()) {
      out.json_line(entry);
    } else {
      show_entry(out, entry);
    }
  }
  if (entries->empty()) out.text("Nothing was said yet.\n");
  return {};
}

Result<int> run_sessions(Context& context, const Arguments& arguments) {
  const Result<std::int64_t> limit = arguments.integer("limit", 1000, 1, 1'000'000);
  if (!limit) return limit.error();
  Result<Tenant> tenant = context.tenant(arguments.positional[0]);
  if (!tenant) return std::move(tenant).error();
  json::Object query;
  for (const char* name : {"customer", "channel", "state"}) {
    if (arguments.has(name)) query.emplace_back(name, arguments.text(name));
  }
  const auto page = [&](const std::string& text) { return tenant->list_sessions(text); };
  const Result<json::Array> sessions = all_pages(page, query, "sessions", *limit);
  if (!sessions) return sessions.error();
  Table table({"ID", "CUSTOMER", "WITH", "TURNS", "LAST USED (UTC)"});
  for (const json::Value& entry : *sessions) {
    if (context.json()) context.out().json_line(entry);
    table.add({std::string(entry.text("id")), std::string(entry.text("customer", "-")),
               std::string(entry.text("owner")), std::to_string(entry.integer("turns")),
               time_text(entry.integer("touched_at"))});
  }
  context.out().text(table.empty() ? "no conversations yet\n" : table.text());
  return kDone;
}

Result<int> run_transcript(Context& context, const Arguments& arguments) {
  Result<Session> session = existing_session(context, arguments);
  if (!session) return std::move(session).error();
  if (const Result<void> shown = show_transcript(*session, context.out()); !shown) {
    return shown.error();
  }
  return kDone;
}

}  // namespace parley::cli
