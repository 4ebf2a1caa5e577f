#include "runner.hpp"

#include <ostream>
#include <utility>

#include "commands.hpp"
#include "script.hpp"

namespace parley::scenarios {
namespace {

// Runs the steps of a case; the answer is what its turns told.
std::string run_once(const Case& one, const std::string& path) {
  World world;
  Commands commands(world, path);
  for (std::size_t i = 0; i < one.steps.size(); ++i) {
    const Step& step = one.steps[i];
    const bool refused = i + 1 < one.steps.size() && one.steps[i + 1].word == "!";
    try {
      const auto error = commands.run(step, refused);
      if (refused)
        commands.check_refusal(one.steps[++i], error);
      else if (error)
        throw Failure{step.line, api_text(*error)};
    } catch (Failure& failure) {
      if (failure.line == 0) failure.line = step.line;
      throw;
    }
  }
  world.finish_turns();
  return world.journal();
}

bool run_case(const Case& one, const std::string& path, std::ostream& out) {
  try {
    const std::string first = run_once(one, path);
    if (first == run_once(one, path)) return true;
    out << path << ":" << one.line << ": case " << one.name << ": a second run told other events\n";
  } catch (const Failure& failure) {
    out << path << ":" << failure.line << ": case " << one.name << ": " << failure.message << "\n";
  }
  return false;
}

}  // namespace

int run_scenarios(const std::vector<std::string>& files, std::ostream& out) {
  int passed = 0;
  int failed = 0;
  bool unreadable = false;
  for (const std::string& path : files) {
    try {
      const Script script = read_script(path);
      for (const Case& one : script.cases)
        ++(run_case(one, path, out) ? passed : failed);
    } catch (const Failure& failure) {
      out << path << ":" << failure.line << ": " << failure.message << "\n";
      ++failed;
      unreadable = true;
    }
  }
  out << passed << " passed, " << failed << " failed\n";
  out.flush();
  if (unreadable) return 2;
  return failed == 0 ? 0 : 1;
}

}  // namespace parley::scenarios
