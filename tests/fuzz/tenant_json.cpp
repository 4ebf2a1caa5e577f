// Any bytes as a tenant's document: read or refused, with faults that can be told.
#include <string>

#include "json/reader.hpp"
#include "json/schema.hpp"
#include "json/value.hpp"
#include "schemas/schemas.hpp"
#include "target.hpp"

namespace {

using namespace parley;
using namespace parley::fuzz;

const json::Schema& tenant_schema() {
  static const json::Schema schema = [] {
    auto compiled = json::Schema::compile(schemas::find("tenant"));
    require(compiled.ok());
    return std::move(*compiled);
  }();
  return schema;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = text_of(bytes, size);
  const Result<json::Value> document = json::parse(text);
  if (!document) {
    require(document.error().status == Status::argument);
    require(!document.error().message.empty());
    require(json::parse(document.error().detail).ok());
    return 0;
  }
  require(json::is_json(text));
  const auto faults = tenant_schema().check(*document);
  require(faults.size() <= 50);
  if (faults.empty()) {
    const auto again = json::parse(json::write(*document));
    require(again.ok() && *again == *document);
    return 0;
  }
  const Error error = json::to_error(Status::config, "tenant", faults);
  require(json::parse(error.detail).ok());
  return 0;
}
