#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "args.hpp"
#include "base/error.hpp"
#include "command.hpp"
#include "failure.hpp"

namespace parley::cli {
namespace {

int fail(const Error& error) {
  std::fflush(stdout);
  const char* refused = std::getenv("NO_COLOR");
  const bool colour = isatty(STDERR_FILENO) == 1 && (refused == nullptr || *refused == '\0');
  const std::string text = error_text(error, colour);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return exit_code(error);
}

Error unknown_command(const std::string& given) {
  const auto& later = later_commands();
  if (std::ranges::find(later, given) != later.end()) {
    return make_error(
        Status::state,
        "\"" + given + "\" is not available in this version of parley (" + std::string(version()) +
            ")",
        R"({"hint":"\"parley help\" lists what there is; ROADMAP.md says what comes next"})");
  }
  std::vector<std::string_view> names(later.begin(), later.end());
  for (const Command& command : commands())
    names.push_back(command.name);
  return usage_error("unknown command \"" + given + "\"" + did_you_mean(given, names),
                     "\"parley help\" lists all commands");
}

// The command's place: the first word that is neither a flag nor the value of one.
std::size_t command_at(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--data" || words[i] == "--config") {
      ++i;
    } else if (!words[i].starts_with("-")) {
      return i;
    }
  }
  return words.size();
}

Result<int> run_command(const Command& command, const Arguments& arguments) {
  Context context({arguments.text("data"), arguments.text("config"), arguments.has("json")});
  const std::size_t given = arguments.positional.size();
  if (arguments.has("help")) {
    context.out().text(usage_text(command) + "\n" + std::string(command.summary) + "\n");
    return kDone;
  }
  if (given < command.least || given > command.most) {
    return usage_error(given < command.least
                           ? "something is missing"
                           : "too many words: \"" + arguments.positional[command.most] + "\"",
                       usage_text(command));
  }
  Result<int> code = command.run(context, arguments);
  if (code && !context.out().good()) {
    return make_error(Status::network, "the answer could not be written to the standard output");
  }
  return code;
}

// Flags alone: --version, --help, or nothing to do.
Result<int> run_without_command(const std::vector<std::string>& words) {
  std::vector<Flag> flags = common_flags();
  flags.push_back({"version", false, 'V'});
  const Result<Arguments> arguments = parse_arguments(words, flags);
  if (!arguments) return arguments.error();
  if (arguments->has("version")) {
    const std::string_view text = arguments->has("json") ? build_info() : version();
    std::printf("%s%.*s\n", arguments->has("json") ? "" : "parley ", static_cast<int>(text.size()),
                text.data());
    return kDone;
  }
  std::fputs(help_text().c_str(), arguments->has("help") ? stdout : stderr);
  return arguments->has("help") ? kDone : kUsage;
}

// What a bench takes depends on which one it is.
std::vector<Flag> flags_of(const Command& command, const std::vector<std::string>& words) {
  std::vector<Flag> flags = common_flags();
  flags.insert(flags.end(), command.flags.begin(), command.flags.end());
  if (command.name != "bench") return flags;
  const std::size_t what = command_at(words);
  if (what == words.size()) return flags;
  const std::vector<Flag> more = bench_flags(words[what]);
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

Result<int> run(std::vector<std::string> words) {
  const std::size_t at = command_at(words);
  if (at == words.size()) return run_without_command(words);
  const std::string name = words[at];
  const auto command = std::ranges::find(commands(), name, &Command::name);
  if (command == commands().end()) return unknown_command(name);
  words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
  const Result<Arguments> arguments = parse_arguments(words, flags_of(*command, words));
  if (!arguments) return arguments.error();
  return run_command(*command, *arguments);
}

}  // namespace
}  // namespace parley::cli

int main(int count, char** values) {
  using namespace parley;
  std::vector<std::string> words(values + 1, values + count);
  try {
    const Result<int> code = cli::run(std::move(words));
    return code ? *code : cli::fail(code.error());
  } catch (const std::exception& fault) {
    return cli::fail(make_error(Status::internal, fault.what()));
  }
}
