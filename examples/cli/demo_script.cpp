#include "demo_script.hpp"

#include <csignal>
#include <cstdio>
#include <optional>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "command.hpp"
#include "embedded.hpp"
#include "failure.hpp"
#include "shop.hpp"
#include "talk.hpp"
#include "transcript.hpp"

extern char** environ;

namespace parley::cli {
namespace {

constexpr std::string_view kSession = R"({"session":"demo"})";
constexpr std::string_view kInterrupted = "How do I clean suede shoes?";

// A model that says two sentences and then nothing more.
constexpr std::string_view kSlowModel = R"({
  "models": {"slow": {"provider": "scripted", "model": "slow"}},
  "world": {"clock": "system", "provider": [{"steps": [
    {"text": "Suede likes to be dry before anything else. "},
    {"text": "Brush it in one direction with a soft brush, then "},
    {"hang": true}]}]}})";
std::string engine_document(const std::string& data) {
  return json::write(json::Object{{"data", data}});
}

class Script {
 public:
  Script(Output& out, std::string data) : out_(out), data_(std::move(data)) {}

  Result<int> run() {
    if (const auto done = open(true); !done) return done.error();
    heading("A question that the shop's pages answer: quoted, with its source.");
    if (const auto done = say("How long do I have to return shoes that don't fit?"); !done)
      return done.error();
    if (answer_.sources.empty()) return missed("a quotation with its source");
    heading("A question that they do not: no guess, a person instead.");
    if (const auto done = say("What is the capital of Mongolia?"); !done) return done.error();
    if (!answer_.sources.empty()) return missed("that it does not know");
    heading("A request for a person, in another conversation: handed over.");
    if (const auto done = hand_over(); !done) return done.error();
    if (answer_.owner != "human") return missed("a hand-off");
    if (const auto done = be_killed(); !done) return done.error();
    if (const auto done = come_back(); !done) return done.error();
    return failed_ ? kFailed : kDone;
  }

 private:
  void heading(std::string_view text) { out_.bold("\n" + std::string(text) + "\n"); }

  int missed(std::string_view what) {
    out_.flush();
    std::fprintf(stderr, "error: the demo should have shown %.*s here\n",
                 static_cast<int>(what.size()), what.data());
    return kFailed;
  }

  Result<void> open(bool fresh) {
    Result<Engine> engine = Engine::open(engine_document(data_));
    if (!engine) return std::move(engine).error();
    engine_ = *engine;
    Result<Tenant> tenant = fresh ? load_shop(*engine_) : engine_->open_tenant(kShop);
    if (!tenant) return std::move(tenant).error();
    tenant_ = *tenant;
    return open_conversation(kSession);
  }

  Result<void> open_conversation(std::string_view document) {
    Result<Session> session = tenant_->open_session(document);
    if (!session) return std::move(session).error();
    session_ = *session;
    return {};
  }

  Result<void> say(std::string_view question) {
    out_.text("customer: " + std::string(question) + "\nshop: ");
    Result<Turn> turn = session_->say(question);
    if (!turn) return std::move(turn).error();
    Result<Answer> answer = follow(*turn, out_);
    if (!answer) return std::move(answer).error();
    answer_ = std::move(*answer);
    show_sources(out_, answer_.sources);
    out_.dim("  answered by " + answered_by_text(answer_.end.text("answered_by")) + "\n");
    return end_error(answer_);
  }

  Result<void> hand_over() {
    if (const auto done = open_conversation("{}"); !done) return done.error();
    if (const auto done = say("Can I talk to a person please?"); !done) return done.error();
    if (answer_.owner == "human") out_.dim("  the conversation belongs to a person now\n");
    return {};
  }

  // Another process answers in the first conversation, from the same file, and dies while it
  // speaks.
  Result<void> be_killed() {
    heading("Now a process that is killed (SIGKILL) in the middle of an answer:");
    out_.text("customer: " + std::string(kInterrupted) + "\nshop: ");
    out_.flush();
    session_.reset();
    tenant_.reset();
    engine_->close();
    engine_.reset();
    const std::string program = "/proc/self/exe";
    std::string words[] = {"parley", "demo", "--mid-answer", data_};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                         nullptr};
    pid_t child = 0;
    if (posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0) {
      return make_error(Status::internal, "no second process could be started");
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
      if (errno != EINTR) return make_error(Status::internal, "the second process got lost");
    }
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
      return make_error(Status::internal, "the second process was to die by SIGKILL and did not");
    }
    out_.dim(" [killed]\n");
    return {};
  }

  Result<void> come_back() {
    heading("Started again on the same file. Nothing is lost; this is the conversation:");
    if (const auto done = open(false); !done) return done.error();
    if (const auto back = tenant_->rollback(1); !back) return back.error();
    if (const auto shown = show_transcript(*session_, out_); !shown) return shown.error();
    const Result<json::Value> events =
        parse_answer(session_->view(R"({"view":"events","limit":1000})"));
    if (!events) return events.error();
    bool interrupted = false;
    for (const json::Value& event : events->array("items")) {
      interrupted = interrupted || event.text("reason") == "interrupted";
    }
    if (!interrupted) failed_ = missed("the killed turn as interrupted") == kFailed;
    heading("And it goes on:");
    return say(kInterrupted);
  }

  Output& out_;
  std::string data_;
  std::optional<Engine> engine_;
  std::optional<Tenant> tenant_;
  std::optional<Session> session_;
  Answer answer_;
  bool failed_ = false;
};

// The shop with the slow model in front of the responder.
Result<void> route_to_slow_model(Engine& engine) {
  Result<json::Value> document = json::parse(shop_tenant());
  if (!document) return std::move(document).error();
  json::Object& members = *document->as_object();
  std::erase_if(members, [](const json::Member& member) { return member.first == "models"; });
  members.emplace_back("models", json::Object{{"route", json::Array{"slow"}}});
  const Result<std::string> put = engine.put_tenant(kShop, json::write(*document));
  return put ? Result<void>() : put.error();
}

Result<json::Value> slow_engine_document(const std::string& data) {
  Result<json::Value> document = json::parse(kSlowModel);
  if (document) document->as_object()->emplace_back("data", data);
  return document;
}

}  // namespace

Result<int> run_demo_script(Output& out) {
  Result<TemporaryFolder> folder = TemporaryFolder::make();
  if (!folder) return std::move(folder).error();
  return Script(out, folder->path() + "/shop.db").run();
}

Result<int> die_in_mid_answer(const std::string& data_file) {
  const Result<json::Value> document = slow_engine_document(data_file);
  if (!document) return document.error();
  Result<Engine> engine = Engine::open(json::write(*document));
  if (!engine) return std::move(engine).error();
  if (const auto routed = route_to_slow_model(*engine); !routed) return routed.error();
  Result<Tenant> tenant = engine->open_tenant(kShop);
  if (!tenant) return std::move(tenant).error();
  Result<Session> session = tenant->open_session(kSession);
  if (!session) return std::move(session).error();
  Result<Turn> turn = session->say(kInterrupted);
  if (!turn) return std::move(turn).error();
  for (;;) {
    const Turn::Next next = turn->next(10'000);
    if (next.status != Status::ok || !next.event) break;
    if (next.event->kind() != EventKind::text) continue;
    std::fwrite(next.event->text().data(), 1, next.event->text().size(), stdout);
    std::fflush(stdout);
    kill(getpid(), SIGKILL);
  }
  return make_error(Status::internal, "the slow answer never began");
}

}  // namespace parley::cli
