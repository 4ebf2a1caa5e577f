#include <iostream>

#include "command.hpp"
#include "failure.hpp"
#include "layout.hpp"

namespace parley::cli {
namespace {

Result<json::Value> understand(Tenant& tenant, const Arguments& arguments,
                               const std::string& text) {
  json::Object input{{"text", text}};
  if (arguments.has("explain")) input.emplace_back("explain", true);
  if (arguments.has("session")) input.emplace_back("session", arguments.text("session"));
  return parse_answer(tenant.understand(json::write(input)));
}

void show(Output& out, const json::Value& answer) {
  Table table({"INTENT", "CONFIDENCE"});
  for (const json::Value& intent : answer.array("intents")) {
    const json::Value* sure = intent.find("confidence");
    table.add({std::string(intent.text("name")), score_text(sure != nullptr ? sure->number() : 0)});
  }
  out.text(table.empty() ? "no intent holds\n" : table.text());
  if (!answer.text("language").empty())
    out.text("language: " + std::string(answer.text("language")) + "\n");
  for (const json::Value& entity : answer.array("entities"))
    out.text("entity: " + json::write(entity) + "\n");
  if (!answer.text("reason").empty())
    out.text("because: " + std::string(answer.text("reason")) + "\n");
  for (const json::Value& intent : answer.array("considered")) {
    const json::Value* sure = intent.find("confidence");
    out.text("considered " + std::string(intent.text("name")) + " " +
             score_text(sure != nullptr ? sure->number() : 0) + ":");
    for (const json::Value& reason : intent.array("reasons")) {
      out.text(" " + std::string(reason.text("kind")) + " “" + std::string(reason.text("text")) +
               "”" + (reason.boolean("negated") ? " (denied)" : ""));
    }
    out.text("\n");
  }
}

// One answer for each line that comes in, so that a program can keep the command running.
Result<int> each_line(Context& context, Tenant& tenant, const Arguments& arguments) {
  for (std::string line; std::getline(std::cin, line);) {
    const Result<json::Value> answer = understand(tenant, arguments, line);
    if (!answer) return answer.error();
    context.out().json_line(*answer);
    context.out().flush();
  }
  return kDone;
}

}  // namespace

Result<int> run_understand(Context& context, const Arguments& arguments) {
  Result<Tenant> tenant = context.tenant(arguments.positional[0]);
  if (!tenant) return std::move(tenant).error();
  if (arguments.positional.size() == 1) return each_line(context, *tenant, arguments);
  const Result<json::Value> answer = understand(*tenant, arguments, arguments.positional[1]);
  if (!answer) return answer.error();
  if (context.json()) {
    context.out().json_line(*answer);
  } else {
    show(context.out(), *answer);
  }
  return kDone;
}

}  // namespace parley::cli
