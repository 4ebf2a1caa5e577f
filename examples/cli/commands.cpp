#include <algorithm>

#include "parley/engine.hpp"

#include "command.hpp"
#include "failure.hpp"

namespace parley::cli {

namespace {

// Talking to a tenant.
std::vector<Command> talking_commands() {
  return {
      {"demo",
       "[--script]",
       "talk to a pretended shoe shop, kept in a temporary file",
       {{"script", false}, {"mid-answer"}, {"web", false}},
       0,
       0,
       run_demo},
      {"new",
       "NAME [--from DIR] [--locale L] [--force]",
       "make a tenant that answers from a folder of documents",
       {{"from"}, {"locale"}, {"force", false}, {"messages"}},
       1,
       1,
       run_new},
      {"chat",
       "TENANT [--session S] [--channel C] [-v]",
       "talk to a tenant in the terminal",
       {{"session"}, {"channel"}, {"customer"}, {"verbose", false, 'v'}},
       1,
       1,
       run_chat},
      {"ask",
       "TENANT TEXT [--session S]",
       "ask one question",
       {{"session"}, {"channel"}, {"customer"}, {"verbose", false, 'v'}},
       2,
       2,
       run_ask},
  };
}

// What a tenant is made of.
std::vector<Command> keeping_commands() {
  return {
      {"tenant",
       "put FILE [--id ID] | get ID | list | check FILE | rollback ID VERSION | delete ID",
       "documents of tenants",
       {{"id"}, {"version"}, {"versions"}, {"yes", false}},
       1,
       3,
       run_tenant},
      {"ingest",
       "TENANT PATH… [--kb K]",
       "load Markdown, HTML and text into a knowledge base",
       {{"kb"}, {"note"}},
       2,
       kNoMost,
       run_ingest},
      {"search",
       "TENANT QUERY [--k 8] [--kb K]",
       "search a knowledge base as a turn would",
       {{"k"}, {"kb"}, {"mode"}},
       2,
       2,
       run_search},
      {"kb",
       "health | list | versions | diff FROM TO | rollback VERSION, each with TENANT as second "
       "word",
       "look at a knowledge base, or go back to an earlier version",
       {{"kb"}, {"from"}, {"to"}},
       2,
       4,
       run_kb},
  };
}

// What was understood and said.
std::vector<Command> looking_commands() {
  return {
      {"understand",
       "TENANT [TEXT] [--explain]",
       "intents of a text and why; without TEXT one JSON line for each line that comes in",
       {{"explain", false}, {"session"}},
       1,
       2,
       run_understand},
      {"sessions",
       "TENANT [--customer C] [--channel C] [--state bot|human|closed]",
       "conversations, the one used last first",
       {{"customer"}, {"channel"}, {"state"}, {"limit"}},
       1,
       1,
       run_sessions},
      {"transcript",
       "TENANT SESSION",
       "what was said, by whom, from which sources",
       {},
       2,
       2,
       run_transcript},
      {"explain",
       "TENANT SESSION TURN",
       "how one turn came about, also yesterday's",
       {},
       3,
       3,
       run_explain},
  };
}

// Tests, measures, help.
std::vector<Command> proving_commands() {
  return {
      {"run", "FILE.turns…", "run scenario tests", {}, 1, kNoMost, run_scenario_files},
      {"bench", "WHAT … [--out P]", "measure", {}, 0, kNoMost, run_bench},
      {"help", "[COMMAND]", "this page, or more about one command", {}, 0, 1, run_help},
  };
}

std::vector<Command> all_commands() {
  std::vector<Command> all;
  for (const auto& group :
       {talking_commands(), keeping_commands(), looking_commands(), proving_commands()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace

const std::vector<Flag>& common_flags() {
  static const std::vector<Flag> flags = {
      {"data"}, {"config"}, {"json", false}, {"help", false, 'h'}};
  return flags;
}

const std::vector<std::string_view>& later_commands() {
  static const std::vector<std::string_view> names = {"serve",  "doctor", "completions", "intents",
                                                      "outbox", "export", "erase",       "record",
                                                      "replay", "embed",  "tokens"};
  return names;
}

const std::vector<Command>& commands() {
  static const std::vector<Command> all = all_commands();
  return all;
}

Error unknown_action(std::string_view command, std::string_view given,
                     std::initializer_list<std::string_view> actions) {
  std::string list;
  for (const std::string_view action : actions) {
    if (!list.empty()) list += ", ";
    list += action;
  }
  return usage_error(std::string(command) + " has no action \"" + std::string(given) + "\"" +
                         did_you_mean(given, {actions.begin(), actions.size()}),
                     "one of: " + list);
}

std::string usage_text(const Command& command) {
  return "parley " + std::string(command.name) + " " + std::string(command.synopsis);
}

std::string help_text() {
  std::string out = "parley " + std::string(version()) +
                    ", a conversation engine: answers from a business's own documents\n\n"
                    "parley [--data FILE] [--config FILE] [--json] COMMAND …\n\n";
  std::size_t widest = 0;
  for (const Command& command : commands())
    widest = std::max(widest, command.name.size());
  for (const Command& command : commands()) {
    out += "  " + std::string(command.name);
    out.append(widest - command.name.size() + 3, ' ');
    out += std::string(command.summary) + "\n";
  }
  out +=
      "\nparley help COMMAND shows its words and flags. The data file is parley.db in this folder\n"
      "unless --data names another. A model's key comes from PARLEY_SECRET_NAME. Exit codes: 0 "
      "done, 1 failed, 2 wrong use or input,\n"
      "3 not supported by this version, 4 busy or locked, 5 damaged data.\n";
  return out;
}

Result<int> run_help(Context& context, const Arguments& arguments) {
  if (arguments.positional.empty()) {
    context.out().text(help_text());
    return kDone;
  }
  const std::string& wanted = arguments.positional[0];
  const auto found = std::ranges::find(commands(), wanted, &Command::name);
  if (found == commands().end()) return usage_error("no command \"" + wanted + "\"");
  context.out().text(usage_text(*found) + "\n" + std::string(found->summary) + "\n");
  return kDone;
}

}  // namespace parley::cli
