#include "engine/knowledge_slot.hpp"

#include <set>
#include <utility>

#include "base/error.hpp"
#include "engine/time.hpp"
#include "json/writer.hpp"

namespace parley {
namespace {

Result<DocumentRow> read_document_row(const json::Value& item, const TenantLimits& limits) {
  DocumentRow row;
  row.name = item.text("name");
  row.body = item.text("body");
  if (static_cast<std::int64_t>(row.body.size()) > limits.document_bytes) {
    return make_error(Status::limit, "document '" + row.name + "' has " +
                                         std::to_string(row.body.size()) +
                                         " bytes; the tenant's limits.document_bytes is " +
                                         std::to_string(limits.document_bytes));
  }
  json::Writer w(row.meta);
  w.begin_object().member("format", item.text("format", "markdown"));
  if (!item.text("title").empty()) w.member("title", item.text("title"));
  if (const json::Value* metadata = item.find("metadata"))
    w.key("metadata").raw(json::write(*metadata));
  w.end_object();
  row.hash = digest({row.name, row.meta, row.body});
  return row;
}

}  // namespace

Result<retrieval::DocumentInput> document_input(const DocumentRow& row) {
  auto meta = json::parse(row.meta.empty() ? std::string_view("{}") : std::string_view(row.meta));
  if (!meta) return std::move(meta).error();
  auto format = retrieval::format_from(meta->text("format", "markdown"));
  if (!format) return std::move(format).error();
  return retrieval::DocumentInput{row.name, std::string(meta->text("title")), *format, row.body};
}

KnowledgeSlot::KnowledgeSlot(Catalog& catalog, Executor& executor, std::int64_t tenant,
                             std::string kb, std::string locale, const KnowledgeConfig& config)
    : catalog_(catalog),
      executor_(executor),
      tenant_(tenant),
      kb_(std::move(kb)),
      locale_(std::move(locale)),
      config_(config),
      base_(std::make_shared<retrieval::KnowledgeBase>(kb_, locale_, options())) {}

retrieval::KnowledgeOptions KnowledgeSlot::options() const {
  retrieval::KnowledgeOptions out;
  if (config_.chunk_chars > 0) out.chunk.max_chars = static_cast<std::size_t>(config_.chunk_chars);
  if (config_.overlap_sentences >= 0) {
    out.chunk.overlap_sentences = static_cast<std::size_t>(config_.overlap_sentences);
  }
  return out;
}

bool KnowledgeSlot::serves(std::string_view locale, const KnowledgeConfig& config) const {
  return locale == locale_ && config.chunk_chars == config_.chunk_chars &&
         config.overlap_sentences == config_.overlap_sentences;
}

std::shared_ptr<const Evidence> KnowledgeSlot::search(const RetrieveRequest& request) const {
  const std::int64_t begin = steady_ns();
  std::shared_ptr<retrieval::KnowledgeBase> base;
  {
    const std::lock_guard lock(mutex_);
    base = base_;
  }
  auto evidence = std::make_shared<Evidence>(
      base->search(request.question, static_cast<std::size_t>(request.k)));
  evidence->search_ns = steady_ns() - begin;
  return evidence;
}

void KnowledgeSlot::start(RetrieveRequest request,
                          Completion<std::shared_ptr<const Evidence>> completion) {
  {
    const std::lock_guard lock(mutex_);
    if (!loaded_) {
      waiters_.emplace_back(std::move(request), std::move(completion));
      if (!std::exchange(loading_, true)) {
        executor_.post([self = shared_from_this()] { self->load_and_answer(); });
      }
      return;
    }
  }
  completion(search(request));
}

void KnowledgeSlot::load_and_answer() {
  const Result<void> outcome = ensure_loaded();
  std::vector<Waiter> waiters;
  {
    const std::lock_guard lock(mutex_);
    loading_ = false;
    waiters.swap(waiters_);
  }
  for (auto& [request, completion] : waiters) {
    if (outcome) {
      completion(search(request));
    } else {
      completion(outcome.error());
    }
  }
}

Result<void> KnowledgeSlot::ensure_loaded() {
  const std::lock_guard changing(changing_);
  {
    const std::lock_guard lock(mutex_);
    if (loaded_) return {};
  }
  return reload();
}

// Under changing_.
Result<void> KnowledgeSlot::reload() {
  auto base = std::make_shared<retrieval::KnowledgeBase>(kb_, locale_, options());
  if (auto outcome = load_into(*base, 0); !outcome) return outcome;
  const std::lock_guard lock(mutex_);
  base_ = std::move(base);
  loaded_ = true;
  return {};
}

Result<void> KnowledgeSlot::load_into(retrieval::KnowledgeBase& base, std::int64_t version) const {
  auto content = catalog_.load(tenant_, kb_, version);
  if (!content) return std::move(content).error();
  std::vector<retrieval::DocumentInput> documents;
  documents.reserve(content->documents.size());
  for (const DocumentRow& row : content->documents) {
    auto input = document_input(row);
    if (!input) return std::move(input).error();
    documents.push_back(*std::move(input));
  }
  return base.apply(documents, {}, content->version);
}

Result<std::shared_ptr<const retrieval::Snapshot>> KnowledgeSlot::snapshot() {
  if (auto outcome = ensure_loaded(); !outcome) return outcome.error();
  const std::lock_guard lock(mutex_);
  return base_->snapshot();
}

Result<std::shared_ptr<const retrieval::Snapshot>> KnowledgeSlot::snapshot_of(
    std::int64_t version) {
  auto current = snapshot();
  if (!current || version == 0 || (*current)->version() == version) return current;
  retrieval::KnowledgeBase base(kb_, locale_, options());
  if (auto outcome = load_into(base, version); !outcome) return outcome.error();
  return base.snapshot();
}

Result<KnowledgeSlot::Change> KnowledgeSlot::read_change(const json::Value& batch,
                                                         const TenantLimits& limits,
                                                         std::int64_t now) const {
  Change change;
  change.batch.kb = kb_;
  change.batch.now = now;
  change.batch.note = batch.text("note");
  std::set<std::string, std::less<>> names;
  for (const json::Value& item : batch.array("put")) {
    auto row = read_document_row(item, limits);
    if (!row) return std::move(row).error();
    if (!names.insert(row->name).second) {
      return make_error(Status::argument,
                        "document '" + row->name + "' is put twice in one batch; put it once");
    }
    auto input = document_input(*row);
    if (!input) return std::move(input).error();
    change.put.push_back(*std::move(input));
    change.batch.put.push_back(*std::move(row));
  }
  for (const json::Value& name : batch.array("remove")) {
    change.batch.remove.push_back(*name.as_string());
    if (names.contains(change.batch.remove.back())) {
      return make_error(Status::argument, "document '" + change.batch.remove.back() +
                                              "' is both put and removed in one batch; choose one");
    }
  }
  return change;
}

// Removing what is not there is no failure, only worth a word.
Result<void> KnowledgeSlot::settle_removals(Change& change, const retrieval::Snapshot& now) const {
  std::set<std::string_view> known;
  for (const retrieval::DocumentPtr& document : now.documents())
    known.insert(document->name);
  std::erase_if(change.batch.remove, [&](const std::string& name) {
    if (known.contains(name)) return false;
    change.warnings.push_back("document '" + name + "' was not there to be removed");
    return true;
  });
  return {};
}

// Under changing_.
Result<std::shared_ptr<retrieval::KnowledgeBase>> KnowledgeSlot::loaded_base() {
  {
    const std::lock_guard lock(mutex_);
    if (loaded_) return base_;
  }
  if (auto outcome = reload(); !outcome) return outcome.error();
  const std::lock_guard lock(mutex_);
  return base_;
}

Result<std::string> KnowledgeSlot::apply(const json::Value& batch, const TenantLimits& limits,
                                         std::int64_t now) {
  auto change = read_change(batch, limits, now);
  if (!change) return std::move(change).error();
  const std::lock_guard changing(changing_);
  auto base = loaded_base();
  if (!base) return std::move(base).error();
  const auto before = (*base)->snapshot();
  if (auto outcome = settle_removals(*change, *before); !outcome) return outcome.error();
  change->batch.max_documents = limits.documents;
  change->batch.max_bytes = limits.kb_bytes;
  auto version = catalog_.apply(tenant_, change->batch);
  if (!version) return std::move(version).error();
  // Durable now; if the index cannot follow, the next use rebuilds it from the store.
  if (auto outcome = (*base)->apply(change->put, change->batch.remove, version->version);
      !outcome) {
    const std::lock_guard lock(mutex_);
    loaded_ = false;
    return outcome.error();
  }
  const auto after = (*base)->snapshot();
  std::int64_t changed = 0;
  if (version->version != before->version()) {
    const auto manifest = json::parse(version->manifest);
    if (manifest) changed = manifest->integer("added") + manifest->integer("changed");
  }
  const std::int64_t unchanged = static_cast<std::int64_t>(change->put.size()) - changed;
  std::string out;
  json::Writer w(out);
  w.begin_object().member("kb", kb_).member("version", version->version);
  w.member("put", changed);
  w.member("removed", static_cast<std::int64_t>(change->batch.remove.size()))
      .member("unchanged", unchanged);
  w.member("documents", static_cast<std::int64_t>(after->documents().size()));
  w.member("chunks", static_cast<std::int64_t>(after->chunk_count())).key("warnings").begin_array();
  for (const std::string& warning : change->warnings)
    w.value(warning);
  w.end_array().end_object();
  return out;
}

Result<KnowledgeVersion> KnowledgeSlot::rollback(std::int64_t version, std::int64_t now) {
  const std::lock_guard changing(changing_);
  auto made = catalog_.rollback(tenant_, kb_, version, now);
  if (!made) return made;
  if (auto outcome = reload(); !outcome) return outcome.error();
  return made;
}

}  // namespace parley
