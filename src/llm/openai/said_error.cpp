#include "llm/openai/said_error.hpp"

namespace parley::llm::openai {
namespace {

using Kind = json::Reader::Kind;

// A string's meaning, a number's digits; nothing of all else.
std::string read_text(json::Reader& reader) {
  std::string out;
  std::string_view raw;
  const Kind kind = reader.kind();
  if (kind == Kind::string && reader.string(raw)) {
    json::unescape(out, raw);
  } else if (reader.raw(raw) && kind == Kind::number) {
    out.assign(raw);
  }
  return out;
}

void read_code(json::Reader& reader, SaidError& out) {
  if (reader.kind() != Kind::number) {
    std::string code = read_text(reader);
    if (!code.empty()) out.code = std::move(code);
    return;
  }
  if (reader.integer(out.http) && out.code.empty()) out.code = std::to_string(out.http);
}

// FastAPI's way: "detail" is a text or a list of {"msg"}; Mistral puts the like into "message".
void read_message(json::Reader& reader, SaidError& out) {
  const Kind kind = reader.kind();
  if (kind != Kind::array && kind != Kind::object) {
    std::string text = read_text(reader);
    if (!text.empty()) out.message = std::move(text);
    return;
  }
  if (kind == Kind::array) {
    reader.begin_array();
    while (reader.next_item())
      read_message(reader, out);
    return;
  }
  reader.begin_object();
  for (std::string_view name; reader.next_member(name);) {
    const bool wanted = name == "msg" || name == "message" || name == "detail";
    wanted ? read_message(reader, out) : void(reader.skip());
  }
}

bool read_members(json::Reader& reader, SaidError& out, bool at_top) {
  bool found = false;
  reader.begin_object();
  for (std::string_view name; reader.next_member(name);) {
    if (name == "error" && at_top) {
      found = read_error(reader, out) || found;
    } else if (name == "message" || name == "detail") {
      read_message(reader, out);
      found = true;
    } else if (name == "type") {
      out.type = read_text(reader);
    } else if (name == "code") {
      read_code(reader, out);
      found = true;
    } else if (name == "status_code" && reader.kind() == Kind::number) {
      reader.integer(out.http);
    } else {
      found = !at_top || found;
      reader.skip();
    }
  }
  return found || !out.type.empty();
}

}  // namespace

bool read_error(json::Reader& reader, SaidError& out) {
  switch (reader.kind()) {
    case Kind::object:
      return read_members(reader, out, false);
    case Kind::string:
      out.message = read_text(reader);
      return true;
    case Kind::boolean: {
      bool failed = false;
      return reader.boolean(failed) && failed;
    }
    default:
      reader.skip();
      return false;
  }
}

bool find_error(std::string_view body, SaidError& out) {
  json::Reader reader(body);
  if (reader.kind() == Kind::array) {
    reader.begin_array();
    if (!reader.next_item()) return false;
  }
  return reader.kind() == Kind::object && read_members(reader, out, true);
}

}  // namespace parley::llm::openai
