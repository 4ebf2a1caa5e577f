#include "base/error.hpp"
#include "command.hpp"

namespace parley::cli {

Result<int> run_scenario_files(Context&, const Arguments&) {
  return make_error(Status::state, "run is not available in this build",
                    R"({"hint":"configure with -DPARLEY_TESTS=ON and build again"})");
}

}  // namespace parley::cli
