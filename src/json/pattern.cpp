#include "json/pattern.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "base/error.hpp"
#include "json/pattern_nfa.hpp"
#include "json/utf8.hpp"

namespace parley::json {

// Builds the table: each of its states is a set of states of the first form.
class PatternTable {
 public:
  explicit PatternTable(const Nfa& nfa) : nfa_(nfa) {}

  // False when there are too many states.
  bool build(Pattern& out) {
    find_classes(out);
    const std::size_t classes = out.bounds_.size() + 1;
    number_of({});
    number_of(closure({0}));
    for (std::size_t at = 0; at < sets_.size(); ++at) {
      if (sets_.size() > Pattern::kMaxStates) return false;
      const Set set = sets_[at];  // a copy: sets_ grows below
      for (std::size_t c = 0; c < classes; ++c) {
        const char32_t sample = c == 0 ? 0 : out.bounds_[c - 1];
        out.next_.push_back(number_of(closure(step(set, sample))));
      }
      out.accepts_.push_back(std::binary_search(set.begin(), set.end(), nfa_.accept) ? 1 : 0);
    }
    return true;
  }

 private:
  using Set = std::vector<std::size_t>;  // sorted

  // Characters between two bounds behave alike in every range of the pattern.
  void find_classes(Pattern& out) const {
    auto& bounds = out.bounds_;
    for (const auto& state : nfa_.states) {
      for (const auto& edge : state.edges) {
        for (const auto& range : edge.on) {
          if (range.first != 0) bounds.push_back(range.first);
          bounds.push_back(range.last + 1);
        }
      }
    }
    std::sort(bounds.begin(), bounds.end());
    bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
    for (std::size_t c = 0; c < out.ascii_.size(); ++c) {
      out.ascii_[c] = static_cast<std::uint16_t>(out.class_of(static_cast<char32_t>(c)));
    }
  }

  Set step(const Set& from, char32_t code) const {
    Set out;
    for (const std::size_t at : from) {
      for (const auto& edge : nfa_.states[at].edges) {
        const bool reads = std::any_of(edge.on.begin(), edge.on.end(), [code](const auto& range) {
          return code >= range.first && code <= range.last;
        });
        if (reads) out.push_back(edge.to);
      }
    }
    return out;
  }

  Set closure(Set open) const {
    std::vector<bool> seen(nfa_.states.size());
    Set out;
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      if (seen[at]) continue;
      seen[at] = true;
      out.push_back(at);
      for (const std::size_t to : nfa_.states[at].skips)
        open.push_back(to);
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  std::uint16_t number_of(Set set) {
    const auto [found, added] = numbers_.try_emplace(set, static_cast<std::uint16_t>(sets_.size()));
    if (added) sets_.push_back(std::move(set));
    return found->second;
  }

  const Nfa& nfa_;
  std::map<Set, std::uint16_t> numbers_;
  std::vector<Set> sets_;
};

Result<Pattern> Pattern::compile(std::string_view text) {
  auto nfa = parse_pattern(text);
  if (!nfa.ok()) return std::move(nfa).error();
  Pattern out;
  if (!PatternTable(*nfa).build(out)) {
    return make_error(Status::argument, "pattern " + std::string(text) +
                                            " has too many states; expected a simpler pattern");
  }
  return out;
}

std::size_t Pattern::class_of(char32_t code) const {
  const auto bound = std::upper_bound(bounds_.begin(), bounds_.end(), code);
  return static_cast<std::size_t>(bound - bounds_.begin());
}

bool Pattern::matches(std::string_view text) const {
  const std::size_t classes = bounds_.size() + 1;
  std::size_t state = 1;
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    std::size_t read = 0;
    if (byte < ascii_.size()) {
      read = ascii_[byte];
      text.remove_prefix(1);
    } else {
      const char32_t code = take_code_point(text);
      if (code == kBadUtf8) return false;
      read = class_of(code);
    }
    state = next_[state * classes + read];
    if (state == 0) return false;
  }
  return accepts_[state] != 0;
}

}  // namespace parley::json
