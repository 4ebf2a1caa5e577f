#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/error.hpp"
#include "command.hpp"
#include "failure.hpp"
#include "found_questions.hpp"
#include "ingest.hpp"
#include "layout.hpp"
#include "new_document.hpp"
#include "talk.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t kMostTried = 500;

struct Question {
  std::string document;
  std::string text;
};

// What was found in the folder, and what nothing answers.
struct Survey {
  std::vector<Question> found;
  std::vector<Question> unanswered;
  std::size_t tried = 0;
};

Result<std::vector<Question>> questions_of(const std::vector<Found>& files) {
  std::vector<Question> out;
  for (const Found& file : files) {
    const Result<std::string> body = read_file(file.path);
    if (!body) return body.error();
    for (std::string& text : find_questions(file.format, *body)) {
      const auto same = [&](const Question& known) { return known.text == text; };
      if (std::ranges::none_of(out, same)) out.push_back({file.name, std::move(text)});
    }
  }
  return out;
}

// An answer quotes something, and more than the question itself.
bool answers(const Answer& answer, const std::string& question) {
  return std::ranges::any_of(answer.sources, [&](const json::Value& source) {
    const std::string_view quote = source.text("quote");
    return !quote.empty() && quote != question;
  });
}

// Every question is put to the tenant as a customer would, in a conversation of its own that is not
// kept.
Result<Survey> survey(const std::string& id, const std::string& document,
                      const std::vector<Found>& files, std::vector<Question> found) {
  Survey out;
  out.found = std::move(found);
  Result<Engine> engine = Engine::open(R"({"data":":memory:"})");
  if (!engine) return std::move(engine).error();
  if (const auto put = engine->put_tenant(id, document); !put) return put.error();
  Result<Tenant> tenant = engine->open_tenant(id);
  if (!tenant) return std::move(tenant).error();
  if (const auto done = ingest(*tenant, files, {}); !done) return done.error();
  for (const Question& question : out.found) {
    if (out.tried == kMostTried) break;
    Result<Session> session = tenant->open_session();
    if (!session) return std::move(session).error();
    Result<Turn> turn = session->say(question.text);
    if (!turn) return std::move(turn).error();
    const Result<Answer> answer = follow_quietly(*turn);
    if (!answer) return answer.error();
    ++out.tried;
    if (!answers(*answer, question.text)) out.unanswered.push_back(question);
  }
  return out;
}

Result<std::string> language_of(const Arguments& arguments, const std::vector<Found>& files) {
  if (arguments.has("locale")) return arguments.text("locale");
  std::string text;
  for (const Found& file : files) {
    const Result<std::string> body = read_file(file.path);
    if (!body) return body.error();
    text += body->substr(0, 20'000);
    if (text.size() > 200'000) break;
  }
  return std::string(guess_language(text));
}

std::string survey_text(const Survey& survey, std::string_view name) {
  if (survey.found.empty()) return "The documents ask no questions themselves; try your own.\n";
  std::string out = counted(static_cast<std::int64_t>(survey.found.size()), "question") +
                    " found in the documents";
  if (survey.tried < survey.found.size())
    out += ", the first " + std::to_string(survey.tried) + " tried";
  if (survey.unanswered.empty()) return out + "; all of them are answered.\n";
  out += "; " + std::to_string(survey.unanswered.size()) + " that nothing answers:\n";
  for (const Question& question : survey.unanswered) {
    out += "  " + question.text + " (" + question.document + ")\n";
  }
  return out + "Write the answers into the documents and run: parley ingest " + std::string(name) +
         " DIR\n";
}

json::Value survey_json(const Survey& survey) {
  json::Array open;
  for (const Question& question : survey.unanswered) {
    open.push_back(json::Object{{"question", question.text}, {"document", question.document}});
  }
  return json::Object{{"found", static_cast<std::int64_t>(survey.found.size())},
                      {"tried", static_cast<std::int64_t>(survey.tried)},
                      {"unanswered", std::move(open)}};
}

Result<std::vector<Found>> documents(const Arguments& arguments, std::int64_t& skipped) {
  if (!arguments.has("from")) return std::vector<Found>();
  Result<std::vector<Found>> files = find_documents({arguments.text("from")}, skipped);
  if (files && files->empty()) {
    return usage_error("no document found in " + arguments.text("from"),
                       "Markdown (.md), HTML (.html) and text (.txt) are read");
  }
  return files;
}

// Nothing that a person wrote is replaced unless they say so.
Result<void> check_free(Context& context, const Arguments& arguments, const std::string& id,
                        const std::string& file) {
  if (arguments.has("force")) return {};
  std::error_code fault;
  if (std::filesystem::exists(file, fault)) {
    return usage_error(file + " is there already",
                       "choose another name, or replace it with --force");
  }
  Result<Engine> engine = context.engine(true);
  if (!engine) return std::move(engine).error();
  if (engine->open_tenant(id)) {
    return usage_error("tenant \"" + id + "\" is there already",
                       "choose another name, or give it a new version with --force");
  }
  return {};
}

}  // namespace

Result<int> run_new(Context& context, const Arguments& arguments) {
  if (arguments.has("messages")) {
    return make_error(Status::state, "--messages is not available in this version");
  }
  const std::string& name = arguments.positional[0];
  const std::string id = tenant_id_of(name);
  if (id.empty()) return usage_error("\"" + name + "\" has no letter or digit to make an id of");
  const std::string file = id + ".json";
  std::int64_t skipped = 0;
  const Result<std::vector<Found>> files = documents(arguments, skipped);
  if (!files) return files.error();
  if (const auto free = check_free(context, arguments, id, file); !free) return free.error();
  const Result<std::string> language = language_of(arguments, *files);
  if (!language) return language.error();
  const std::string document = new_tenant_document(id, name, *language);

  Result<Engine> engine = context.engine(true);
  if (!engine) return std::move(engine).error();
  if (const auto put = engine->put_tenant(id, document); !put) return put.error();
  if (const auto written = write_file(file, document); !written) return written.error();
  std::optional<Ingested> loaded;
  Survey found;
  if (!files->empty()) {
    Result<Tenant> tenant = engine->open_tenant(id);
    if (!tenant) return std::move(tenant).error();
    Result<Ingested> done = ingest(*tenant, *files, {});
    if (!done) return std::move(done).error();
    loaded = std::move(*done);
    Result<std::vector<Question>> questions = questions_of(*files);
    if (!questions) return std::move(questions).error();
    Result<Survey> tried = survey(id, document, *files, std::move(*questions));
    if (!tried) return std::move(tried).error();
    found = std::move(*tried);
  }
  if (context.json()) {
    context.out().json_line(json::Object{{"tenant", id},
                                         {"file", file},
                                         {"locale", *language},
                                         {"knowledge", loaded ? loaded->answer : json::Value()},
                                         {"questions", survey_json(found)}});
    return kDone;
  }
  Output& out = context.out();
  out.text("tenant " + id + " is ready; its document is " + file + "\n");
  if (loaded) out.text(ingest_text(*loaded, skipped) + survey_text(found, id));
  out.text("Talk to it: parley chat " + id + "\n");
  return kDone;
}

}  // namespace parley::cli
