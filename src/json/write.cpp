#include <algorithm>

#include "json/append.hpp"
#include "json/value.hpp"

namespace parley::json {
namespace {

void append_scalar(std::string& out, const Value& value) {
  if (const auto* text = value.as_string()) {
    append_string(out, *text);
  } else if (const auto* integer = value.as_int()) {
    append_integer(out, *integer);
  } else if (const auto* number = value.as_double()) {
    append_double(out, *number);
  } else if (const auto* boolean = value.as_bool()) {
    out.append(*boolean ? "true" : "false");
  } else {
    out.append("null");
  }
}

void append_member(std::string& out, const Member& member) {
  append_string(out, member.first);
  out.push_back(':');
}

void append_canonical(std::string& out, const Value& value);

void append_sorted(std::string& out, const Object& object) {
  std::vector<const Member*> sorted;
  sorted.reserve(object.size());
  for (const Member& member : object)
    sorted.push_back(&member);
  std::sort(sorted.begin(), sorted.end(),
            [](const Member* a, const Member* b) { return a->first < b->first; });
  char before = '{';
  for (const Member* member : sorted) {
    out.push_back(std::exchange(before, ','));
    append_member(out, *member);
    append_canonical(out, member->second);
  }
  if (sorted.empty()) out.push_back('{');
  out.push_back('}');
}

void append_canonical(std::string& out, const Value& value) {
  if (const Object* object = value.as_object()) return append_sorted(out, *object);
  const Array* array = value.as_array();
  if (array == nullptr) return append_scalar(out, value);
  out.push_back('[');
  for (std::size_t i = 0; i < array->size(); ++i) {
    if (i != 0) out.push_back(',');
    append_canonical(out, (*array)[i]);
  }
  out.push_back(']');
}

void break_line(std::string& out, std::size_t depth) {
  out.push_back('\n');
  out.append(depth * 2, ' ');
}

void append_pretty(std::string& out, const Value& value, std::size_t depth) {
  const Object* object = value.as_object();
  const Array* array = value.as_array();
  const std::size_t size = object != nullptr  ? object->size()
                           : array != nullptr ? array->size()
                                              : 0;
  if (size == 0) return append(out, value);
  out.push_back(object != nullptr ? '{' : '[');
  for (std::size_t i = 0; i < size; ++i) {
    if (i != 0) out.push_back(',');
    break_line(out, depth + 1);
    if (object != nullptr) {
      append_member(out, (*object)[i]);
      out.push_back(' ');
    }
    append_pretty(out, object != nullptr ? (*object)[i].second : (*array)[i], depth + 1);
  }
  break_line(out, depth);
  out.push_back(object != nullptr ? '}' : ']');
}

}  // namespace

void append(std::string& out, const Value& value) {
  if (const Object* object = value.as_object()) {
    out.push_back('{');
    for (std::size_t i = 0; i < object->size(); ++i) {
      if (i != 0) out.push_back(',');
      append_member(out, (*object)[i]);
      append(out, (*object)[i].second);
    }
    out.push_back('}');
  } else if (const Array* array = value.as_array()) {
    out.push_back('[');
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i != 0) out.push_back(',');
      append(out, (*array)[i]);
    }
    out.push_back(']');
  } else {
    append_scalar(out, value);
  }
}

std::string write(const Value& value) {
  std::string out;
  append(out, value);
  return out;
}

std::string write_pretty(const Value& value) {
  std::string out;
  append_pretty(out, value, 0);
  return out;
}

std::string write_canonical(const Value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

}  // namespace parley::json
