#include <filesystem>

#include <unistd.h>

#include "base/error.hpp"
#include "chat.hpp"
#include "command.hpp"
#include "demo_script.hpp"
#include "failure.hpp"
#include "shop.hpp"

namespace parley::cli {
namespace {

Result<int> talk(Context& context, const Arguments& arguments) {
  Result<TemporaryFolder> folder = TemporaryFolder::make();
  if (!folder) return std::move(folder).error();
  Result<Engine> engine =
      Engine::open(json::write(json::Object{{"data", folder->path() + "/shop.db"}}));
  if (!engine) return std::move(engine).error();
  Result<Tenant> shop = load_shop(*engine);
  if (!shop) return std::move(shop).error();
  context.out().text(
      "Tansy & Pike, a shoe shop that does not exist, answers from its own 45 or so pages.\n"
      "Ask about sizes, delivery, returns, repairs; ask for a person; ask what no shoe shop "
      "knows.\n\n");
  const Result<int> code = chat(*shop, context.out(), {arguments});
  engine->close();
  return code;
}

// As a person would type it from where they stand.
std::string own_path() {
  std::error_code fault;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", fault);
  const std::filesystem::path near = std::filesystem::relative(program, fault);
  return fault || near.string().starts_with("..") ? program.string() : near.string();
}

}  // namespace

Result<int> run_demo(Context& context, const Arguments& arguments) {
  if (arguments.has("web")) {
    return make_error(Status::state, "demo --web is not available in this version",
                      R"({"hint":"\"parley demo\" talks in the terminal"})");
  }
  if (arguments.has("mid-answer")) return die_in_mid_answer(arguments.text("mid-answer"));
  if (!arguments.has("script")) return talk(context, arguments);
  Result<int> code = run_demo_script(context.out());
  if (code && *code == kDone && !interactive()) {
    context.out().text("\nTo talk to the shop yourself, run in a terminal: " + own_path() +
                       " demo\n");
  }
  return code;
}

}  // namespace parley::cli
