#include "json/pattern_nfa.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/error.hpp"
#include "json/pattern.hpp"
#include "json/utf8.hpp"

namespace parley::json {
namespace {

using Ranges = std::vector<Nfa::Range>;

constexpr char32_t kLastCode = 0x10ffff;
constexpr std::size_t kMaxGroups = 16;
constexpr std::size_t kUnlimited = static_cast<std::size_t>(-1);

Ranges outside(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  Ranges out;
  char32_t next = 0;
  for (const auto& range : ranges) {
    if (range.first > next) out.push_back({next, range.first - 1});
    next = std::max<char32_t>(next, range.last + 1);
  }
  if (next <= kLastCode) out.push_back({next, kLastCode});
  return out;
}

// The first refusal is kept and empties the text, so that every step behind it ends by itself.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Nfa> run() {
    const Ranges anything = {{0, kLastCode}};
    std::size_t at = state();
    const bool from_start = take('^');
    if (!from_start) read(at, anything, at);
    at = alternatives(at);
    const bool to_end = take('$');
    if (!text_.empty()) refuse("'^' and '$' only at the ends, ')' only after '('");
    if (split_ && (from_start || to_end)) refuse("a group around what '|' divides");
    const std::size_t accept = state();
    skip(at, accept);
    if (!to_end) read(accept, anything, accept);
    nfa_.accept = accept;
    if (refused()) return make_error(Status::argument, "expected " + reason_);
    return std::move(nfa_);
  }

 private:
  struct Times {
    std::size_t least = 1;
    std::size_t most = 1;
  };

  bool refused() const { return !reason_.empty(); }
  void refuse(std::string reason) {
    if (!refused()) reason_ = std::move(reason);
    text_ = {};
  }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::size_t state() {
    if (nfa_.states.size() == Pattern::kMaxStates) {
      refuse("a shorter pattern");
      return 0;
    }
    nfa_.states.emplace_back();
    return nfa_.states.size() - 1;
  }
  void skip(std::size_t from, std::size_t to) { nfa_.states[from].skips.push_back(to); }
  void read(std::size_t from, Ranges on, std::size_t to) {
    nfa_.states[from].edges.push_back({std::move(on), to});
  }
  char32_t code_point() {
    const char32_t code = text_.empty() ? kBadUtf8 : take_code_point(text_);
    if (code == kBadUtf8) refuse("more UTF-8 text");
    return code == kBadUtf8 ? 0 : code;
  }

  // Each of these adds what it reads behind a state and gives the state where it ends.
  std::size_t alternatives(std::size_t from) {
    const std::size_t end = state();
    skip(sequence(from), end);
    while (take('|')) {
      split_ = split_ || groups_ == 0;
      skip(sequence(from), end);
    }
    return end;
  }
  std::size_t sequence(std::size_t from) {
    std::size_t at = state();
    skip(from, at);
    while (!text_.empty() &&
           std::string_view("|)$").find(text_.front()) == std::string_view::npos) {
      at = piece(at);
    }
    return at;
  }
  std::size_t piece(std::size_t from);
  std::size_t atom(std::size_t from);
  Times times();
  std::size_t count();
  Ranges char_class();
  Ranges escape();

  std::string_view text_;
  std::string reason_;
  Nfa nfa_;
  std::size_t groups_ = 0;
  bool split_ = false;
};

// Reads the atom once for each copy that the quantifier wants; the first, unconnected one finds the
// quantifier.
std::size_t Parser::piece(std::size_t from) {
  const std::string_view start = text_;
  const std::size_t built = nfa_.states.size();
  atom(state());
  const Times wanted = times();
  const std::string_view rest = text_;
  nfa_.states.resize(built);
  const auto copy = [&](std::size_t at) {
    if (refused()) return at;
    text_ = start;
    return atom(at);
  };
  for (std::size_t i = 0; i < wanted.least; ++i)
    from = copy(from);
  const std::size_t end = state();
  if (wanted.most == kUnlimited) {
    skip(from, end);
    skip(copy(end), end);
  } else {
    for (std::size_t i = wanted.least; i < wanted.most; ++i) {
      skip(from, end);
      from = copy(from);
    }
    skip(from, end);
  }
  if (!refused()) text_ = rest;
  return end;
}

std::size_t Parser::atom(std::size_t from) {
  Ranges on;
  if (take('(')) {
    if (++groups_ > kMaxGroups) refuse("fewer groups in each other");
    const std::size_t end = alternatives(from);
    if (!take(')')) refuse("')'");
    --groups_;
    return end;
  }
  if (take('[')) {
    on = char_class();
  } else if (take('\\')) {
    on = escape();
  } else if (take('.')) {
    on = outside({{'\n', '\n'}});
  } else {
    const char32_t code = code_point();
    if (code < 0x80 &&
        std::string_view("*+?{}^]").find(static_cast<char>(code)) != std::string_view::npos) {
      refuse(std::string("no '") + static_cast<char>(code) + "' here");
    }
    on = {{code, code}};
  }
  const std::size_t end = state();
  read(from, std::move(on), end);
  return end;
}

std::size_t Parser::count() {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), number);
  if (error != std::errc() || number > Pattern::kMaxStates) {
    refuse("a small number in '{}'");
    return 0;
  }
  text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
  return number;
}

Parser::Times Parser::times() {
  Times out;
  if (take('*')) {
    out = {0, kUnlimited};
  } else if (take('+')) {
    out = {1, kUnlimited};
  } else if (take('?')) {
    out = {0, 1};
  } else if (take('{')) {
    out.least = out.most = count();
    if (take(',')) out.most = text_.starts_with('}') ? kUnlimited : count();
    if (!take('}') || out.most < out.least) refuse("{n}, {n,} or {n,m}");
  }
  return out;
}

Ranges Parser::escape() {
  const char32_t code = code_point();
  if (code == 'd') return {{'0', '9'}};
  if (code == 'w') return {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  if (code == 's') return {{'\t', '\r'}, {' ', ' '}};
  const bool punctuation = code > ' ' && code < 0x7f && !(code >= '0' && code <= '9') &&
                           !((code | 0x20) >= 'a' && (code | 0x20) <= 'z');
  if (!punctuation) refuse("\\d, \\w, \\s or punctuation after a backslash");
  return {{code, code}};
}

Ranges Parser::char_class() {
  const bool negated = take('^');
  Ranges out;
  while (!refused() && !take(']')) {
    if (take('\\')) {
      for (const auto& range : escape())
        out.push_back(range);
      continue;
    }
    const char32_t first = code_point();
    char32_t last = first;
    if (text_.size() > 1 && text_[0] == '-' && text_[1] != ']') {
      text_.remove_prefix(1);
      last = code_point();
    }
    if (last < first) refuse("a range from small to large in '[]'");
    out.push_back({first, last});
  }
  if (out.empty()) refuse("characters between '[' and ']'");
  return negated ? outside(std::move(out)) : out;
}

}  // namespace

Result<Nfa> parse_pattern(std::string_view text) {
  auto nfa = Parser(text).run();
  if (nfa.ok()) return nfa;
  return make_error(Status::argument,
                    "pattern " + std::string(text) + " is not understood: " + nfa.error().message);
}

}  // namespace parley::json
