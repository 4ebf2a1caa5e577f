#include "commands.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "calls.hpp"

namespace parley::scenarios {
namespace {

std::string whole(const Step& step) {
  return step.rest + (step.block.empty() ? "" : "\n") + step.block;
}

std::string put_one(const std::string& name, const std::string& format, const std::string& body) {
  return R"({"name":)" + json_string(name) + R"(,"format":)" + json_string(format) + R"(,"body":)" +
         json_string(body) + "}";
}

std::string format_of(const std::filesystem::path& file) {
  if (file.extension() == ".html") return "html";
  return file.extension() == ".txt" ? "text" : "markdown";
}

}  // namespace

struct Commands::Word {
  const char* word;
  Method method;
};

const Commands::Word Commands::kWords[] = {
    {"data", &Commands::data},     {"engine", &Commands::engine},   {"tenant", &Commands::tenant},
    {"use", &Commands::use},       {"doc", &Commands::doc},         {"docs", &Commands::docs},
    {"remove", &Commands::remove}, {"session", &Commands::session}, {"turn", &Commands::turn},
    {"script", &Commands::script}, {">", &Commands::say},           {"input", &Commands::input},
    {"<", &Commands::event},       {"<!", &Commands::no_event},     {"<=", &Commands::all_events},
    {"=", &Commands::answer},      {"advance", &Commands::advance}, {"cancel", &Commands::cancel},
    {"drop", &Commands::drop},     {"free", &Commands::free},       {"restart", &Commands::restart},
    {"call", &Commands::call},     {"peer", &Commands::peer},       {"secret", &Commands::secret},
};

std::string api_text(const api::Error& error) {
  const std::string name(api::view(parley_status_name(error.status)));
  return name + ": " + error.message + (error.detail.size() > 2 ? " " + error.detail : "");
}

std::optional<api::Error> Commands::run(const Step& step, bool refused) {
  const auto* known = std::find_if(std::begin(kWords), std::end(kWords),
                                   [&](const Word& entry) { return step.word == entry.word; });
  if (known == std::end(kWords)) {
    throw Failure{step.line, step.word == "!" ? "\"!\" has to follow a line that calls the engine"
                                              : "\"" + step.word + "\" is no word of a scenario"};
  }
  refused_ = refused;
  return (this->*known->method)(step);
}

void Commands::check_refusal(const Step& step, const std::optional<api::Error>& error) const {
  Words words(step.rest, step.line);
  const std::string wanted = words.word();
  if (!error) words.fault("should have been refused with " + wanted + " and was not");
  const std::string got(api::view(parley_status_name(error->status)));
  if (got != wanted) words.fault("refused with " + api_text(*error) + ", expected " + wanted);
  const auto detail = read_json(error->detail);
  if (!detail) words.fault("the error's detail is no JSON: " + error->detail);
  check_members(*detail, error->message + " " + error->detail, words);
}

std::string Commands::beside(const std::string& file) const {
  return (std::filesystem::path(path_).parent_path() / file).string();
}

Commands::Refusal Commands::keep(api::Expected<std::string> answer) {
  if (!answer.ok()) return answer.error();
  raw_ = *answer;
  json_ = read_json(raw_);
  if (!json_) throw Failure{0, "the answer is no JSON: " + raw_};
  return std::nullopt;
}

Commands::Refusal Commands::data(const Step& step) {
  if (step.rest != "file") throw Failure{step.line, "only \"data file\" is known"};
  world_.use_data_file(step.line);
  return std::nullopt;
}

Commands::Refusal Commands::engine(const Step& step) {
  const std::string json = whole(step);
  const std::size_t begin = json.find('{');
  const std::size_t end = json.rfind('}');
  if (begin == std::string::npos || end == std::string::npos || !read_json(json)) {
    throw Failure{step.line, "expected a JSON object with members of the engine's document"};
  }
  world_.set_engine_members(json.substr(begin + 1, end - begin - 1), step.line);
  return refused_ ? world_.open_engine() : std::nullopt;
}

Commands::Refusal Commands::peer(const Step& step) {
  Words words(step.rest, step.line);
  std::vector<std::string> flags;
  while (!words.done())
    flags.push_back(words.next_is('"') ? words.string() : words.word());
  world_.start_peer(std::move(flags), step.line);
  return std::nullopt;
}

Commands::Refusal Commands::secret(const Step& step) {
  Words words(step.rest, step.line);
  const std::string name = words.word();
  const auto done = world_.engine().set_secret({}, name, words.rest());
  return done.ok() ? std::nullopt : Refusal(done.error());
}

Commands::Refusal Commands::tenant(const Step& step) {
  Words words(step.rest, step.line);
  const std::string id = words.next_is('"') ? words.string() : words.word();
  std::string json = words.rest() + step.block;
  if (json.substr(0, 5) == "from ") json = read_file(beside(json.substr(5)));
  auto refusal = keep(world_.engine().put_tenant(id, json));
  if (refusal) return refusal;
  auto opened = world_.use_tenant(id);
  if (!opened.ok()) return opened.error();
  return std::nullopt;
}

Commands::Refusal Commands::use(const Step& step) {
  Words words(step.rest, step.line);
  auto opened = world_.use_tenant(words.next_is('"') ? words.string() : words.word());
  if (!opened.ok()) return opened.error();
  return std::nullopt;
}

Commands::Refusal Commands::doc(const Step& step) {
  Words words(step.rest, step.line);
  const std::string name = words.next_is('"') ? words.string() : words.word();
  const std::string format = words.done() ? "markdown" : words.word();
  return keep(
      world_.tenant(step.line).kb_apply("{\"put\":[" + put_one(name, format, step.block) + "]}"));
}

Commands::Refusal Commands::docs(const Step& step) {
  std::vector<std::filesystem::path> files;
  const std::string folder = beside(step.rest);
  std::error_code fault;
  for (const auto& entry : std::filesystem::directory_iterator(folder, fault))
    files.push_back(entry.path());
  if (fault || files.empty()) throw Failure{step.line, "no documents in " + folder};
  std::sort(files.begin(), files.end());
  std::string put;
  for (const auto& file : files) {
    put += (put.empty() ? "" : ",") +
           put_one(file.filename().string(), format_of(file), read_file(file.string()));
  }
  return keep(world_.tenant(step.line).kb_apply("{\"put\":[" + put + "]}"));
}

Commands::Refusal Commands::remove(const Step& step) {
  return keep(world_.tenant(step.line).kb_apply("{\"remove\":[" + json_string(step.rest) + "]}"));
}

Commands::Refusal Commands::session(const Step& step) {
  Words words(step.rest, step.line);
  const std::string name = words.word();
  const std::string json = words.rest() + step.block;
  world_.tenant(step.line);
  if (refused_) return world_.open_session(name, json);
  world_.use_session(name, json, step.line);
  return keep("{\"id\":" + json_string(world_.session(step.line).id()) + "}");
}

Commands::Refusal Commands::turn(const Step& step) {
  world_.name_turn(step.rest);
  return std::nullopt;
}

Commands::Refusal Commands::script(const Step& step) {
  const std::string json = script_document(step);
  auto fed = api::detail::tell(parley_world_feed, world_.engine().get(), json.data(), json.size());
  if (!fed.ok()) return fed.error();
  return std::nullopt;
}

Commands::Refusal Commands::begin(const Step& step,
                                  api::Expected<api::Turn> (api::Session::*how)(std::string_view,
                                                                                api::TurnOptions),
                                  std::string_view text, api::TurnOptions options) {
  api::Session& session = world_.session(step.line);
  auto& slot = world_.turn();
  if (slot && !refused_) {
    world_.settle();
    slot->pull();
    if (!slot->ended())
      throw Failure{step.line, "the turn before has not ended; name another with \"turn NAME\""};
  }
  auto turn = (session.*how)(text, std::move(options));
  if (!turn.ok()) return turn.error();
  if (slot) world_.keep_journal(*slot);
  slot = std::make_unique<TurnLog>(std::move(*turn), step.line);
  world_.settle();
  return std::nullopt;
}

Commands::Refusal Commands::say(const Step& step) {
  Words words(step.rest, step.line);
  if (!words.next_is('"')) return begin(step, &api::Session::say, whole(step), {});
  const std::string text = words.string();
  api::TurnOptions options;
  if (!words.done() && words.word() == "deadline") options.deadline_ms = words.number();
  return begin(step, &api::Session::say, text, std::move(options));
}

Commands::Refusal Commands::input(const Step& step) {
  return begin(step, &api::Session::start, whole(step), {});
}

TurnLog& Commands::running(const Step& step) {
  auto& slot = world_.turn();
  if (!slot) throw Failure{step.line, "no turn was started"};
  world_.settle();
  slot->pull();
  return *slot;
}

Commands::Refusal Commands::event(const Step& step) {
  Words words(step.rest, step.line);
  running(step).expect(words);
  return std::nullopt;
}

Commands::Refusal Commands::no_event(const Step& step) {
  Words words(step.rest, step.line);
  running(step).expect_none(words);
  return std::nullopt;
}

Commands::Refusal Commands::all_events(const Step& step) {
  Words words(step.rest, step.line);
  running(step).expect_all(words);
  return std::nullopt;
}

Commands::Refusal Commands::answer(const Step& step) {
  if (!json_) throw Failure{step.line, "no call has answered yet"};
  Words words(step.rest, step.line);
  check_members(*json_, raw_, words);
  return std::nullopt;
}

Commands::Refusal Commands::advance(const Step& step) {
  auto refusal = world_.advance(Words(step.rest, step.line).number());
  if (!refusal) world_.settle();
  return refusal;
}

Commands::Refusal Commands::cancel(const Step& step) {
  running(step).cancel();
  return std::nullopt;
}

Commands::Refusal Commands::drop(const Step& step) {
  world_.keep_journal(running(step));
  world_.turn().reset();
  world_.settle();
  return std::nullopt;
}

Commands::Refusal Commands::free(const Step& step) {
  if (step.rest != "engine") throw Failure{step.line, "only \"free engine\" is known"};
  world_.close_engine();
  return std::nullopt;
}

Commands::Refusal Commands::restart(const Step& /*step*/) {
  world_.restart();
  return std::nullopt;
}

Commands::Refusal Commands::call(const Step& step) {
  Words words(step.rest, step.line);
  const std::string function = words.word();
  return keep(call_function(world_, function, words.rest() + step.block, step.line));
}

}  // namespace parley::scenarios
