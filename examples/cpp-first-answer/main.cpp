// A business with one page, and its first answer. Nothing is kept: the data is in memory.
#include <iostream>

#include <parley/engine.hpp>

parley::Result<void> first_answer() {
  auto engine = parley::Engine::open();
  if (!engine) return engine.error();
  if (auto put = engine->put_tenant("bakery", R"({"name": "Harbour Bakery"})"); !put)
    return put.error();
  auto tenant = engine->open_tenant("bakery");
  if (!tenant) return tenant.error();
  auto page = tenant->kb_apply(R"({"put": [{"name": "bread.md",
    "body": "# Bread\n\nWe bake rye bread on Tuesday and Friday."}]})");
  if (!page) return page.error();
  auto session = tenant->open_session();
  if (!session) return session.error();
  auto turn = session->say("When do you bake rye bread?");
  if (!turn) return turn.error();
  for (auto next = turn->next(-1); next.status == parley::Status::ok; next = turn->next(-1)) {
    std::cout << next.event->text();
  }
  std::cout << '\n';
  return {};
}

int main() {
  const auto done = first_answer();
  if (!done) std::cerr << done.error().message << '\n';
  return done ? 0 : 1;
}
