#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "args.hpp"
#include "context.hpp"

namespace parley::cli {

// One command. It answers through the context's output and gives the exit code, or the error that
// main prints.
struct Command {
  std::string_view name;
  std::string_view synopsis;  // behind the name
  std::string_view summary;   // one line
  std::vector<Flag> flags;    // beside those of all commands
  std::size_t least;          // words behind the name that are no flags
  std::size_t most;
  Result<int> (*run)(Context& context, const Arguments& arguments);
};

// All commands of this version, in the order of the help.
const std::vector<Command>& commands();

// Flags that every command takes.
const std::vector<Flag>& common_flags();

// Flags of one bench, without --json and --out; none when there is no such bench.
std::vector<Flag> bench_flags(const std::string& what);

// Commands that later versions will have: known, so that the answer can say so.
const std::vector<std::string_view>& later_commands();

// Status::argument for a word that names none of a command's actions, with the nearest one.
Error unknown_action(std::string_view command, std::string_view given,
                     std::initializer_list<std::string_view> actions);

// "parley NAME SYNOPSIS" and what it does.
std::string usage_text(const Command& command);
std::string help_text();

inline constexpr std::size_t kNoMost = 1'000'000;

Result<int> run_ask(Context& context, const Arguments& arguments);
Result<int> run_bench(Context& context, const Arguments& arguments);
Result<int> run_chat(Context& context, const Arguments& arguments);
Result<int> run_demo(Context& context, const Arguments& arguments);
Result<int> run_explain(Context& context, const Arguments& arguments);
Result<int> run_help(Context& context, const Arguments& arguments);
Result<int> run_ingest(Context& context, const Arguments& arguments);
Result<int> run_kb(Context& context, const Arguments& arguments);
Result<int> run_new(Context& context, const Arguments& arguments);
Result<int> run_scenario_files(Context& context, const Arguments& arguments);
Result<int> run_search(Context& context, const Arguments& arguments);
Result<int> run_sessions(Context& context, const Arguments& arguments);
Result<int> run_tenant(Context& context, const Arguments& arguments);
Result<int> run_transcript(Context& context, const Arguments& arguments);
Result<int> run_understand(Context& context, const Arguments& arguments);

}  // namespace parley::cli
