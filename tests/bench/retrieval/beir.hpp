#pragma once

#include <map>
#include <string>
#include <vector>

#include "parley/result.hpp"

namespace parley::bench {

// A test collection in BEIR form: corpus.jsonl (_id, title, text), queries.jsonl (_id, text),
// qrels.tsv with a head line.
struct Collection {
  struct Row {
    std::string id;
    std::string title;
    std::string text;
  };
  std::vector<Row> corpus;
  std::vector<Row> queries;
  std::map<std::string, std::map<std::string, int>> relevant;  // query → document → grade above 0
};

// Status::argument names the file and line that cannot be read.
Result<Collection> read_collection(const std::string& dir);

// The language among en es fr de it pt whose stop words the corpus uses most; "und" when it uses
// hardly any.
std::string guess_language(const Collection& collection);

}  // namespace parley::bench
