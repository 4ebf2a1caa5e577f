// parley::Tenant: the calls on its knowledge.
#include <algorithm>
#include <map>
#include <utility>

#include "parley/tenant.hpp"

#include "base/error.hpp"
#include "base/id_text.hpp"
#include "engine/handles.hpp"
#include "json/writer.hpp"

namespace parley {
namespace {

using json::Writer;

Error no_such_base(std::string_view kb) {
  return make_error(Status::not_found, "the tenant has no knowledge base '" + std::string(kb) +
                                           "'; put documents into it first");
}

// The base a call means; a base nothing was ever put into does not exist, except the one the tenant
// answers from.
Result<std::shared_ptr<KnowledgeSlot>> find_base(Core& core, TenantSlot& slot,
                                                 const TenantRuntime& runtime,
                                                 std::string_view kb) {
  if (!kb.empty() && kb != runtime.knowledge().kb) {
    auto names = core.catalog().knowledge_bases(slot.id());
    if (!names) return std::move(names).error();
    if (std::find(names->begin(), names->end(), kb) == names->end()) return no_such_base(kb);
  }
  return slot.knowledge(core, runtime, kb);
}

void write_versions(Writer& w, const std::vector<KnowledgeVersion>& versions) {
  w.key("versions").begin_array();
  for (const KnowledgeVersion& version : versions) {
    w.begin_object().member("version", version.version).member("at", version.at);
    w.key("manifest").raw(version.manifest.empty() ? "{}" : version.manifest).end_object();
  }
  w.end_array();
}

void write_health(Writer& w, const retrieval::Snapshot& snapshot) {
  std::int64_t empty = 0;
  std::int64_t bytes = 0;
  std::map<std::string_view, std::int64_t> titles;
  for (const retrieval::DocumentPtr& document : snapshot.documents()) {
    if (document->chunks.empty()) ++empty;
    ++titles[document->parsed.title];
    for (const retrieval::Block& block : document->parsed.blocks)
      bytes += static_cast<std::int64_t>(block.text.size());
  }
  w.member("version", snapshot.version())
      .member("documents", static_cast<std::int64_t>(snapshot.documents().size()));
  w.member("chunks", static_cast<std::int64_t>(snapshot.chunk_count())).member("text_bytes", bytes);
  w.member("empty_documents", empty).key("repeated_titles").begin_array();
  for (const auto& [title, count] : titles) {
    if (count > 1) w.value(title);
  }
  w.end_array();
}

void write_documents(Writer& w, const retrieval::Snapshot& snapshot, std::string_view after,
                     std::int64_t limit) {
  w.key("documents").begin_array();
  std::int64_t written = 0;
  std::string_view next;
  for (const retrieval::DocumentPtr& document : snapshot.documents()) {
    if (document->name <= after) continue;
    if (written == limit) break;
    w.begin_object().member("name", document->name).member("title", document->parsed.title);
    w.member("chunks", static_cast<std::int64_t>(document->chunks.size())).end_object();
    ++written;
    next = document->name;
  }
  w.end_array();
  if (written == limit && !snapshot.documents().empty() &&
      next != snapshot.documents().back()->name) {
    w.member("next", next);
  }
}

using Digests = std::map<std::string, Digest, std::less<>>;

Result<Digests> digests_of(Core& core, std::int64_t tenant, std::string_view kb,
                           std::int64_t version) {
  auto content = core.catalog().load(tenant, kb, version);
  if (!content) return std::move(content).error();
  Digests out;
  for (const DocumentRow& row : content->documents)
    out.emplace(row.name, row.hash);
  return out;
}

void write_diff(Writer& w, const Digests& from, const Digests& to) {
  std::vector<std::string_view> added, changed, removed;
  for (const auto& [name, hash] : to) {
    const auto before = from.find(name);
    if (before == from.end()) added.push_back(name);
    if (before != from.end() && before->second != hash) changed.push_back(name);
  }
  for (const auto& [name, hash] : from) {
    if (!to.contains(name)) removed.push_back(name);
  }
  const auto list = [&w](std::string_view key, const std::vector<std::string_view>& names) {
    w.key(key).begin_array();
    for (const std::string_view name : names)
      w.value(name);
    w.end_array();
  };
  list("added", added);
  list("changed", changed);
  list("removed", removed);
}

}  // namespace

Result<std::string> Tenant::kb_apply(std::string_view batch_json) {
  const Core::Call call(*handle_->core);
  if (!call) return handle_->core->not_usable();
  auto runtime = handle_->runtime();
  if (!runtime) return std::move(runtime).error();
  Core& core = *handle_->core;
  auto batch =
      checked_json(batch_json, "batch", {}, "batch", Status::argument, core.limits().batch_bytes);
  if (!batch) return std::move(batch).error();
  const std::string_view kb = batch->text("kb");
  if (!kb.empty() && !valid_id(kb)) {
    return make_error(Status::argument,
                      "/kb must be 1 to 128 bytes of UTF-8 without control characters");
  }
  for (const json::Value& item : batch->array("put")) {
    if (!valid_id(item.text("name"))) {
      return make_error(Status::argument,
                        "a document's name must be 1 to 128 bytes without control characters");
    }
  }
  TenantLimits limits = (*runtime)->limits();
  limits.document_bytes =
      std::min(limits.document_bytes, static_cast<std::int64_t>(core.limits().document_bytes));
  return handle_->slot->knowledge(core, **runtime, kb)
      ->apply(*batch, limits, core.clock().unix_ms());
}

Result<std::string> Tenant::kb_search(std::string_view query_json) const {
  const Core::Call call(*handle_->core);
  if (!call) return handle_->core->not_usable();
  auto runtime = handle_->runtime();
  if (!runtime) return std::move(runtime).error();
  auto query = checked_json(query_json, "query", "parley_kb_search", "query", Status::argument);
  if (!query) return std::move(query).error();
  if (const std::string_view mode = query->text("mode", "lexical"); mode != "lexical") {
    return make_error(Status::argument, "/mode: this version searches \"lexical\" only");
  }
  auto base = find_base(*handle_->core, *handle_->slot, **runtime, query->text("kb"));
  if (!base) return std::move(base).error();
  auto snapshot = (*base)->snapshot();
  if (!snapshot) return std::move(snapshot).error();
  const Evidence evidence =
      (*snapshot)->search(query->text("query"), static_cast<std::size_t>(query->integer("k", 8)));
  std::string out;
  Writer w(out);
  w.begin_object().member("kb", (*base)->name()).member("version", evidence.knowledge_version);
  w.key("confidence").fixed_e4(evidence.confidence_e4).key("hits").begin_array();
  for (const Passage& passage : evidence.passages) {
    w.begin_object().member("document", passage.document).member("title", passage.title);
    if (!passage.heading.empty()) w.member("heading", passage.heading);
    w.member("text", passage.text).key("score").fixed_e4(passage.score_e4).end_object();
  }
  w.end_array().end_object();
  return out;
}

Result<std::string> Tenant::kb_info(std::string_view query_json) const {
  const Core::Call call(*handle_->core);
  if (!call) return handle_->core->not_usable();
  auto runtime = handle_->runtime();
  if (!runtime) return std::move(runtime).error();
  auto query = checked_json(query_json, "query", "parley_kb_info", "query", Status::argument);
  if (!query) return std::move(query).error();
  Core& core = *handle_->core;
  auto base = find_base(core, *handle_->slot, **runtime, query->text("kb"));
  if (!base) return std::move(base).error();
  const std::string_view view = query->text("view");
  std::string out;
  Writer w(out);
  w.begin_object().member("kb", (*base)->name());
  if (view == "versions") {
    auto versions = core.catalog().versions(handle_->slot->id(), (*base)->name());
    if (!versions) return std::move(versions).error();
    write_versions(w, *versions);
  } else if (view == "diff") {
    auto from = digests_of(core, handle_->slot->id(), (*base)->name(), query->integer("from"));
    if (!from) return std::move(from).error();
    auto to = digests_of(core, handle_->slot->id(), (*base)->name(), query->integer("to"));
    if (!to) return std::move(to).error();
    write_diff(w, *from, *to);
  } else {
    auto snapshot = (*base)->snapshot_of(query->integer("version"));
    if (!snapshot) return std::move(snapshot).error();
    if (view == "health") write_health(w, **snapshot);
    if (view == "documents")
      write_documents(w, **snapshot, query->text("after"), query->integer("limit", 100));
  }
  w.end_object();
  return out;
}

Result<std::string> Tenant::kb_rollback(std::string_view kb, std::int64_t version) {
  const Core::Call call(*handle_->core);
  if (!call) return handle_->core->not_usable();
  auto runtime = handle_->runtime();
  if (!runtime) return std::move(runtime).error();
  if (version < 1) return make_error(Status::argument, "version must be 1 or more");
  auto base = find_base(*handle_->core, *handle_->slot, **runtime, kb);
  if (!base) return std::move(base).error();
  auto made = (*base)->rollback(version, handle_->core->clock().unix_ms());
  if (!made) return std::move(made).error();
  std::string out;
  Writer w(out);
  w.begin_object().member("kb", (*base)->name()).member("version", made->version).end_object();
  return out;
}

}  // namespace parley
