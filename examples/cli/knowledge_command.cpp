#include <algorithm>

#include "command.hpp"
#include "failure.hpp"
#include "ingest.hpp"
#include "layout.hpp"

namespace parley::cli {
namespace {

json::Object with_kb(const Arguments& arguments, json::Object query = {}) {
  if (arguments.has("kb")) query.emplace_back("kb", arguments.text("kb"));
  return query;
}

Result<json::Value> info(Context& context, const Arguments& arguments, json::Object query) {
  Result<Tenant> tenant = context.tenant(arguments.positional[1]);
  if (!tenant) return std::move(tenant).error();
  return parse_answer(tenant->kb_info(json::write(with_kb(arguments, std::move(query)))));
}

// What a view answered, without knowing each member: scalars one a line, lists as tables are left
// to the callers.
void show_members(Output& out, const json::Value& value) {
  const json::Object* members = value.as_object();
  if (members == nullptr) return;
  std::size_t widest = 0;
  for (const auto& [name, member] : *members)
    widest = std::max(widest, name.size());
  for (const auto& [name, member] : *members) {
    const std::string* text = member.as_string();
    std::string line = name;
    line.append(widest - name.size() + 2, ' ');
    out.text(line + (text != nullptr ? *text : json::write(member)) + "\n");
  }
}

Result<int> health(Context& context, const Arguments& arguments) {
  const Result<json::Value> answer = info(context, arguments, {{"view", "health"}});
  if (!answer) return answer.error();
  if (context.json()) {
    context.out().json_line(*answer);
  } else {
    show_members(context.out(), *answer);
  }
  return kDone;
}

// Lists of the base: all pages, JSON lines or a table of the members named.
Result<int> list(Context& context, const Arguments& arguments, std::string_view view,
                 std::string_view member, const std::vector<std::string>& shown) {
  Result<Tenant> tenant = context.tenant(arguments.positional[1]);
  if (!tenant) return std::move(tenant).error();
  const auto page = [&](const std::string& query) { return tenant->kb_info(query); };
  const Result<json::Array> entries =
      all_pages(page, with_kb(arguments, {{"view", view}}), member, 1'000'000);
  if (!entries) return entries.error();
  std::vector<std::string> heading = shown;
  for (std::string& name : heading) {
    std::ranges::transform(name, name.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
  }
  Table table(std::move(heading));
  for (const json::Value& entry : *entries) {
    if (context.json()) context.out().json_line(entry);
    std::vector<std::string> row;
    for (const std::string& name : shown) {
      const json::Value* value = entry.find(name);
      const std::string* text = value != nullptr ? value->as_string() : nullptr;
      row.push_back(text != nullptr    ? *text
                    : value == nullptr ? std::string()
                    : name == "at"     ? time_text(entry.integer("at"))
                                       : json::write(*value));
    }
    table.add(std::move(row));
  }
  context.out().text(table.empty()
                         ? "nothing there: \"parley ingest TENANT PATH\" loads documents\n"
                         : table.text());
  return kDone;
}

void show_names(Output& out, const json::Value& diff, std::string_view member,
                std::string_view sign) {
  for (const json::Value& entry : diff.array(member)) {
    const std::string* name = entry.as_string();
    out.text(std::string(sign) + " " + std::string(name != nullptr ? *name : entry.text("name")) +
             "\n");
  }
}

Result<int> diff(Context& context, const Arguments& arguments) {
  const auto& words = arguments.positional;
  const Result<std::int64_t> from =
      to_integer("FROM", words.size() > 2 ? words[2] : arguments.text("from"), 0, INT64_MAX);
  if (!from) return from.error();
  const Result<std::int64_t> to =
      to_integer("TO", words.size() > 3 ? words[3] : arguments.text("to", "0"), 0, INT64_MAX);
  if (!to) return to.error();
  const Result<json::Value> answer =
      info(context, arguments, {{"view", "diff"}, {"from", *from}, {"to", *to}});
  if (!answer) return answer.error();
  if (context.json()) {
    context.out().json_line(*answer);
    return kDone;
  }
  show_names(context.out(), *answer, "added", "+");
  show_names(context.out(), *answer, "changed", "~");
  show_names(context.out(), *answer, "removed", "-");
  return kDone;
}

Result<int> rollback(Context& context, const Arguments& arguments) {
  if (arguments.positional.size() < 3) return usage_error("kb rollback needs TENANT and VERSION");
  const Result<std::int64_t> version = to_integer("VERSION", arguments.positional[2], 1, INT64_MAX);
  if (!version) return version.error();
  Result<Tenant> tenant = context.tenant(arguments.positional[1]);
  if (!tenant) return std::move(tenant).error();
  const Result<json::Value> answer =
      parse_answer(tenant->kb_rollback(arguments.text("kb"), *version));
  if (!answer) return answer.error();
  if (context.json()) {
    context.out().json_line(*answer);
  } else {
    context.out().text("knowledge of " + arguments.positional[1] + " is at version " +
                       std::to_string(answer->integer("version")) +
                       " with the documents of version " + std::to_string(*version) + "\n");
  }
  return kDone;
}

void show_hit(Output& out, std::size_t number, const json::Value& hit) {
  out.bold(std::to_string(number) + ". " + std::string(hit.text("title")));
  const std::string_view heading = hit.text("heading");
  if (!heading.empty() && heading != hit.text("title")) out.text(" › " + std::string(heading));
  const json::Value* score = hit.find("score");
  out.dim("  " + std::string(hit.text("document")) + "  " +
          score_text(score != nullptr ? score->number() : 0) + "\n");
  out.text(wrap(hit.text("text"), out.width(), 3) + "\n");
}

}  // namespace

Result<int> run_ingest(Context& context, const Arguments& arguments) {
  Result<Tenant> tenant = context.tenant(arguments.positional[0]);
  if (!tenant) return std::move(tenant).error();
  std::int64_t skipped = 0;
  const std::vector<std::string> paths(arguments.positional.begin() + 1,
                                       arguments.positional.end());
  const Result<std::vector<Found>> files = find_documents(paths, skipped);
  if (!files) return files.error();
  if (files->empty()) {
    return usage_error("no document found in " + paths.front(),
                       "Markdown (.md), HTML (.html) and text (.txt) are read");
  }
  json::Object batch = with_kb(arguments);
  if (arguments.has("note")) batch.emplace_back("note", arguments.text("note"));
  const Result<Ingested> done = ingest(*tenant, *files, batch);
  if (!done) return done.error();
  if (context.json()) {
    context.out().json_line(done->answer);
    return kDone;
  }
  context.out().text(ingest_text(*done, skipped));
  return kDone;
}

Result<int> run_search(Context& context, const Arguments& arguments) {
  const Result<std::int64_t> k = arguments.integer("k", 8, 1, 100);
  if (!k) return k.error();
  Result<Tenant> tenant = context.tenant(arguments.positional[0]);
  if (!tenant) return std::move(tenant).error();
  json::Object query = with_kb(arguments, {{"query", arguments.positional[1]}, {"k", *k}});
  if (arguments.has("mode")) query.emplace_back("mode", arguments.text("mode"));
  const Result<json::Value> answer = parse_answer(tenant->kb_search(json::write(query)));
  if (!answer) return answer.error();
  if (context.json()) {
    context.out().json_line(*answer);
    return kDone;
  }
  std::size_t number = 0;
  for (const json::Value& hit : answer->array("hits"))
    show_hit(context.out(), ++number, hit);
  if (number == 0) context.out().text("nothing found\n");
  return kDone;
}

Result<int> run_kb(Context& context, const Arguments& arguments) {
  const std::string& action = arguments.positional[0];
  if (action == "health") return health(context, arguments);
  if (action == "list")
    return list(context, arguments, "documents", "documents", {"name", "title", "chunks"});
  if (action == "versions")
    return list(context, arguments, "versions", "versions", {"version", "at", "manifest"});
  if (action == "diff") return diff(context, arguments);
  if (action == "rollback") return rollback(context, arguments);
  return unknown_action("kb", action, {"health", "list", "versions", "diff", "rollback"});
}

}  // namespace parley::cli
