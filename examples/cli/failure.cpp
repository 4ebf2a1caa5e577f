#include "failure.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "json/locate.hpp"
#include "json/value.hpp"
#include "layout.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t kMostCauseLines = 3;

json::Value detail_of(const Error& error) {
  Result<json::Value> read = json::parse(error.detail.empty() ? "{}" : error.detail);
  return read ? std::move(*read) : json::Value(json::Object{});
}

// One fault of a document: where, what, what would be right.
std::string fault_text(const json::Value& fault) {
  std::string out;
  const auto add = [&](std::string_view before, std::string_view text) {
    if (text.empty()) return;
    if (!out.empty()) out += before;
    out += text;
  };
  add("", fault.text("place"));
  add(" ", fault.text("pointer"));
  add(": ", fault.text("message"));
  add("; expected ", fault.text("expected"));
  return out;
}

std::vector<std::string> causes_of(const json::Value& detail) {
  std::vector<std::string> out;
  for (const json::Value& fault : detail.array("errors"))
    out.push_back(fault_text(fault));
  for (const json::Value& cause : detail.array("causes")) {
    if (const std::string* text = cause.as_string()) out.push_back(*text);
  }
  return out;
}

// All causes in few lines: several share one when there are many.
std::vector<std::string> packed(const std::vector<std::string>& causes) {
  if (causes.size() <= kMostCauseLines) return causes;
  const std::size_t each = (causes.size() + kMostCauseLines - 1) / kMostCauseLines;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < causes.size(); ++i) {
    if (i % each == 0) out.emplace_back();
    if (!out.back().empty()) out.back() += " | ";
    out.back() += causes[i];
  }
  return out;
}

std::string_view default_hint(Status status) {
  switch (status) {
    case Status::busy:
      return "wait until the other one has finished, or end it, and try again";
    case Status::conflict:
      return "another process writes to the same conversation; try again";
    case Status::version:
      return "use the version of parley that wrote the file, or a newer one";
    case Status::internal:
    case Status::broken:
      return "this is a bug in parley: please report it with the command that led here";
    default:
      return {};
  }
}

// Not everything that keeps a file from being used is damage.
int store_exit_code(std::string_view kind) {
  if (kind == "cannot_open" || kind == "read_only") return kUsage;
  return kind == "disk_full" || kind == "io" || kind == "other" ? kFailed : kDamaged;
}

std::string one_line(std::string_view text) {
  std::string out = printable(text);
  std::ranges::replace(out, '\n', ' ');
  return out;
}

}  // namespace

int exit_code(const Error& error) {
  if (const std::int64_t wanted = detail_of(error).integer("exit", -1); wanted >= 0) {
    return static_cast<int>(wanted);
  }
  switch (error.status) {
    case Status::argument:
    case Status::config:
    case Status::not_found:
    case Status::limit:
      return kUsage;
    case Status::version:
      return kUnsupported;
    case Status::state:
      return error.message.find("not available") != std::string::npos ? kUnsupported : kFailed;
    case Status::busy:
    case Status::conflict:
      return kBusy;
    case Status::store:
      return store_exit_code(detail_of(error).text("kind"));
    default:
      return kFailed;
  }
}

Error usage_error(std::string message, std::string_view hint) {
  std::string detail;
  if (!hint.empty()) detail = json::write(json::Object{{"hint", hint}});
  return make_error(Status::argument, std::move(message), std::move(detail));
}

Error with_places(Error error, const std::string& file, std::string_view text) {
  json::Value detail = detail_of(error);
  if (json::Object* members = detail.as_object()) {
    for (auto& [name, value] : *members) {
      json::Array* faults = name == "errors" ? value.as_array() : nullptr;
      if (faults == nullptr) continue;
      for (json::Value& fault : *faults) {
        const auto place = json::place_of(text, locate_pointer(text, fault.text("pointer")));
        fault.as_object()->emplace_back(
            "place", file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column));
      }
    }
    error.detail = json::write(detail);
  }
  error.message = file + ": " + error.message;
  return error;
}

std::string error_text(const Error& error, bool colour) {
  const json::Value detail = detail_of(error);
  std::string out = colour ? "\x1b[31merror:\x1b[0m " : "error: ";
  out += one_line(error.message) + '\n';
  for (const std::string& cause : packed(causes_of(detail)))
    out += "  " + one_line(cause) + '\n';
  // The store's messages say themselves what to do.
  const bool told = !detail.text("kind").empty();
  const std::string_view hint = detail.text("hint", told ? "" : default_hint(error.status));
  if (!hint.empty()) out += "hint: " + one_line(hint) + '\n';
  return out;
}

}  // namespace parley::cli
