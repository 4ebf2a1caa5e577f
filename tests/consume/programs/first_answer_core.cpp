// A stranger's first program with the engine built into it. Exits with 0 if the answer quotes the
// document.
#include <cstdio>
#include <string>

#include <parley/engine.hpp>

using parley::Error;

constexpr char kBatch[] =
    R"({"put":[{"name":"returns.md",)"
    R"("body":"# Returns\n\nUnworn shoes may be returned within thirty days of delivery.\n"}]})";

static int fail(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

// Prints the answer; 0 if it holds what the document says and ends as it should.
static int follow(parley::Turn turn) {
  std::string text;
  bool stopped = false;
  for (auto next = turn.next(10000); next.event; next = turn.next(10000)) {
    text += next.event->text();
    if (next.event->kind() == parley::EventKind::end)
      stopped = next.event->json().find("\"stop\"") != std::string_view::npos;
  }
  std::printf("%s\n", text.c_str());
  return stopped && text.find("thirty days") != std::string::npos ? 0 : 1;
}

int main() {
  auto engine = parley::Engine::open(R"({"data":":memory:","pool":1})");
  if (!engine) return fail(engine.error());
  if (auto put = engine->put_tenant("shop", R"({"name":"Corner Shop"})"); !put)
    return fail(put.error());
  auto tenant = engine->open_tenant("shop");
  if (!tenant) return fail(tenant.error());
  auto batch = tenant->kb_apply(kBatch);
  if (!batch) return fail(batch.error());
  auto session = tenant->open_session();
  if (!session) return fail(session.error());
  auto turn = session->say("Within how many days may unworn shoes be returned?");
  if (!turn) return fail(turn.error());
  return follow(std::move(*turn));
}
