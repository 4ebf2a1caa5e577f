#include "bench/business.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "embedded.hpp"

namespace parley::bench {
namespace {

namespace fs = std::filesystem;

std::string batch_of(json::Array documents) {
  return json::write(json::Object{{"put", std::move(documents)}});
}

std::string_view format_of(const fs::path& path) {
  const std::string suffix = path.extension().string();
  if (suffix == ".md") return "markdown";
  if (suffix == ".html" || suffix == ".htm") return "html";
  return suffix == ".txt" ? "text" : "";
}

Result<json::Array> documents_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code fault;
  for (fs::recursive_directory_iterator at(folder, fs::directory_options::none, fault), end;
       !fault && at != end; at.increment(fault)) {
    if (at->is_regular_file() && !format_of(at->path()).empty()) files.push_back(at->path());
  }
  if (fault)
    return make_error(Status::argument, "cannot read " + folder.string() + ": " + fault.message());
  std::sort(files.begin(), files.end());
  json::Array out;
  for (const fs::path& file : files) {
    Result<std::string> body = read_file(file.string());
    if (!body) return std::move(body).error();
    out.push_back(json::Object{{"name", file.lexically_relative(folder).generic_string()},
                               {"format", format_of(file)},
                               {"body", std::move(*body)}});
  }
  return out;
}

Business demo_shop() {
  json::Array documents;
  for (const cli::EmbeddedFile& file : cli::shop_documents()) {
    documents.push_back(json::Object{{"name", file.name}, {"body", file.body}});
  }
  return {std::string(cli::shop_tenant()), batch_of(std::move(documents))};
}

// The same sequence everywhere.
class Sequence {
 public:
  std::uint32_t next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33);
  }

 private:
  std::uint64_t state_ = 1;
};

std::string made_up_word(std::uint32_t number) {
  static constexpr std::string_view kParts[] = {"ba", "co", "di", "fu", "ga", "ho", "ki", "lu",
                                                "me", "no", "pa", "ri", "so", "tu", "ve", "wa"};
  std::string out;
  for (std::uint32_t n = number + 16; n > 0; n /= 16)
    out += kParts[n % 16];
  return out;
}

}  // namespace

Folder::Folder() {
  std::error_code fault;
  fs::path parent = fs::temp_directory_path(fault);
  std::string path = ((fault ? fs::path("/tmp") : parent) / "parley-bench-XXXXXX").string();
  if (mkdtemp(path.data()) != nullptr) path_ = path;
}

Folder::~Folder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Result<Business> business_of(const BenchArgs& args) {
  if (!args.has("tenant")) return demo_shop();
  const std::string file = args.text("tenant");
  Result<std::string> document = read_file(file);
  if (!document) return std::move(document).error();
  const fs::path beside = fs::path(file).parent_path() / "docs";
  const fs::path folder = args.has("kb") ? fs::path(args.text("kb")) : beside;
  if (!args.has("kb") && !fs::exists(folder)) return Business{std::move(*document), {}};
  Result<json::Array> documents = documents_in(folder);
  if (!documents) return std::move(documents).error();
  return Business{std::move(*document), batch_of(std::move(*documents))};
}

Business made_up_business(std::int64_t passages) {
  constexpr std::int64_t kPassagesEach = 20;
  Sequence sequence;
  json::Array documents;
  for (std::int64_t done = 0; done < passages; done += kPassagesEach) {
    std::string body = "# Page " + std::to_string(done / kPassagesEach) + "\n";
    for (std::int64_t i = 0; i < std::min(kPassagesEach, passages - done); ++i) {
      body += "\n## " + made_up_word(sequence.next() % 30'000) + " " + std::to_string(done + i) +
              "\n\n";
      for (int sentence = 0; sentence < 6; ++sentence) {
        body += "The";
        // Few words are frequent and many are rare, as in a language.
        for (int word = 0; word < 10; ++word) {
          body += " " + made_up_word(sequence.next() % (sequence.next() % 30'000 + 1));
        }
        body += ". ";
      }
      body += "\n";
    }
    documents.push_back(
        json::Object{{"name", "page-" + std::to_string(done) + ".md"}, {"body", body}});
  }
  return {R"({"name": "Made up"})", batch_of(std::move(documents))};
}

Result<Tenant> install(Engine& engine, const Business& business) {
  Result<json::Value> document = json::parse(business.document);
  if (!document) return std::move(document).error();
  if (json::Object* members = document->as_object()) {
    std::erase_if(*members, [](const json::Member& member) { return member.first == "id"; });
  }
  if (const auto put = engine.put_tenant("bench", json::write(*document)); !put) return put.error();
  Result<Tenant> tenant = engine.open_tenant("bench");
  if (!tenant || business.batch.empty()) return tenant;
  if (const auto applied = tenant->kb_apply(business.batch); !applied) return applied.error();
  return tenant;
}

Result<Engine> open_engine(const std::string& data) {
  return Engine::open(json::write(json::Object{{"data", data}}));
}

Result<void> make_data_file(const Business& business, const std::string& data) {
  Result<Engine> engine = open_engine(data);
  if (!engine) return std::move(engine).error();
  const Result<Tenant> tenant = install(*engine, business);
  if (!tenant) return tenant.error();
  engine->close();
  return {};
}

Result<void> in_child(Result<void> (*f)(const Business&, const std::string&),
                      const Business& business, const std::string& data) {
  const pid_t child = fork();
  if (child == 0) {
    const Result<void> done = f(business, data);
    if (!done) {
      const std::string text = done.error().message + "\n";
      [[maybe_unused]] const ssize_t wrote = write(STDERR_FILENO, text.data(), text.size());
    }
    _exit(done ? 0 : 1);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    return make_error(Status::internal, "the data file could not be prepared");
  }
  return {};
}

Result<std::string> ask(Session& session, const std::string& text, std::size_t* pulled) {
  Result<Turn> turn = session.say(text);
  if (!turn) return std::move(turn).error();
  for (std::size_t bytes = 0;;) {
    const Turn::Next next = turn->next(-1);
    if (next.status == Status::done) break;
    if (next.status != Status::ok)
      return make_error(next.status, "the turn's events could not be read");
    bytes += next.event->text().size();
    if (pulled != nullptr) *pulled = bytes;
  }
  return std::string(turn->id());
}

}  // namespace parley::bench
