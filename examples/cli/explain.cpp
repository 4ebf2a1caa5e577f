#include "explain.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "command.hpp"
#include "failure.hpp"
#include "layout.hpp"
#include "talk.hpp"
#include "transcript.hpp"

namespace parley::cli {
namespace {

double number_of(const json::Value& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value != nullptr ? value->number() : 0;
}

std::string stages_text(const json::Value& view) {
  const json::Array& stages = view.array("stages");
  double most = 1;
  double sum = 0;
  for (const json::Value& stage : stages) {
    most = std::max(most, number_of(stage, "us"));
    sum += number_of(stage, "us");
  }
  std::string out;
  for (const json::Value& stage : stages) {
    const double us = number_of(stage, "us");
    const std::string bar(static_cast<std::size_t>(us / most * 40), '#');
    out += fmt::format("  {:<12}{:>9.0f} us  {}\n", stage.text("name"), us, bar);
  }
  if (!stages.empty()) out += fmt::format("  {:<12}{:>9.0f} us\n", "sum", sum);
  return out;
}

std::string passages_text(const json::Value& view, std::size_t width) {
  std::string out;
  const json::Array& passages = view.array("passages");
  for (std::size_t i = 0; i < passages.size(); ++i) {
    const json::Value& passage = passages[i];
    std::string place(passage.text("title", passage.text("document")));
    if (const std::string_view heading = passage.text("heading"); !heading.empty()) {
      place += " › " + std::string(heading);
    }
    out += fmt::format("  {}. {}  {} ({})\n", i + 1, score_text(number_of(passage, "score")), place,
                       passage.text("document"));
    std::string text(passage.text("text"));
    std::ranges::replace(text, '\n', ' ');
    if (!text.empty()) out += "     " + shorten(text, width > 20 ? width - 5 : 95) + "\n";
  }
  return out;
}

// Sections in the order in which they are sent. Whatever stands above the boundary is the same in
// the next turn, so that a provider can have it in its cache.
std::string prompt_text(const json::Value& prompt, std::size_t width) {
  return wrap(prompt.text("text"), width, 2) + "\n";
}

std::string intents_text(const json::Value& view) {
  std::string out;
  for (const json::Value& intent : view.array("considered")) {
    std::string signs;
    for (const json::Value& sign : intent.array("signs")) {
      if (const std::string* text = sign.as_string()) signs += (signs.empty() ? "" : ", ") + *text;
    }
    out += fmt::format("  {}  {} of {} needed: {}\n", intent.text("name"),
                       score_text(number_of(intent, "confidence")),
                       score_text(number_of(intent, "threshold")), signs);
  }
  return out;
}

std::string turn_text(const json::Value& view, std::size_t width) {
  std::string out = fmt::format("Turn {} ({}), {} UTC\n", view.integer("turn_number"),
                                view.text("turn"), time_text(view.integer("at")));
  out += wrap("customer: " + std::string(view.text("question")), width, 2) + "\n";
  out += wrap("answer: " + std::string(view.text("answer")), width, 2) + "\n";
  return out;
}

std::string decision_text(const json::Value& view) {
  std::string out =
      fmt::format("  {}; answered by {}; end: {}\n", view.text("decision"),
                  answered_by_text(view.text("answered_by")), view.text("reason_of_end"));
  if (!view.text("reason").empty()) out += fmt::format("  because: {}\n", view.text("reason"));
  if (const json::Value* error = view.find("error")) {
    out += fmt::format("  error: {}: {}\n", error->text("code"), error->text("message"));
  }
  return out + fmt::format("  tenant version {}, knowledge version {}\n",
                           view.integer("tenant_version"), view.integer("knowledge_version"));
}

std::string verdicts_text(const json::Value& view) {
  std::string out;
  for (const json::Value& verdict : view.array("verdicts")) {
    out += fmt::format("  {}: {} at {}", verdict.text("check"), verdict.text("verdict"),
                       verdict.integer("offset"));
    if (!verdict.text("reason").empty()) out += ": " + std::string(verdict.text("reason"));
    out += '\n';
  }
  return out;
}

void add_part(std::string& out, std::string_view title, const std::string& text,
              std::string_view empty) {
  out += std::string(title) + "\n";
  out += text.empty() ? "  " + std::string(empty) + "\n" : text;
}

}  // namespace

std::string explain_text(const json::Value& view, std::size_t width) {
  std::string out = turn_text(view, width);
  add_part(out, "Stages", stages_text(view), "none recorded");
  add_part(out, "Decided", decision_text(view), "");
  add_part(out, "Intents considered", intents_text(view), "none came near");
  add_part(out, "Passages, confidence " + score_text(number_of(view, "confidence")),
           passages_text(view, width), "nothing was searched, or nothing found");
  const json::Value* prompt = view.find("prompt");
  add_part(out, "Prompt", prompt != nullptr ? prompt_text(*prompt, width) : std::string(),
           "none was needed");
  add_part(out, "Verdicts of the gate", verdicts_text(view), "it let everything pass");
  return out;
}

Result<void> show_explained(Session& session, const json::Value& turn, Output& out) {
  const Result<json::Value> view =
      parse_answer(session.view(json::write(json::Object{{"view", "explain"}, {"turn", turn}})));
  if (!view) return view.error();
  if (out.json()) {
    out.json_line(*view);
  } else {
    out.text(explain_text(*view, out.width()));
  }
  return {};
}

Result<int> run_explain(Context& context, const Arguments& arguments) {
  Result<Tenant> tenant = context.tenant(arguments.positional[0]);
  if (!tenant) return std::move(tenant).error();
  Result<Session> session = find_session(*tenant, arguments.positional[1]);
  if (!session) return std::move(session).error();
  const std::string& given = arguments.positional[2];
  const bool number = given.find_first_not_of("0123456789") == std::string::npos;
  json::Value turn(given);
  if (number) {
    const Result<std::int64_t> read = to_integer("TURN", given, 1, INT64_MAX);
    if (!read) return read.error();
    turn = *read;
  }
  if (const Result<void> shown = show_explained(*session, turn, context.out()); !shown) {
    return shown.error();
  }
  return kDone;
}

}  // namespace parley::cli
