#pragma once

#include <string>
#include <vector>

#include "parley/tenant.hpp"

#include "files.hpp"
#include "json/value.hpp"

namespace parley::cli {

// What loading documents did. The answer has the sums over all batches and the last version.
struct Ingested {
  json::Value answer;
  std::vector<std::string> warnings;
};

// Puts the files, as few batches as their size allows, each of them one version; normally it is
// one. `common` are members for every batch (kb, note).
Result<Ingested> ingest(Tenant& tenant, const std::vector<Found>& files,
                        const json::Object& common);

// "48 documents (40 new or changed) in 312 passages, version 1" and what was left out.
std::string ingest_text(const Ingested& done, std::int64_t skipped);

}  // namespace parley::cli
