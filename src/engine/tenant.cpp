// parley::Tenant: the calls on one business.
#include "parley/tenant.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/id_text.hpp"
#include "engine/handles.hpp"
#include "engine/turn_id.hpp"
#include "json/writer.hpp"

namespace parley {
namespace {

void write_reasons(json::Writer& w, const intent::IntentHit& hit) {
  w.key("reasons").begin_array();
  for (const intent::Reason& reason : hit.reasons) {
    w.begin_object().member("kind", kind_name(reason.kind)).member("text", reason.text);
    w.member("begin", static_cast<std::int64_t>(reason.begin))
        .member("size", static_cast<std::int64_t>(reason.size));
    if (reason.negated) w.member("negated", true);
    w.end_object();
  }
  w.end_array();
}

void write_considered(json::Writer& w, const TenantConfig& config,
                      const intent::Understanding& found) {
  w.key("considered").begin_array();
  for (const intent::IntentHit& hit : found.ranked) {
    w.begin_object().member("name", hit.name).key("confidence").fixed_e4(hit.confidence_e4);
    w.key("threshold").fixed_e4(config.intents[hit.index].threshold_e4);
    if (hit.held_back) w.member("held_back", true);
    write_reasons(w, hit);
    w.end_object();
  }
  w.end_array();
}

}  // namespace

std::string_view Tenant::id() const noexcept {
  return handle_->slot->name();
}

Result<std::string> Tenant::get(std::int64_t version) const {
  const Core::Call call(*handle_->core);
  if (!call) return handle_->core->not_usable();
  if (auto alive = handle_->runtime(); !alive) return std::move(alive).error();
  if (version < 0)
    return make_error(Status::argument, "version must be 0 (the current one) or more");
  auto row = handle_->core->catalog().get_tenant(handle_->slot->name(), version);
  if (!row) return std::move(row).error();
  std::string out;
  json::Writer w(out);
  w.begin_object()
      .member("tenant", row->name)
      .member("version", row->version)
      .member("at", row->at);
  w.member("hash", to_hex(bytes_of(row->hash))).key("body").raw(row->body).end_object();
  return out;
}

Result<void> Tenant::rollback(std::int64_t version) {
  const Core::Call call(*handle_->core);
  if (!call) return handle_->core->not_usable();
  return handle_->core->rollback_tenant(*handle_->slot, version);
}

Result<void> Tenant::remove() {
  const Core::Call call(*handle_->core);
  if (!call) return handle_->core->not_usable();
  return handle_->core->delete_tenant(*handle_->slot);
}

Result<std::string> Tenant::understand(std::string_view input_json) const {
  auto runtime = handle_->runtime();
  if (!runtime) return std::move(runtime).error();
  auto input =
      checked_json(input_json, "query", "parley_tenant_understand", "input", Status::argument);
  if (!input) return std::move(input).error();
  const TenantConfig& config = (*runtime)->config();
  const std::string locale(input->text("locale", config.locale));
  const Understood understood = (*runtime)->understand(input->text("text"), locale);
  std::string out;
  json::Writer w(out);
  w.begin_object().key("intents").begin_array();
  for (const IntentItem& item : understood.intents.intents) {
    w.begin_object()
        .member("name", item.name)
        .key("confidence")
        .fixed_e4(item.confidence_e4)
        .end_object();
  }
  w.end_array().member("reason", understood.intents.reason);
  const intent::Understanding found = (*runtime)->match(input->text("text"), locale);
  write_considered(w, config, found);
  if (found.runner_up) w.member("runner_up", found.ranked[*found.runner_up].name);
  w.member("stable", !input->boolean("partial")).end_object();
  return out;
}

Result<Session> Tenant::open_session(std::string_view json) {
  const Core::Call call(*handle_->core);
  if (!call) return handle_->core->not_usable();
  auto runtime = handle_->runtime();
  if (!runtime) return std::move(runtime).error();
  Core& core = *handle_->core;
  auto document = checked_json(json, "session", {}, "session", Status::argument);
  if (!document) return std::move(document).error();
  for (const std::string_view member : {"session", "customer"}) {
    if (const auto* id = document->find(member); id != nullptr && !valid_id(*id->as_string())) {
      return make_error(Status::argument,
                        "/" + std::string(member) +
                            " must be 1 to 128 bytes of UTF-8 without control characters");
    }
  }
  const TenantConfig& config = (*runtime)->config();
  OpenSession request;
  request.tenant = handle_->slot->id();
  request.name = document->text("session");
  request.customer = document->text("customer");
  request.shared_history = config.history_shared;
  request.channel = document->text("channel", "api");
  request.address = document->text("address");
  request.salt = core.random().bytes(16);
  request.fresh_name = id_text(core.random().bytes(10));
  request.now = core.clock().unix_ms();
  request.expires_at = expiry_after(request.now, config.limits.ttl_days);
  request.max_sessions = config.limits.sessions;
  request.max_customers = config.limits.customers;
  if (const json::Value* metadata = document->find("metadata"))
    request.metadata = json::write(*metadata);
  auto actor = core.session(handle_->slot, request);
  if (!actor) return std::move(actor).error();
  if (const json::Value* metadata = document->find("metadata")) {
    if (auto kept = (*actor)->give_metadata(*metadata); !kept) return std::move(kept).error();
  }
  (*actor)->set_manner(std::string(document->text("locale")), request.channel);
  return Session(std::make_shared<SessionHandle>(handle_->core, *std::move(actor)));
}

namespace {

constexpr std::string_view kOwners[] = {"bot", "human", "closed"};

void write_session(json::Writer& w, const SessionRow& row) {
  w.begin_object().member("id", row.name);
  if (!row.customer.empty()) w.member("customer", row.customer);
  w.member("owner", kOwners[static_cast<std::size_t>(row.owner)]).member("epoch", row.epoch);
  w.member("turns", row.last_turn)
      .member("created_at", row.created_at)
      .member("touched_at", row.touched_at);
  w.end_object();
}

}  // namespace

Result<std::string> Tenant::list_sessions(std::string_view query_json) const {
  const Core::Call call(*handle_->core);
  if (!call) return handle_->core->not_usable();
  if (auto alive = handle_->runtime(); !alive) return std::move(alive).error();
  auto query = checked_json(query_json, "query", "parley_session_list", "query", Status::argument);
  if (!query) return std::move(query).error();
  SessionFilter filter;
  filter.customer = query->text("customer");
  filter.channel = query->text("channel");
  filter.owner = query->text("state");
  filter.after = query->find("after") != nullptr ? query->integer("after") : 0;
  const std::int64_t limit = query->integer("limit", 100);
  filter.limit = limit + 1;
  auto rows = handle_->core->ledger().list_sessions(handle_->slot->id(), filter);
  if (!rows) return std::move(rows).error();
  const bool more = static_cast<std::int64_t>(rows->size()) > limit;
  if (more) rows->pop_back();
  std::string out;
  json::Writer w(out);
  w.begin_object().key("sessions").begin_array();
  for (const SessionRow& row : *rows)
    write_session(w, row);
  w.end_array();
  if (more) w.member("next", filter.after + limit);
  w.end_object();
  return out;
}

}  // namespace parley
