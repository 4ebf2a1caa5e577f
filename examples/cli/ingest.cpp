#include "ingest.hpp"

#include "context.hpp"
#include "layout.hpp"

namespace parley::cli {
namespace {

// Below limits.batch_bytes (64 MiB by default) with room for escapes.
constexpr std::size_t kBatchBytes = 24u << 20;

struct Sums {
  std::int64_t put = 0, unchanged = 0, chunks = 0, version = 0, documents = 0;
};

Result<void> apply(Tenant& tenant, json::Array& documents, const json::Object& common, Sums& sums,
                   Ingested& out) {
  if (documents.empty()) return {};
  sums.documents += static_cast<std::int64_t>(documents.size());
  json::Object batch = common;
  batch.emplace_back("put", std::move(documents));
  documents.clear();
  const Result<json::Value> answer = parse_answer(tenant.kb_apply(json::write(batch)));
  if (!answer) return answer.error();
  sums.put += answer->integer("put");
  sums.unchanged += answer->integer("unchanged");
  sums.chunks = answer->integer("chunks");
  sums.version = answer->integer("version");
  for (const json::Value& warning : answer->array("warnings")) {
    const std::string* text = warning.as_string();
    out.warnings.push_back(text != nullptr ? *text : json::write(warning));
  }
  return {};
}

}  // namespace

Result<Ingested> ingest(Tenant& tenant, const std::vector<Found>& files,
                        const json::Object& common) {
  Ingested out;
  Sums sums;
  json::Array documents;
  std::size_t bytes = 0;
  for (const Found& file : files) {
    Result<json::Value> document = to_document(file);
    if (!document) return std::move(document).error();
    const std::size_t size = document->text("body").size();
    if (bytes + size > kBatchBytes) {
      if (const auto applied = apply(tenant, documents, common, sums, out); !applied) {
        return applied.error();
      }
      bytes = 0;
    }
    bytes += size;
    documents.push_back(std::move(*document));
  }
  if (const auto applied = apply(tenant, documents, common, sums, out); !applied) {
    return applied.error();
  }
  json::Array warnings;
  for (const std::string& warning : out.warnings)
    warnings.emplace_back(warning);
  out.answer = json::Object{{"version", sums.version}, {"documents", sums.documents},
                            {"put", sums.put},         {"unchanged", sums.unchanged},
                            {"chunks", sums.chunks},   {"warnings", std::move(warnings)}};
  return out;
}

std::string ingest_text(const Ingested& done, std::int64_t skipped) {
  const json::Value& answer = done.answer;
  std::string out = counted(answer.integer("documents"), "document") + ", " +
                    std::to_string(answer.integer("put")) +
                    " of them new or changed; the base has " +
                    counted(answer.integer("chunks"), "passage") + " and is at version " +
                    std::to_string(answer.integer("version")) + "\n";
  if (skipped > 0) out += counted(skipped, "file") + " of other kinds left out\n";
  for (const std::string& warning : done.warnings)
    out += "warning: " + warning + "\n";
  return out;
}

}  // namespace parley::cli
