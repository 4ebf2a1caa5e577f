// parley::Session and parley::Turn: reading inputs, then forwarding to the actor.
#include "parley/session.hpp"

#include <new>
#include <utility>

#include "base/error.hpp"
#include "base/id_text.hpp"
#include "engine/handles.hpp"
#include "json/writer.hpp"
#include "text/utf8.hpp"

namespace parley {
namespace {

dialogue::InputKind kind_from(std::string_view name) {
  if (name == "greeting") return dialogue::InputKind::greeting;
  if (name == "reminder") return dialogue::InputKind::reminder;
  if (name == "timer") return dialogue::InputKind::timer;
  if (name == "webhook") return dialogue::InputKind::webhook;
  return name == "outbound" ? dialogue::InputKind::outbound : dialogue::InputKind::message;
}

// What the customer sent as words: texts as they are, keys as they were pressed, everything else by
// its kind, so that the conversation shows that something was sent.
std::string words_of(const json::Value& input) {
  std::string out;
  for (const json::Value& part : input.array("parts")) {
    const auto& [kind, value] = part.as_object()->front();
    if (!out.empty()) out += '\n';
    if (const std::string* text = value.as_string()) {
      out += *text;
    } else {
      out += "[" + kind +
             (value.text("name").empty() ? std::string() : " " + std::string(value.text("name"))) +
             "]";
    }
  }
  return out;
}

Result<void> check_length(const SessionInput& input, const TenantLimits& limits) {
  const auto length = static_cast<std::int64_t>(text::code_points(input.text));
  if (length <= limits.input_chars) return {};
  return make_error(Status::limit,
                    "the message has " + std::to_string(length) + " characters; the tenant takes " +
                        std::to_string(limits.input_chars) + " (limits.input_chars)");
}

Result<SessionInput> read_input(std::string_view json, std::size_t limit) {
  std::string repaired;
  if (json.size() <= limit && !text::is_valid(json)) {
    repaired = text::repair(json);
    json = repaired;
  }
  auto document = checked_json(json, "input", {}, "input", Status::argument, limit);
  if (!document) return std::move(document).error();
  SessionInput out;
  out.kind = kind_from(document->text("kind"));
  out.text = words_of(*document);
  out.id = document->text("id");
  if (!out.id.empty() && !valid_id(out.id)) {
    return make_error(Status::argument,
                      "/id must be 1 to 128 bytes of UTF-8 without control characters");
  }
  out.policy = document->text("policy");
  if (const json::Value* overrides = document->find("overrides")) out.overrides = *overrides;
  out.body = json;
  return out;
}

}  // namespace

std::string_view Session::id() const noexcept {
  return handle_->actor->name();
}

Result<Turn> Session::start(std::string_view input_json, TurnOptions options) {
  Core& core = *handle_->core;
  if (!core.usable()) return core.not_usable();
  if (options.deadline_ms < 0) return make_error(Status::argument, "deadline_ms must be 0 or more");
  auto tenant = handle_->actor->tenant().runtime();
  if (!tenant) return std::move(tenant).error();
  auto input = read_input(input_json, core.limits().input_bytes);
  if (!input) return std::move(input).error();
  if (auto fits = check_length(*input, (*tenant)->limits()); !fits) return fits.error();
  auto turn = handle_->actor->start(handle_->core, *std::move(input), std::move(options));
  if (!turn) return std::move(turn).error();
  return Turn(*std::move(turn));
}

Result<Turn> Session::say(std::string_view words, TurnOptions options) {
  Core& core = *handle_->core;
  if (!core.usable()) return core.not_usable();
  if (options.deadline_ms < 0) return make_error(Status::argument, "deadline_ms must be 0 or more");
  if (words.empty())
    return make_error(Status::argument,
                      "text is empty; say something, or start a turn of another kind");
  if (words.size() > core.limits().input_bytes) {
    return make_error(Status::limit, "the message has " + std::to_string(words.size()) +
                                         " bytes; at most " +
                                         std::to_string(core.limits().input_bytes) +
                                         " are taken (limits.input_bytes)");
  }
  auto tenant = handle_->actor->tenant().runtime();
  if (!tenant) return std::move(tenant).error();
  SessionInput input;
  input.text = text::is_valid(words) ? std::string(words) : text::repair(words);
  if (auto fits = check_length(input, (*tenant)->limits()); !fits) return fits.error();
  json::Writer w(input.body);
  w.begin_object().member("kind", "message").key("parts").begin_array();
  w.begin_object().member("text", input.text).end_object().end_array().end_object();
  auto turn = handle_->actor->start(handle_->core, std::move(input), std::move(options));
  if (!turn) return std::move(turn).error();
  return Turn(*std::move(turn));
}

Result<std::string> Session::append(std::string_view input_json) {
  Core& core = *handle_->core;
  const Core::Call call(core);
  if (!call) return core.not_usable();
  if (auto alive = handle_->actor->tenant().runtime(); !alive) return std::move(alive).error();
  auto input = checked_json(input_json, "append", {}, "input", Status::argument);
  if (!input) return std::move(input).error();
  auto seq = handle_->actor->append(*input);
  if (!seq) return std::move(seq).error();
  const SessionRow row = handle_->actor->row();
  static constexpr const char* kOwners[] = {"bot", "human", "closed"};
  std::string out;
  json::Writer w(out);
  w.begin_object()
      .member("seq", *seq)
      .member("owner", kOwners[static_cast<std::size_t>(row.owner)]);
  w.member("epoch", row.epoch).end_object();
  return out;
}

Result<std::string> Session::view(std::string_view query_json) {
  Core& core = *handle_->core;
  const Core::Call call(core);
  if (!call) return core.not_usable();
  if (auto alive = handle_->actor->tenant().runtime(); !alive) return std::move(alive).error();
  auto query = checked_json(query_json, "query", "parley_session_view", "query", Status::argument);
  if (!query) return std::move(query).error();
  return session_view(core, *handle_->actor, *query);
}

// ---- turn

Turn::Turn(std::unique_ptr<TurnHandle> handle) : handle_(std::move(handle)) {}
Turn::Turn(Turn&&) noexcept = default;
Turn& Turn::operator=(Turn&&) noexcept = default;
Turn::~Turn() = default;

std::string_view Turn::id() const noexcept {
  return handle_ ? handle_->id() : std::string_view();
}

Turn::Next Turn::next(std::int32_t timeout_ms) {
  return handle_->next(timeout_ms);
}

void Turn::cancel() {
  if (handle_) handle_->cancel();
}

bool Turn::inherited() const noexcept {
  return handle_ && handle_->inherited();
}

// The child must not run the parent's destructors: the object stays as it is, for ever.
void Turn::abandon() noexcept {
  static_cast<void>(handle_.release());
}

}  // namespace parley
