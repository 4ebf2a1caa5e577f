#pragma once

#include <memory>
#include <string_view>

#include "engine/tenant_runtime.hpp"
#include "json/value.hpp"

namespace parley::test {

inline constexpr std::string_view kShop = R"({
  "id": "shop", "name": "Shoes & Co", "locale": "en",
  "handoff": {"queue": "front desk", "say": "A colleague will take over in a moment."},
  "intents": [
    {"name": "hours", "phrases": ["opening hours"], "actions": [{"reply": "We open at nine."}]},
    {"name": "person", "phrases": ["talk to a person"], "actions": [{"handoff": {}}]},
    {"name": "fitting", "phrases": ["shoe size"],
     "actions": [{"reply": "About your size, this is what we know."}, {"agent": "fitter"}]},
    {"name": "complaint", "phrases": ["file a complaint"],
     "actions": [{"webhook": "crm"}, {"reply": "We are sorry. It is on its way to the boss."}]}],
  "webhooks": [{"name": "crm", "url": "https://crm.example/hook", "events": ["intent"]}],
  "agents": [{"name": "fitter"}],
  "limits": {"answer_chars": 200}
})";

inline std::shared_ptr<const TenantRuntime> shop_runtime() {
  static const std::shared_ptr<const TenantRuntime> runtime = [] {
    TenantRow row;
    row.id = 1;
    row.name = "shop";
    row.version = 3;
    row.body = kShop;
    return *TenantRuntime::compile(row, *json::parse(kShop));
  }();
  return runtime;
}

}  // namespace parley::test
