#include <algorithm>
#include <memory>

#include <simdjson.h>

#include "base/error.hpp"
#include "json/locate.hpp"
#include "json/value.hpp"
#include "json/writer.hpp"

namespace parley::json {
namespace {

namespace dom = simdjson::dom;

// Longer texts are parsed with buffers of their own, so that one long document does not stay in
// memory for good.
constexpr std::size_t kLongestKept = 64 * 1024;

bool has_twins(const Object& object) {
  constexpr std::size_t kFew = 12;
  if (object.size() <= kFew) {
    for (std::size_t i = 1; i < object.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (object[i].first == object[j].first) return true;
      }
    }
    return false;
  }
  std::vector<std::string_view> names;
  names.reserve(object.size());
  for (const Member& member : object)
    names.push_back(member.first);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

// False when a member appears twice or when nested deeper than kMaxDepth: the parser's own limit
// does not count an empty array or object.
bool copy(const dom::element& from, Value& to, std::size_t depth) {
  switch (from.type()) {
    case dom::element_type::ARRAY: {
      if (depth == kMaxDepth) return false;
      const dom::array items = from.get_array().value_unsafe();
      Array out;
      out.reserve(items.size());
      for (const dom::element item : items) {
        if (!copy(item, out.emplace_back(), depth + 1)) return false;
      }
      to = Value(std::move(out));
      return true;
    }
    case dom::element_type::OBJECT: {
      if (depth == kMaxDepth) return false;
      const dom::object members = from.get_object().value_unsafe();
      Object out;
      out.reserve(members.size());
      for (const dom::key_value_pair member : members) {
        Member& added = out.emplace_back(std::string(member.key), Value());
        if (!copy(member.value, added.second, depth + 1)) return false;
      }
      if (has_twins(out)) return false;
      to = Value(std::move(out));
      return true;
    }
    case dom::element_type::INT64:
      to = Value(from.get_int64().value_unsafe());
      return true;
    case dom::element_type::UINT64:
      to = Value(static_cast<double>(from.get_uint64().value_unsafe()));
      return true;
    case dom::element_type::DOUBLE:
      to = Value(from.get_double().value_unsafe());
      return true;
    case dom::element_type::STRING:
      to = Value(from.get_string().value_unsafe());
      return true;
    case dom::element_type::BOOL:
      to = Value(from.get_bool().value_unsafe());
      return true;
    case dom::element_type::NULL_VALUE:
      to = Value();
      return true;
  }
  return false;
}

bool parse_with(dom::parser& parser, std::string_view text, Value& out) {
  dom::element root;
  const auto error = parser.parse(text.data(), text.size()).get(root);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();
  return error == simdjson::SUCCESS && copy(root, out, 0);
}

std::unique_ptr<dom::parser> make_parser(std::size_t capacity) {
  auto parser = std::make_unique<dom::parser>();
  if (parser->allocate(capacity, kMaxDepth + 1) != simdjson::SUCCESS) throw std::bad_alloc();
  return parser;
}

bool parse_fast(std::string_view text, Value& out) {
  if (text.empty()) return false;  // its pointer may be null, which simdjson hands to memcpy
  if (text.size() > kLongestKept) return parse_with(*make_parser(text.size()), text, out);
  thread_local const std::unique_ptr<dom::parser> kept = make_parser(4096);
  return parse_with(*kept, text, out);
}

Error describe(std::string_view text, const Flaw& flaw) {
  const Place place = place_of(text, flaw.offset);
  std::string detail;
  Writer(detail)
      .begin_object()
      .member("line", place.line)
      .member("column", place.column)
      .member("offset", flaw.offset)
      .end_object();
  return make_error(Status::argument,
                    "not valid JSON at line " + std::to_string(place.line) + ", column " +
                        std::to_string(place.column) + ": " + flaw.message,
                    std::move(detail));
}

// With an exponent, simdjson takes an integer of any length as a double.
std::string with_exponents(std::string_view text, const std::vector<std::size_t>& ends) {
  std::string out;
  std::size_t done = 0;
  for (const std::size_t end : ends) {
    out.append(text.substr(done, end - done)).append("e0");
    done = end;
  }
  return out.append(text.substr(done));
}

}  // namespace

Result<Value> parse(std::string_view text) {
  Value out;
  if (parse_fast(text, out)) return out;
  std::vector<std::size_t> long_integers;
  const Flaw flaw = find_flaw(text, long_integers);
  if (!flaw.message.empty()) return describe(text, flaw);
  if (!long_integers.empty() && parse_fast(with_exponents(text, long_integers), out)) return out;
  return make_error(Status::argument, "not valid JSON; expected one JSON value in UTF-8");
}

}  // namespace parley::json
