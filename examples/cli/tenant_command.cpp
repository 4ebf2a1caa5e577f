#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include <unistd.h>

#include "base/error.hpp"
#include "command.hpp"
#include "failure.hpp"
#include "files.hpp"
#include "layout.hpp"

namespace parley::cli {
namespace {

// A tenant document from a file, and the id it is to be put under.
struct TenantFile {
  std::string path;
  std::string text;
  std::string id;
};

Result<TenantFile> read_tenant(const Arguments& arguments) {
  TenantFile out{arguments.positional[1], {}, arguments.text("id")};
  Result<std::string> text = read_file(out.path);
  if (!text) return std::move(text).error();
  out.text = std::move(*text);
  Result<json::Value> document = json::parse(out.text);
  if (!document) return with_places(std::move(document).error(), out.path, out.text);
  if (out.id.empty()) out.id = document->text("id");
  if (out.id.empty()) out.id = std::filesystem::path(out.path).stem().string();
  return out;
}

Result<int> put(Context& context, const Arguments& arguments) {
  const Result<TenantFile> file = read_tenant(arguments);
  if (!file) return file.error();
  Result<Engine> engine = context.engine(true);
  if (!engine) return std::move(engine).error();
  Result<json::Value> answer = parse_answer(engine->put_tenant(file->id, file->text));
  if (!answer) return with_places(std::move(answer).error(), file->path, file->text);
  if (context.json()) {
    context.out().json_line(*answer);
  } else {
    const std::string version = std::to_string(answer->integer("version"));
    context.out().text(answer->boolean("changed")
                           ? "tenant " + file->id + " is at version " + version + "\n"
                           : "tenant " + file->id + " stays at version " + version +
                                 ": nothing changed\n");
  }
  return kDone;
}

// The same judgement as put, on a data file in memory, so that nothing is kept.
Result<int> check(Context& context, const Arguments& arguments) {
  const Result<TenantFile> file = read_tenant(arguments);
  if (!file) return file.error();
  Result<json::Value> document = context.engine_document();
  if (!document) return std::move(document).error();
  std::ranges::find(*document->as_object(), "data", &json::Member::first)->second = ":memory:";
  Result<Engine> engine = Engine::open(json::write(*document));
  if (!engine) return std::move(engine).error();
  Result<std::string> answer = engine->put_tenant(file->id, file->text);
  if (!answer) {
    Error error = with_places(std::move(answer).error(), file->path, file->text);
    if (context.json()) {
      const Result<json::Value> detail = json::parse(error.detail.empty() ? "{}" : error.detail);
      context.out().json_line(
          json::Object{{"ok", false},
                       {"tenant", file->id},
                       {"message", error.message},
                       {"errors", detail ? detail->array("errors") : json::Array{}}});
      return kFailed;
    }
    context.out().flush();
    std::fputs(error_text(error, false).c_str(), stderr);
    return kFailed;
  }
  if (context.json()) {
    context.out().json_line(
        json::Object{{"ok", true}, {"tenant", file->id}, {"errors", json::Array{}}});
  } else {
    context.out().text(file->path + " is right: tenant " + file->id + "\n");
  }
  return kDone;
}

Result<int> get(Context& context, const Arguments& arguments) {
  Result<std::int64_t> version = arguments.integer("version", 0, 0, INT64_MAX);
  if (!version) return std::move(version).error();
  Result<Tenant> tenant = context.tenant(arguments.positional[1]);
  if (!tenant) return std::move(tenant).error();
  Result<json::Value> answer = parse_answer(tenant->get(*version));
  if (!answer) return std::move(answer).error();
  if (context.json()) {
    context.out().json_line(*answer);
  } else if (const json::Value* body = answer->find("body")) {
    context.out().text(json::write_pretty(*body) + "\n");
  }
  return kDone;
}

Result<int> list(Context& context, const Arguments& arguments) {
  Result<Engine> engine = context.engine();
  if (!engine) return std::move(engine).error();
  json::Object query;
  if (arguments.has("versions")) query.emplace_back("versions", arguments.text("versions"));
  const auto page = [&](const std::string& text) { return engine->list_tenants(text); };
  const Result<json::Array> tenants = all_pages(page, query, "tenants", 1'000'000);
  if (!tenants) return tenants.error();
  Table table({"ID", "NAME", "VERSION", "SINCE (UTC)"});
  for (const json::Value& entry : *tenants) {
    if (context.json()) context.out().json_line(entry);
    table.add({std::string(entry.text("id")), std::string(entry.text("name")),
               std::to_string(entry.integer("version")), time_text(entry.integer("at"))});
  }
  context.out().text(table.empty()
                         ? "no tenants yet: make one with \"parley new NAME --from DIR\"\n"
                         : table.text());
  return kDone;
}

Result<int> rollback(Context& context, const Arguments& arguments) {
  const std::string given =
      arguments.positional.size() > 2 ? arguments.positional[2] : arguments.text("version");
  Result<std::int64_t> version = to_integer("VERSION", given, 1, INT64_MAX);
  if (!version) return std::move(version).error();
  Result<Tenant> tenant = context.tenant(arguments.positional[1]);
  if (!tenant) return std::move(tenant).error();
  if (const Result<void> done = tenant->rollback(*version); !done) return done.error();
  const Result<json::Value> now = parse_answer(tenant->get());
  if (!now) return now.error();
  const std::int64_t current = now->integer("version");
  if (context.json()) {
    context.out().json_line(json::Object{{"tenant", tenant->id()}, {"version", current}});
  } else {
    context.out().text("tenant " + std::string(tenant->id()) + " is at version " +
                       std::to_string(current) + " with the body of version " + given + "\n");
  }
  return kDone;
}

// On a terminal a person confirms by the id, because conversations go with the tenant.
bool confirmed(Context& context, const Arguments& arguments) {
  if (arguments.has("yes") || context.json() || !interactive()) return true;
  context.out().text("This deletes " + arguments.positional[1] +
                     " with all its conversations and documents. Type its id to go on: ");
  context.out().flush();
  std::string typed;
  std::getline(std::cin, typed);
  return typed == arguments.positional[1];
}

Result<int> remove(Context& context, const Arguments& arguments) {
  Result<Tenant> tenant = context.tenant(arguments.positional[1]);
  if (!tenant) return std::move(tenant).error();
  if (!confirmed(context, arguments))
    return usage_error("nothing was deleted: the id did not match");
  if (const Result<void> done = tenant->remove(); !done) return done.error();
  if (context.json()) {
    context.out().json_line(json::Object{{"tenant", arguments.positional[1]}, {"deleted", true}});
  } else {
    context.out().text("tenant " + arguments.positional[1] + " is deleted\n");
  }
  return kDone;
}

}  // namespace

Result<int> run_tenant(Context& context, const Arguments& arguments) {
  const std::string& action = arguments.positional[0];
  if (action == "list") return list(context, arguments);
  const std::initializer_list<std::string_view> actions = {"put",   "get",      "list",
                                                           "check", "rollback", "delete"};
  if (std::ranges::find(actions, action) == actions.end()) {
    return unknown_action("tenant", action, actions);
  }
  if (arguments.positional.size() < 2) {
    return usage_error("tenant " + action + " needs " +
                       (action == "put" || action == "check" ? "a file" : "the id of a tenant"));
  }
  if (action == "put") return put(context, arguments);
  if (action == "check") return check(context, arguments);
  if (action == "get") return get(context, arguments);
  if (action == "rollback") return rollback(context, arguments);
  return remove(context, arguments);
}

}  // namespace parley::cli
