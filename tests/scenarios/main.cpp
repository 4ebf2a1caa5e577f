#include <iostream>
#include <string>
#include <vector>

#include "runner.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string> files(argv + 1, argv + argc);
  return parley::scenarios::run_scenarios(files, std::cout);
}
