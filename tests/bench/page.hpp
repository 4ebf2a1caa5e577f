#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/result.hpp"

#include "json/value.hpp"

namespace parley::bench {

// A picture of a report: an SVG element with its own title.
using Picture = std::string;

// One horizontal bar a row; the numbers stand beside them. `unit` is written behind each.
struct Bar {
  std::string name;
  double value = 0;
  double mark = 0;  // a stroke at this value, for instance the 99th percentile; 0 = none
};
Picture bars(std::string_view title, std::string_view unit, const std::vector<Bar>& rows);

// How often numbers fall into each of `bins` equal parts between the least and the 99th percentile;
// what is above counts for the last.
Picture histogram(std::string_view title, std::string_view unit, std::vector<double> numbers,
                  int bins = 30);

// Writes DIR/WHAT.html: the pictures, the metrics as a table, parameters, machine, notes. One file
// that needs no other. Makes DIR. Status::argument when it cannot be written.
Result<std::string> write_page(const std::string& dir, const json::Value& report,
                               const std::vector<Picture>& pictures);

}  // namespace parley::bench
