#include "chat.hpp"

#include <array>
#include <optional>

#include "command.hpp"
#include "explain.hpp"
#include "failure.hpp"
#include "line_editor.hpp"
#include "talk.hpp"
#include "transcript.hpp"

namespace parley::cli {
namespace {

constexpr std::string_view kHelp =
    "/sources   where the last answer came from\n"
    "/explain   how the last answer came about\n"
    "/history   the conversation so far\n"
    "/person    ask for a person\n"
    "/new       begin another conversation\n"
    "/help      this list\n"
    "/quit      leave; so do Ctrl-D and Ctrl-C on an empty line\n"
    "Ctrl-C while an answer comes stops the answer.\n";

constexpr std::array<std::string_view, 8> kCommands = {
    "/sources", "/explain", "/history", "/person", "/new", "/help", "/quit", "/exit"};

// What a customer would say to this tenant to reach a person: an example of an intent that hands
// over.
std::string person_request(Tenant& tenant) {
  const Result<json::Value> document = parse_answer(tenant.get());
  const json::Value* body = document ? document->find("body") : nullptr;
  const json::Value none;
  for (const json::Value& intent : (body != nullptr ? *body : none).array("intents")) {
    for (const json::Value& action : intent.array("actions")) {
      if (action.find("handoff") == nullptr) continue;
      for (const char* member : {"examples", "phrases"}) {
        const json::Array& said = intent.array(member);
        if (!said.empty() && said[0].as_string() != nullptr) return *said[0].as_string();
      }
    }
  }
  return "I would like to talk to a person.";
}

class Chat {
 public:
  Chat(Tenant tenant, Output& out, const ChatOptions& options)
      : tenant_(std::move(tenant)), out_(out), options_(options) {}

  Result<int> run() {
    if (const Result<void> opened = open(options_.arguments); !opened) return opened.error();
    const InterruptGuard guard;
    for (std::string line; !over_;) {
      const LineEnd end = editor_.read("you: ", line);
      if (end != LineEnd::line) break;
      if (line.empty()) continue;
      if (const Result<void> done = take(line); !done) return done.error();
    }
    if (out_.terminal()) {
      out_.dim("This conversation is kept: parley chat " + std::string(tenant_.id()) +
               " --session " + std::string(session_->id()) + "\n");
    }
    return kDone;
  }

 private:
  Result<void> open(const Arguments& arguments) {
    Result<Session> session = open_session(tenant_, arguments);
    if (!session) return std::move(session).error();
    session_ = std::move(*session);
    last_ = Answer{};
    if (out_.terminal()) out_.dim("/help lists what you can type. Ctrl-D leaves.\n");
    return options_.greet ? greet() : Result<void>();
  }

  // Only when nothing was said yet.
  Result<void> greet() {
    const Result<json::Value> said =
        parse_answer(session_->view(R"({"view":"transcript","limit":1})"));
    if (!said) return said.error();
    if (!said->array("items").empty()) return {};
    Result<Turn> turn = session_->start(R"({"kind":"greeting"})");
    if (!turn) return std::move(turn).error();
    return show(*turn);
  }

  Result<void> take(const std::string& line) {
    if (line[0] == '/') return command(line);
    Result<Turn> turn = session_->say(line);
    if (!turn) return complain(turn.error());
    return show(*turn);
  }

  // What the customer did wrong is said; the conversation goes on.
  Result<void> complain(const Error& error) {
    if (error.status != Status::limit && error.status != Status::argument &&
        error.status != Status::busy) {
      return error;
    }
    out_.remark(error_text(error, false));
    return {};
  }

  Result<void> show(Turn& turn) {
    const int before = InterruptGuard::count();
    if (out_.terminal()) out_.bold(std::string(tenant_.id()) + ": ");
    out_.flush();
    Result<Answer> answer = follow(turn, out_);
    if (!answer) return std::move(answer).error();
    last_ = std::move(*answer);
    if (last_.text.empty()) silent();
    if (options_.arguments.has("verbose")) show_reasons(out_, last_);
    if (const Result<void> ended = end_error(last_); !ended)
      out_.remark(error_text(ended.error(), false));
    if (last_.owner == "human" && last_.end.text("reason") == "handoff") {
      out_.dim("(the conversation now belongs to a person; /new begins another)\n");
    }
    over_ = InterruptGuard::count() - before > 1;
    return {};
  }

  void silent() {
    const std::string_view reason = last_.end.text("reason");
    out_.dim(reason == "cancelled" ? "(stopped)\n"
             : reason == "handoff" ? "(kept for the person who has this conversation)\n"
                                   : "(no answer: " + std::string(reason) + ")\n");
  }

  Result<void> command(const std::string& line) {
    const std::string word = line.substr(0, line.find(' '));
    if (word == "/help") {
      out_.text(kHelp);
    } else if (word == "/quit" || word == "/exit") {
      over_ = true;
    } else if (word == "/sources") {
      if (last_.sources.empty()) out_.text("The last answer quotes nothing.\n");
      show_sources(out_, last_.sources);
    } else if (word == "/explain") {
      return explain();
    } else if (word == "/history") {
      return show_transcript(*session_, out_);
    } else if (word == "/person") {
      const std::string request = person_request(tenant_);
      out_.dim(request + "\n");
      return take(request);
    } else if (word == "/new") {
      Arguments fresh = options_.arguments;
      fresh.flags.erase("session");
      return open(fresh);
    } else {
      out_.text("There is no " + word + did_you_mean(word, kCommands) +
                ". /help lists what there is.\n");
    }
    return {};
  }

  Result<void> explain() {
    if (last_.turn.empty()) {
      out_.text("Nothing was answered yet.\n");
      return {};
    }
    return show_explained(*session_, json::Value(last_.turn), out_);
  }

  Tenant tenant_;
  Output& out_;
  const ChatOptions& options_;
  std::optional<Session> session_;
  LineEditor editor_;
  Answer last_;
  bool over_ = false;
};

}  // namespace

Result<int> chat(Tenant tenant, Output& out, const ChatOptions& options) {
  return Chat(std::move(tenant), out, options).run();
}

Result<int> run_chat(Context& context, const Arguments& arguments) {
  Result<Tenant> tenant = context.tenant(arguments.positional[0]);
  if (!tenant) return std::move(tenant).error();
  return chat(*tenant, context.out(), {arguments});
}

}  // namespace parley::cli
