#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

#include "base/digest.hpp"

namespace parley {

struct TenantRow {
  std::int64_t id = 0;
  std::string name;
  std::int64_t version = 0;
  std::int64_t at = 0;  // of that version, unix ms
  Digest hash{};        // of the body
  std::string body;     // the document; empty in lists
};

struct DocumentRow {
  std::string name;
  Digest hash{};
  std::string meta;  // JSON object text: title, format, metadata
  std::string body;  // as it was given
};

struct KnowledgeVersion {
  std::int64_t version = 0;
  std::int64_t at = 0;
  std::string manifest;  // JSON object text: documents, added, changed, removed, note
};

struct KnowledgeContent {
  std::int64_t version = 0;            // 0: nothing was ever loaded
  std::vector<DocumentRow> documents;  // by name
};

struct KnowledgeBatch {
  std::string kb;
  std::vector<DocumentRow> put;
  std::vector<std::string> remove;
  std::string note;
  std::int64_t now = 0;
  // Of all the tenant's knowledge bases together; 0 = no limit. Status::limit when the batch would
  // go beyond.
  std::int64_t max_documents = 0;
  std::int64_t max_bytes = 0;
};

// Tenants and their documents. Every call waits (host threads only) and is durable when it returns
// ok. Thread-safe.
class Catalog {
 public:
  virtual ~Catalog() = default;

  // A new version, or the standing one when the hash is the same. A deleted name starts again, with
  // a new id.
  virtual Result<TenantRow> put_tenant(std::string_view name, std::string_view body,
                                       const Digest& hash, std::int64_t now) = 0;
  virtual Result<TenantRow> get_tenant(std::string_view name,
                                       std::int64_t version /* 0 = current */) = 0;
  virtual Result<std::vector<TenantRow>> list_tenants(std::string_view after,
                                                      std::int64_t limit) = 0;
  virtual Result<std::int64_t> count_tenants() = 0;
  // The tenant's conversations, documents and versions go with it.
  virtual Result<void> delete_tenant(std::string_view name, std::int64_t now) = 0;

  // One transaction; removing what is not there is Status::not_found and changes nothing. The
  // answer is the new version, or the standing one when nothing differs.
  virtual Result<KnowledgeVersion> apply(std::int64_t tenant, const KnowledgeBatch& batch) = 0;
  virtual Result<KnowledgeContent> load(std::int64_t tenant, std::string_view kb,
                                        std::int64_t version /* 0 = current */) = 0;
  virtual Result<std::vector<KnowledgeVersion>> versions(std::int64_t tenant,
                                                         std::string_view kb) = 0;
  virtual Result<std::vector<std::string>> knowledge_bases(std::int64_t tenant) = 0;
  // A new version with an old one's content.
  virtual Result<KnowledgeVersion> rollback(std::int64_t tenant, std::string_view kb,
                                            std::int64_t version, std::int64_t now) = 0;
};

}  // namespace parley
