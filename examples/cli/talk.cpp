#include "talk.hpp"

#include <csignal>

#include "base/error.hpp"
#include "command.hpp"
#include "failure.hpp"
#include "layout.hpp"

namespace parley::cli {
namespace {

// Short enough that Ctrl-C feels immediate.
constexpr std::int32_t kPollMs = 50;

volatile std::sig_atomic_t interrupts = 0;

void on_interrupt(int) {
  interrupts = interrupts + 1;
}

// Takes one event into the answer.
void take(const Event& event, const json::Value& body, Answer& answer) {
  switch (event.kind()) {
    case EventKind::accepted:
      answer.number = body.integer("turn_number");
      break;
    case EventKind::text:
      answer.text += event.text();
      break;
    case EventKind::sources:
      answer.sources = body.array("sources");
      break;
    case EventKind::intent:
      answer.intent = body;
      break;
    case EventKind::state:
      answer.owner = body.text("owner");
      break;
    case EventKind::end:
      answer.end = body;
      break;
    default:
      break;
  }
}

// Shows the part of an event that is meant to be read as it comes.
void show(const Event& event, const json::Value& body, Output& out, WrapStream& wrapping) {
  switch (event.kind()) {
    case EventKind::text:
      out.text(wrapping.feed(event.text()));
      break;
    case EventKind::retract:
      out.dim("\n(taken back)\n");
      break;
    case EventKind::warning:
      out.dim("\n(" + std::string(body.text("message")) + ")");
      break;
    case EventKind::cta:
      out.text("\n[" + std::string(body.text("label")) + "] " + std::string(body.text("url")));
      break;
    default:
      return;
  }
  out.flush();
}

Result<Answer> follow(Turn& turn, Output* out) {
  Answer answer;
  answer.turn = turn.id();
  WrapStream wrapping(out != nullptr ? out->width() : 0);
  const int before = InterruptGuard::count();
  bool cancelled = false;
  for (;;) {
    Turn::Next next = turn.next(kPollMs);
    if (!cancelled && InterruptGuard::count() > before) {
      cancelled = true;
      turn.cancel();
    }
    if (next.status == Status::again) continue;
    if (next.status == Status::done) return answer;
    if (next.status != Status::ok || !next.event) {
      return make_error(next.status, "the turn's events could not be read");
    }
    if (out != nullptr && out->json()) {
      out->json_line(next.event->json());
      out->flush();
    }
    const Result<json::Value> body = json::parse(next.event->json());
    if (!body) return make_error(Status::internal, "an event is no JSON: " + body.error().message);
    take(*next.event, *body, answer);
    if (out != nullptr) show(*next.event, *body, *out, wrapping);
  }
}

}  // namespace

InterruptGuard::InterruptGuard() {
  interrupts = 0;
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
}

int InterruptGuard::count() {
  return interrupts;
}

Result<Answer> follow(Turn& turn, Output& out) {
  Result<Answer> answer = follow(turn, &out);
  if (answer && !answer->text.empty()) out.text("\n");
  return answer;
}

Result<Answer> follow_quietly(Turn& turn) {
  return follow(turn, nullptr);
}

void show_sources(Output& out, const json::Array& sources) {
  for (const json::Value& source : sources) {
    std::string place = std::string(source.text("title"));
    const std::string_view heading = source.text("heading");
    if (!heading.empty() && heading != source.text("title")) place += " › " + std::string(heading);
    const json::Value* score = source.find("score");
    out.dim("  [" + std::to_string(source.integer("n")) + "] " + place + " (" +
            std::string(source.text("document")) + ", " +
            score_text(score != nullptr ? score->number() : 0) + ")\n");
    out.dim(wrap("“" + std::string(source.text("quote")) + "”", out.width(), 6) + "\n");
  }
}

std::string answered_by_text(std::string_view answered_by) {
  if (answered_by == "responder") return "the built-in responder";
  if (answered_by == "script") return "a scripted reply";
  if (answered_by == "none" || answered_by.empty()) return "nobody";
  if (answered_by.starts_with("model:")) return "the model " + std::string(answered_by.substr(6));
  return std::string(answered_by);
}

void show_reasons(Output& out, const Answer& answer) {
  if (out.json()) return;
  show_sources(out, answer.sources);
  std::string line = "  answered by " + answered_by_text(answer.end.text("answered_by"));
  const json::Array& intents = answer.intent.array("intents");
  if (!intents.empty()) {
    const json::Value* sure = intents[0].find("confidence");
    line += "; intent " + std::string(intents[0].text("name")) + " " +
            score_text(sure != nullptr ? sure->number() : 0);
  }
  if (const std::string_view reason = answer.intent.text("reason"); !reason.empty()) {
    line += " (" + std::string(reason) + ")";
  }
  line += "; end: " + std::string(answer.end.text("reason")) + "; turn " +
          std::to_string(answer.number);
  out.dim(wrap(line.substr(2), out.width(), 2) + "\n");
}

Result<void> end_error(const Answer& answer) {
  if (answer.end.text("reason") != "error") return {};
  const json::Value* error = answer.end.find("error");
  const json::Value none;
  const json::Value& said = error != nullptr ? *error : none;
  json::Object detail{{"exit", kFailed}};
  if (!said.text("hint").empty()) detail.emplace_back("hint", said.text("hint"));
  return make_error(static_cast<Status>(said.integer("status", static_cast<int>(Status::internal))),
                    "the turn failed: " + std::string(said.text("message", "no reason given")),
                    json::write(detail));
}

Result<Session> open_session(Tenant& tenant, const Arguments& arguments) {
  json::Object document;
  for (const char* name : {"session", "channel", "customer"}) {
    if (arguments.has(name)) document.emplace_back(name, arguments.text(name));
  }
  return tenant.open_session(json::write(document));
}

Result<int> run_ask(Context& context, const Arguments& arguments) {
  Result<Tenant> tenant = context.tenant(arguments.positional[0]);
  if (!tenant) return std::move(tenant).error();
  Result<Session> session = open_session(*tenant, arguments);
  if (!session) return std::move(session).error();
  Result<Turn> turn = session->say(arguments.positional[1]);
  if (!turn) return std::move(turn).error();
  const InterruptGuard guard;
  const Result<Answer> answer = follow(*turn, context.out());
  if (!answer) return answer.error();
  if (arguments.has("verbose")) {
    show_reasons(context.out(), *answer);
    context.out().dim("  session " + std::string(session->id()) + "\n");
  }
  if (const Result<void> ended = end_error(*answer); !ended) return ended.error();
  return answer->end.text("reason") == "cancelled" ? kFailed : kDone;
}

}  // namespace parley::cli
