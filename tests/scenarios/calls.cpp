#include "calls.hpp"

#include <algorithm>
#include <iterator>

namespace parley::scenarios {
namespace {

using Answer = api::Expected<std::string>;

Answer nothing(const api::Outcome& outcome) {
  if (!outcome.ok()) return outcome.error();
  return std::string("{}");
}

struct Arguments {
  World& world;
  const std::string& text;
  int line;

  api::Tenant& tenant() const { return world.tenant(line); }
  api::Session& session() const { return world.session(line); }
  long long number() const { return Words(text, line).number(); }
};

Answer drain(const Arguments& a) {
  auto empty = a.world.engine().drain(static_cast<std::int32_t>(a.number()));
  if (!empty.ok()) return empty.error();
  return std::string(*empty ? R"({"empty":true})" : R"({"empty":false})");
}

Answer kb_rollback(const Arguments& a) {
  Words words(a.text, a.line);
  std::string base = words.word();
  if (words.done()) return nothing(a.tenant().kb_rollback({}, std::stoll(base)));
  return nothing(a.tenant().kb_rollback(base, words.number()));
}

struct Function {
  const char* name;
  Answer (*call)(const Arguments&);
};

const Function kFunctions[] = {
    {"engine_info", [](const Arguments& a) { return a.world.engine().info(a.text); }},
    {"engine_drain", drain},
    {"tenant_list", [](const Arguments& a) { return a.world.engine().tenants(a.text); }},
    {"tenant_get", [](const Arguments& a) { return a.tenant().get_version(a.number()); }},
    {"tenant_rollback",
     [](const Arguments& a) { return nothing(a.tenant().rollback(a.number())); }},
    {"tenant_delete", [](const Arguments& a) { return nothing(a.tenant().remove()); }},
    {"tenant_understand", [](const Arguments& a) { return a.tenant().understand(a.text); }},
    {"kb_apply", [](const Arguments& a) { return a.tenant().kb_apply(a.text); }},
    {"kb_search", [](const Arguments& a) { return a.tenant().kb_search(a.text); }},
    {"kb_info", [](const Arguments& a) { return a.tenant().kb_info(a.text); }},
    {"kb_rollback", kb_rollback},
    {"session_list", [](const Arguments& a) { return a.tenant().sessions(a.text); }},
    {"session_append", [](const Arguments& a) { return a.session().append(a.text); }},
    {"session_view", [](const Arguments& a) { return a.session().view_of(a.text); }},
    {"world_feed",
     [](const Arguments& a) {
       return nothing(api::detail::tell(parley_world_feed, a.world.engine().get(), a.text.data(),
                                        a.text.size()));
     }},
};

}  // namespace

api::Expected<std::string> call_function(World& world, const std::string& function,
                                         const std::string& arguments, int line) {
  const auto* known = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                   [&](const Function& entry) { return function == entry.name; });
  if (known == std::end(kFunctions)) throw Failure{line, "\"" + function + "\" cannot be called"};
  return known->call({world, arguments, line});
}

}  // namespace parley::scenarios
