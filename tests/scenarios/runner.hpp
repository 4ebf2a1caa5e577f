#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace parley::scenarios {

// Runs the cases of .turns files (README.md beside this file tells the format) through the C ABI,
// each twice: both runs must tell the same events. Prints what failed as "file:line: why" and, as
// the last line, "N passed, N failed". Returns 0 when all passed, 1 when a case failed, 2 when a
// file cannot be read.
int run_scenarios(const std::vector<std::string>& files, std::ostream& out);

}  // namespace parley::scenarios
