#pragma once

#include <string>
#include <vector>

#include "parley/engine.hpp"

#include "bench/bench.hpp"

namespace parley::bench {

// A folder for one run, removed with all that is in it. Empty path: it could not be made.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// A tenant to measure with: its document, and its knowledge as a batch. Both are JSON text.
struct Business {
  std::string document;
  std::string batch;  // empty = no knowledge
};

// From --tenant DOC and --kb DIR; DIR is by default docs/ beside DOC. Without --tenant the demo
// shop inside the program.
Result<Business> business_of(const BenchArgs& args);

// A tenant with that many passages of made-up words, always the same ones.
Business made_up_business(std::int64_t passages);

// Puts it under the id "bench".
Result<Tenant> install(Engine& engine, const Business& business);

// The engine on a file (or ":memory:").
Result<Engine> open_engine(const std::string& data);

// Runs f in a child process and waits, so that what f leaves in memory is not measured. The process
// may have no threads yet.
Result<void> in_child(Result<void> (*f)(const Business&, const std::string& data),
                      const Business& business, const std::string& data);
// An f for it: makes the data file and installs the business.
Result<void> make_data_file(const Business& business, const std::string& data);

// One question to the end of its answer. `pulled` receives the number of bytes of text.
Result<std::string> ask(Session& session, const std::string& text, std::size_t* pulled = nullptr);

}  // namespace parley::bench
