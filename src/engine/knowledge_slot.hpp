#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/tenant_config.hpp"
#include "json/value.hpp"
#include "ports/catalog.hpp"
#include "ports/executor.hpp"
#include "ports/retriever.hpp"
#include "retrieval/knowledge_base.hpp"

namespace parley {

// One knowledge base of one tenant: the stored documents and, from the first use on, their index in
// memory. Thread-safe.
class KnowledgeSlot final : public Retriever, public std::enable_shared_from_this<KnowledgeSlot> {
 public:
  KnowledgeSlot(Catalog& catalog, Executor& executor, std::int64_t tenant, std::string kb,
                std::string locale, const KnowledgeConfig& config);

  // Never waits: a first search loads the index in a task of its own and is answered then.
  void start(RetrieveRequest request,
             Completion<std::shared_ptr<const Evidence>> completion) override;

  // The rest is for the host's threads: they wait.
  Result<std::shared_ptr<const retrieval::Snapshot>> snapshot();
  // {kb, version, put, removed, unchanged, chunks, warnings} of a batch that the schema accepts.
  Result<std::string> apply(const json::Value& batch, const TenantLimits& limits, std::int64_t now);
  Result<KnowledgeVersion> rollback(std::int64_t version, std::int64_t now);
  // An index of an older version, not kept.
  Result<std::shared_ptr<const retrieval::Snapshot>> snapshot_of(std::int64_t version);

  bool serves(std::string_view locale, const KnowledgeConfig& config) const;
  const std::string& name() const { return kb_; }

 private:
  using Waiter = std::pair<RetrieveRequest, Completion<std::shared_ptr<const Evidence>>>;

  struct Change {
    KnowledgeBatch batch;
    std::vector<retrieval::DocumentInput> put;
    std::vector<std::string> warnings;
  };

  retrieval::KnowledgeOptions options() const;
  Result<Change> read_change(const json::Value& batch, const TenantLimits& limits,
                             std::int64_t now) const;
  Result<void> settle_removals(Change& change, const retrieval::Snapshot& now) const;
  Result<std::shared_ptr<retrieval::KnowledgeBase>> loaded_base();
  Result<void> ensure_loaded();
  Result<void> load_into(retrieval::KnowledgeBase& base, std::int64_t version) const;
  Result<void> reload();
  void load_and_answer();
  std::shared_ptr<const Evidence> search(const RetrieveRequest& request) const;

  Catalog& catalog_;
  Executor& executor_;
  const std::int64_t tenant_;
  const std::string kb_;
  const std::string locale_;
  const KnowledgeConfig config_;
  std::shared_ptr<retrieval::KnowledgeBase> base_;  // its own locks; replaced under mutex_
  std::mutex changing_;                             // one load or change at a time
  mutable std::mutex mutex_;                        // guards what follows and base_
  bool loaded_ = false;
  bool loading_ = false;
  std::vector<Waiter> waiters_;
};

// {name, title, format, metadata} of a document as stored; and back.
Result<retrieval::DocumentInput> document_input(const DocumentRow& row);

}  // namespace parley
