#include "shop.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/error.hpp"
#include "embedded.hpp"
#include "json/value.hpp"

namespace parley::cli {

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code fault;
  std::filesystem::path parent = std::filesystem::temp_directory_path(fault);
  if (fault) parent = "/tmp";
  std::string path = (parent / "parley-demo-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) {
    return make_error(Status::argument,
                      "cannot make a folder in " + parent.string() + ": " + std::strerror(errno),
                      R"({"hint":"set TMPDIR to a folder that can be written"})");
  }
  return TemporaryFolder(std::move(path));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<Tenant> load_shop(Engine& engine) {
  if (const auto put = engine.put_tenant(kShop, shop_tenant()); !put) return put.error();
  Result<Tenant> tenant = engine.open_tenant(kShop);
  if (!tenant) return tenant;
  json::Array documents;
  for (const EmbeddedFile& file : shop_documents()) {
    documents.push_back(
        json::Object{{"name", file.name}, {"format", "markdown"}, {"body", file.body}});
  }
  const json::Value batch = json::Object{{"put", std::move(documents)}};
  if (const auto applied = tenant->kb_apply(json::write(batch)); !applied) return applied.error();
  return tenant;
}

}  // namespace parley::cli
