#include "command.hpp"
#include "failure.hpp"

#ifdef PARLEY_WITH_TESTS
#include <cstdio>
#include <iostream>
#include <sstream>

#include "scenarios/runner.hpp"
#else
#include "base/error.hpp"
#endif

namespace parley::cli {

#ifdef PARLEY_WITH_TESTS

namespace {

// {passed, failed, failures}: the runner's lines as one object.
json::Value to_json(const std::string& log) {
  json::Array failures;
  std::int64_t passed = 0;
  std::int64_t failed = 0;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    long long first = 0;
    long long second = 0;
    if (std::sscanf(line.c_str(), "%lld passed, %lld failed", &first, &second) == 2) {
      passed = first;
      failed = second;
    } else {
      failures.emplace_back(line);
    }
  }
  return json::Object{{"passed", passed}, {"failed", failed}, {"failures", std::move(failures)}};
}

}  // namespace

Result<int> run_scenario_files(Context& context, const Arguments& arguments) {
  if (!context.json()) return scenarios::run_scenarios(arguments.positional, std::cout);
  std::ostringstream log;
  const int code = scenarios::run_scenarios(arguments.positional, log);
  context.out().json_line(to_json(log.str()));
  return code;
}

#else

Result<int> run_scenario_files(Context&, const Arguments&) {
  return make_error(Status::state, "run is not available in this build",
                    R"({"hint":"configure with -DPARLEY_TESTS=ON and build again"})");
}

#endif

}  // namespace parley::cli
