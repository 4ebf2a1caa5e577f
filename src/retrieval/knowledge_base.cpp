#include "retrieval/knowledge_base.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/error.hpp"
#include "retrieval/counter.hpp"

namespace parley::retrieval {

namespace {
Digest digest_of(const DocumentInput& input) {
  const char format = static_cast<char>('0' + static_cast<int>(input.format));
  return digest({input.title, std::string_view(&format, 1), input.body});
}

Result<DocumentPtr> read(const DocumentInput& input, const Digest& digest,
                         const ChunkOptions& options, TermCounter& counter) {
  auto parsed = read_document(input.format, input.name, input.body, input.title);
  if (!parsed) return std::move(parsed).error();
  auto document = std::make_shared<IndexedDocument>();
  document->name = input.name;
  document->digest = digest;
  document->parsed = std::move(parsed).value();
  document->chunks = cut(document->parsed, options);
  counter.count(*document);
  return DocumentPtr(std::move(document));
}
}  // namespace

KnowledgeBase::KnowledgeBase(std::string name, std::string_view locale, KnowledgeOptions options)
    : name_(std::move(name)),
      locale_(locale),
      options_(options),
      pool_(std::make_shared<ScratchPool>(locale)) {
  publish({}, 0);
}

Result<void> KnowledgeBase::apply(std::span<const DocumentInput> put,
                                  std::span<const std::string> remove, std::int64_t version) {
  const std::lock_guard lock(writing_);
  std::map<std::string_view, DocumentPtr> documents;
  const auto standing = snapshot();
  for (const DocumentPtr& document : standing->documents()) {
    documents.emplace(document->name, document);
  }
  for (const std::string& name : remove) {
    if (documents.erase(name) == 0) {
      return make_error(Status::not_found,
                        fmt::format("there is no document \"{}\" to remove", name));
    }
  }
  TermCounter counter(dictionary_, locale_, options_.bm25);
  for (const DocumentInput& input : put) {
    const Digest digest = digest_of(input);
    const auto old = documents.find(input.name);
    if (old != documents.end() && old->second->digest == digest) continue;
    auto document = read(input, digest, options_.chunk, counter);
    if (!document) return std::move(document).error();
    if (old != documents.end()) documents.erase(old);
    const std::string_view key = document.value()->name;
    documents.emplace(key, std::move(document).value());
  }
  std::vector<DocumentPtr> sorted;
  sorted.reserve(documents.size());
  for (auto& [name, document] : documents)
    sorted.push_back(std::move(document));
  publish(std::move(sorted), version);
  return {};
}

void KnowledgeBase::publish(std::vector<DocumentPtr> documents, std::int64_t version) {
  auto next = std::make_shared<const Snapshot>(
      Snapshot::Parts{name_, version, std::move(documents), dictionary_, options_.bm25, pool_});
  const std::lock_guard lock(published_mutex_);
  published_.swap(next);
}

std::shared_ptr<const Snapshot> KnowledgeBase::snapshot() const {
  const std::lock_guard lock(published_mutex_);
  return published_;
}

Evidence KnowledgeBase::search(std::string_view question, std::size_t k) const {
  return snapshot()->search(question, k);
}

}  // namespace parley::retrieval
