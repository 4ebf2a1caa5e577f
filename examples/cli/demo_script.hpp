#pragma once

#include <string>

#include "parley/result.hpp"

#include "output.hpp"

namespace parley::cli {

// A conversation with the shop that shows what the engine does, a killed process included. Exit
// code 1 when something that it shows did not come true.
Result<int> run_demo_script(Output& out);

// In a child process: answers slowly from a scripted model and kills itself when the first words
// are out. Comes back only when that did not work.
Result<int> die_in_mid_answer(const std::string& data_file);

}  // namespace parley::cli
