// Tenants of an engine: put, list, roll back, delete, and keeping those in use in memory.
#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/id_text.hpp"
#include "engine/core.hpp"
#include "json/writer.hpp"

namespace parley {

namespace {

Error bad_id(std::string_view what) {
  return make_error(
      Status::argument,
      std::string(what) + " must be 1 to 128 bytes of UTF-8 without control characters");
}

}  // namespace

Result<std::shared_ptr<const TenantRuntime>> Core::compile(const TenantRow& row) const {
  auto document = checked_json(row.body, "tenant", {}, "tenant '" + row.name + "'", Status::config);
  if (!document) return std::move(document).error();
  const auto faults = check_references(*document);
  if (!faults.empty()) return json::to_error(Status::config, "tenant '" + row.name + "'", faults);
  return TenantRuntime::compile(row, *document);
}

Result<std::string> Core::put_tenant(std::string_view id, std::string_view json) {
  const Call call(*this);
  if (!call) return not_usable();
  if (!valid_id(id)) return bad_id("a tenant's id");
  const std::string what = "tenant '" + std::string(id) + "'";
  auto document = checked_json(json, "tenant", {}, what, Status::config);
  if (!document) return std::move(document).error();
  auto faults = check_references(*document);
  if (const std::string_view inner = document->text("id", id); inner != id) {
    faults.push_back({"/id", "is '" + std::string(inner) + "'",
                      "'" + std::string(id) + "', the id it is put under"});
  }
  if (!faults.empty()) return json::to_error(Status::config, what, faults);

  TenantRow trial;
  trial.name = id;
  trial.body = json;
  trial.version = 1;
  // What cannot be compiled must not be stored.
  if (auto runtime = TenantRuntime::compile(trial, *document); !runtime)
    return std::move(runtime).error();
  const std::lock_guard putting(putting_);
  const auto before = store_->get_tenant(id, 0);
  if (!before && before.error().status == Status::not_found) {
    if (auto room = room_for_tenant(); !room) return std::move(room).error();
  }
  const Digest hash = digest({json::write_canonical(*document)});
  auto row = store_->put_tenant(id, json, hash, clock_->unix_ms());
  if (!row) return std::move(row).error();
  auto runtime = TenantRuntime::compile(*row, *document);
  if (!runtime) return std::move(runtime).error();
  {
    const std::lock_guard lock(tenants_mutex_);
    const auto found = tenants_.find(id);
    if (found != tenants_.end()) found->second->replace(*std::move(runtime));
  }
  std::string out;
  json::Writer w(out);
  w.begin_object().member("tenant", row->name).member("version", row->version);
  w.member("hash", to_hex(bytes_of(row->hash)));
  w.member("changed", !before || before->version != row->version).end_object();
  log_.write(LogLevel::info, "tenant_put", what + " is at version " + std::to_string(row->version));
  return out;
}

Result<void> Core::room_for_tenant() {
  const auto count = store_->count_tenants();
  if (!count) return count.error();
  if (*count < config_.limits.tenants) return {};
  return make_error(Status::limit, "the data file holds " + std::to_string(*count) +
                                       " tenants, the engine's limits.tenants; delete one first");
}

Result<std::string> Core::list_tenants(std::string_view query) {
  const Call call(*this);
  if (!call) return not_usable();
  auto parsed = checked_json(query, "query", "parley_tenant_list", "query", Status::argument);
  if (!parsed) return std::move(parsed).error();
  const std::int64_t limit = parsed->integer("limit", 100);
  std::string out;
  json::Writer w(out);
  if (const std::string_view id = parsed->text("versions"); !id.empty()) {
    auto current = store_->get_tenant(id, 0);
    if (!current) return std::move(current).error();
    w.begin_object().key("tenants").begin_array();
    const std::int64_t first = parsed->integer("after") + 1;
    std::int64_t version = first;
    for (; version <= current->version && version < first + limit; ++version) {
      auto row = store_->get_tenant(id, version);
      if (!row) return std::move(row).error();
      w.begin_object()
          .member("id", row->name)
          .member("version", row->version)
          .member("at", row->at);
      w.member("hash", to_hex(bytes_of(row->hash))).end_object();
    }
    w.end_array();
    if (version <= current->version) w.member("next", version - 1);
    w.end_object();
    return out;
  }
  auto rows = store_->list_tenants(parsed->text("after"), limit + 1);
  if (!rows) return std::move(rows).error();
  const bool more = static_cast<std::int64_t>(rows->size()) > limit;
  if (more) rows->pop_back();
  w.begin_object().key("tenants").begin_array();
  for (const TenantRow& row : *rows) {
    w.begin_object().member("id", row.name).member("version", row.version).member("at", row.at);
    auto full = store_->get_tenant(row.name, 0);
    if (full) {
      const auto document = json::parse(full->body);
      if (document) w.member("name", document->text("name"));
    }
    w.end_object();
  }
  w.end_array();
  if (more) w.member("next", rows->back().name);
  w.end_object();
  return out;
}

Result<std::shared_ptr<TenantSlot>> Core::tenant(std::string_view id) {
  const Call call(*this);
  if (!call) return not_usable();
  if (!valid_id(id)) return bad_id("a tenant's id");
  {
    const std::lock_guard lock(tenants_mutex_);
    const auto found = tenants_.find(id);
    if (found != tenants_.end()) {
      found->second->last_use = ++uses_;
      return found->second;
    }
  }
  auto row = store_->get_tenant(id, 0);
  if (!row) return std::move(row).error();
  auto runtime = compile(*row);
  if (!runtime) return std::move(runtime).error();
  auto slot = std::make_shared<TenantSlot>(row->id, *std::move(runtime));
  const std::lock_guard lock(tenants_mutex_);
  const auto [at, fresh] = tenants_.try_emplace(std::string(id), slot);
  remember(at->second);
  return at->second;
}

// Under tenants_mutex_. Above the cap the tenant unused longest goes, unless somebody still holds
// it.
void Core::remember(const std::shared_ptr<TenantSlot>& slot) {
  slot->last_use = ++uses_;
  while (tenants_.size() > config_.limits.tenants_loaded) {
    auto oldest = tenants_.end();
    for (auto at = tenants_.begin(); at != tenants_.end(); ++at) {
      const bool held = at->second.use_count() > 1;
      if (!held && (oldest == tenants_.end() || at->second->last_use < oldest->second->last_use))
        oldest = at;
    }
    if (oldest == tenants_.end()) return;
    tenants_.erase(oldest);
  }
}

Result<void> Core::rollback_tenant(TenantSlot& slot, std::int64_t version) {
  if (auto alive = slot.runtime(); !alive) return std::move(alive).error();
  if (version < 1) return make_error(Status::argument, "version must be 1 or more");
  auto row = store_->get_tenant(slot.name(), version);
  if (!row) return std::move(row).error();
  auto put = put_tenant(slot.name(), row->body);
  if (!put) return std::move(put).error();
  return {};
}

Result<void> Core::delete_tenant(TenantSlot& slot) {
  if (auto alive = slot.runtime(); !alive) return std::move(alive).error();
  slot.mark_deleted();
  std::vector<std::shared_ptr<SessionActor>> actors;
  {
    const std::lock_guard lock(sessions_mutex_);
    for (auto& [id, weak] : sessions_) {
      auto actor = weak.lock();
      if (actor && &actor->tenant() == &slot) actors.push_back(std::move(actor));
    }
  }
  for (const auto& actor : actors)
    actor->cancel_running();
  for (const auto& actor : actors)
    actor->wait_until_idle();
  {
    const std::lock_guard lock(tenants_mutex_);
    tenants_.erase(slot.name());
  }
  return store_->delete_tenant(slot.name(), clock_->unix_ms());
}

}  // namespace parley
