#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "parley/result.hpp"

#include "retrieval/snapshot.hpp"

namespace parley::retrieval {

struct DocumentInput {
  std::string name;
  std::string title;  // empty: taken from the document
  Format format = Format::markdown;
  std::string body;
};

struct KnowledgeOptions {
  ChunkOptions chunk;
  Bm25 bm25;
};

// A tenant's documents in memory. Searches use the published snapshot and never wait for a change
// being prepared. Thread-safe.
class KnowledgeBase {
 public:
  // Empty, at version 0. `locale` decides stemming and stop words.
  KnowledgeBase(std::string name, std::string_view locale, KnowledgeOptions options = {});

  // Adds, replaces and removes documents in one step and publishes the result as `version`. Of two
  // puts of one name the later holds; a put whose content stands already costs nothing. Reading,
  // cutting and stemming is done for changed documents only; the posting lists are then merged anew
  // from all documents' counts (about 10 ms at 10,000 chunks). Status::not_found for removing what
  // is not there, Status::limit for a document that is too large; then nothing changes.
  Result<void> apply(std::span<const DocumentInput> put, std::span<const std::string> remove,
                     std::int64_t version);

  std::shared_ptr<const Snapshot> snapshot() const;

  // snapshot()->search(question, k)
  Evidence search(std::string_view question, std::size_t k) const;

 private:
  void publish(std::vector<DocumentPtr> documents, std::int64_t version);

  const std::string name_;
  const std::string locale_;
  const KnowledgeOptions options_;
  const std::shared_ptr<ScratchPool> pool_;

  std::mutex writing_;  // one apply() at a time; guards dictionary_
  Dictionary dictionary_;

  mutable std::mutex published_mutex_;
  std::shared_ptr<const Snapshot> published_;
};

}  // namespace parley::retrieval
