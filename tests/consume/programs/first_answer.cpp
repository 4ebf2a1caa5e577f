// A stranger's first program in C++ over the shared library. Exits with 0 if the answer quotes the
// document.
#include <cstdio>
#include <string>

#include <parley.hpp>

namespace api = parley::api;

constexpr char kBatch[] =
    R"({"put":[{"name":"returns.md",)"
    R"("body":"# Returns\n\nUnworn shoes may be returned within thirty days of delivery.\n"}]})";

static bool answer() {
  api::Engine engine = api::Engine::open(R"({"data":":memory:","pool":1})").value();
  (void)engine.put_tenant("shop", R"({"name":"Corner Shop"})").value();
  api::Tenant tenant = engine.tenant("shop").value();
  (void)tenant.kb_apply(kBatch).value();
  api::Session session = tenant.session().value();
  api::Turn turn = session.say("Within how many days may unworn shoes be returned?").value();
  std::string text;
  bool stopped = false;
  for (const api::Event& event : turn) {
    text += event.text();
    if (event.kind() == PARLEY_EVENT_END)
      stopped = event.json().find("\"stop\"") != std::string_view::npos;
  }
  std::printf("%s\n", text.c_str());
  return stopped && text.find("thirty days") != std::string::npos;
}

int main() {
  try {
    return answer() ? 0 : 1;
  } catch (const api::Exception& exception) {
    std::fprintf(stderr, "%s\n", exception.what());
    return 1;
  }
}
