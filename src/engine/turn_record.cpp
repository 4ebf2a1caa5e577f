#include "engine/turn_record.hpp"

#include <optional>

#include "base/error.hpp"
#include "base/varint.hpp"
#include "engine/turn_phrases.hpp"
#include "text/utf8.hpp"

namespace parley {
namespace {

// Each member that differs from its default is a tag and its value; unknown tags are an error,
// since nothing newer than this library may write into a file that it opens.
enum Tag : std::uint8_t {
  kEnd = 1,
  kTenantVersion,
  kKnowledge,
  kChannel,
  kAnsweredBy,
  kReleased,
  kError,
  kDecision,
  kIntent,
  kReason,
  kPassages,
  kConfidence,
  kSource,
  kGuard,
  kUsage,
  kState,
  kHistory,
  kPromptTokens,
  kLocale,
  kQuestion,
  kOverrides
};

void put_tag(std::string& out, Tag tag) {
  out.push_back(static_cast<char>(tag));
}

void put_signed(std::string& out, std::int64_t value) {
  put_varint(out,
             (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void put_number(std::string& out, Tag tag, std::int64_t value) {
  if (value == 0) return;
  put_tag(out, tag);
  put_signed(out, value);
}

void put_text(std::string& out, Tag tag, std::string_view text) {
  if (text.empty()) return;
  put_tag(out, tag);
  put_bytes(out, pack(text));
}

void put_end(std::string& out, const EndData& end, std::string_view answer) {
  put_tag(out, kEnd);
  out.push_back(static_cast<char>(end.reason));
  put_text(out, kAnsweredBy, end.answered_by);
  // Stored as the difference to what the answer's length says, which is mostly none.
  put_number(out, kReleased, end.released - static_cast<std::int64_t>(text::code_points(answer)));
  if (end.error == Status::ok) return;
  put_tag(out, kError);
  put_signed(out, static_cast<std::int64_t>(end.error));
  put_bytes(out, end.error_message);
  put_bytes(out, end.error_detail);
}

void put_source(std::string& out, const SourceItem& source, std::string_view answer) {
  put_tag(out, kSource);
  put_bytes(out, source.document);
  put_bytes(out, source.title);
  put_bytes(out, source.heading);
  put_signed(out, source.score_e4);
  const std::size_t at = answer.find(source.quote);
  if (at == std::string_view::npos || source.quote.empty()) {
    put_varint(out, 0);
    put_bytes(out, source.quote);
  } else {
    put_varint(out, at + 1);
    put_varint(out, source.quote.size());
  }
}

void put_lists(std::string& out, const TurnRecord& record, std::string_view answer) {
  for (const IntentItem& item : record.intents.intents) {
    put_tag(out, kIntent);
    put_bytes(out, item.name);
    put_signed(out, item.confidence_e4);
  }
  put_text(out, kReason, record.intents.reason);
  if (!record.passages.empty()) {
    put_tag(out, kPassages);
    put_varint(out, record.passages.size());
    std::int64_t before = 0;  // scores fall from passage to passage, so their differences are small
    for (const RecordedPassage& passage : record.passages) {
      put_varint(out, static_cast<std::uint64_t>(passage.ordinal));
      put_signed(out, static_cast<std::int64_t>(static_cast<std::uint64_t>(before) -
                                                static_cast<std::uint64_t>(passage.score_e4)));
      before = passage.score_e4;
    }
  }
  for (const SourceItem& source : record.sources)
    put_source(out, source, answer);
  for (const GuardData& guard : record.guards) {
    put_tag(out, kGuard);
    put_bytes(out, guard.check);
    put_bytes(out, guard.verdict);
    put_signed(out, guard.offset);
    put_bytes(out, guard.reason);
  }
}

// Reads what the functions above wrote; `good` falls at the first byte that does not fit and stays
// so.
struct Reader {
  std::string_view in;
  std::string_view answer;
  bool good = true;

  std::uint64_t number() {
    const auto value = take_varint(in);
    good = good && value.has_value();
    return value.value_or(0);
  }
  std::int64_t signed_number() {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  std::string text() {
    const auto value = take_bytes(in);
    good = good && value.has_value();
    return std::string(value.value_or(std::string_view()));
  }
  std::string phrases() {
    const auto packed = take_bytes(in);
    const auto value = packed ? unpack(*packed) : std::nullopt;
    good = good && value.has_value();
    return value.value_or(std::string());
  }
  std::uint8_t byte() {
    good = good && !in.empty();
    if (!good) return 0;
    const auto out = static_cast<std::uint8_t>(in.front());
    in.remove_prefix(1);
    return out;
  }
  std::string quote() {
    const std::uint64_t at = number();
    if (at == 0) return text();
    const std::uint64_t size = number();
    good = good && at - 1 <= answer.size() && size <= answer.size() - (at - 1);
    return good ? std::string(answer.substr(at - 1, size)) : std::string();
  }
};

void take_end(Reader& r, EndData& end) {
  const std::uint8_t reason = r.byte();
  r.good = r.good && reason <= static_cast<std::uint8_t>(EndReason::error);
  if (r.good) end.reason = static_cast<EndReason>(reason);
}

void take_error(Reader& r, EndData& end) {
  end.error = static_cast<Status>(r.signed_number());
  end.error_message = r.text();
  end.error_detail = r.text();
}

void take_passages(Reader& r, TurnRecord& record) {
  const std::uint64_t count = r.number();
  std::int64_t before = 0;
  for (std::uint64_t i = 0; i < count && r.good; ++i) {
    const auto ordinal = static_cast<std::int32_t>(r.number());
    before = static_cast<std::int64_t>(static_cast<std::uint64_t>(before) -
                                       static_cast<std::uint64_t>(r.signed_number()));
    record.passages.push_back({ordinal, before});
  }
}

void take_source(Reader& r, TurnRecord& record) {
  SourceItem source;
  source.document = r.text();
  source.title = r.text();
  source.heading = r.text();
  source.score_e4 = r.signed_number();
  source.quote = r.quote();
  record.sources.push_back(std::move(source));
}

void take_guard(Reader& r, TurnRecord& record) {
  GuardData guard;
  guard.check = r.text();
  guard.verdict = r.text();
  guard.offset = r.signed_number();
  guard.reason = r.text();
  record.guards.push_back(std::move(guard));
}

void take_usage(Reader& r, UsageData& usage) {
  usage.input_tokens = r.signed_number();
  usage.output_tokens = r.signed_number();
  usage.cached_tokens = r.signed_number();
  usage.model = r.text();
}

void take_state(Reader& r, TurnRecord& record) {
  record.owner_changed = true;
  record.state.owner = static_cast<int>(r.byte());
  r.good = r.good && record.state.owner <= 2;
  record.state.epoch = r.signed_number();
  record.state.queue = r.text();
}

void take_knowledge(Reader& r, TurnRecord& record) {
  record.knowledge_version = r.signed_number();
  record.knowledge_base = r.phrases();
}

void take_intent(Reader& r, TurnRecord& record) {
  std::string name = r.text();
  record.intents.intents.push_back({std::move(name), r.signed_number()});
}

void take_member(Reader& r, TurnRecord& record) {
  switch (r.byte()) {
    case kEnd:
      return take_end(r, record.end);
    case kTenantVersion:
      record.tenant_version = r.signed_number();
      return;
    case kKnowledge:
      return take_knowledge(r, record);
    case kLocale:
      record.locale = r.phrases();
      return;
    case kQuestion:
      record.question = r.phrases();
      return;
    case kOverrides:
      record.overrides = r.text();
      return;
    case kChannel:
      record.channel = r.phrases();
      return;
    case kAnsweredBy:
      record.end.answered_by = r.phrases();
      return;
    case kReleased:
      record.end.released += r.signed_number();
      return;
    case kError:
      return take_error(r, record.end);
    case kDecision:
      record.decision = r.phrases();
      return;
    case kIntent:
      return take_intent(r, record);
    case kReason:
      record.intents.reason = r.phrases();
      return;
    case kPassages:
      return take_passages(r, record);
    case kConfidence:
      record.confidence_e4 = r.signed_number();
      return;
    case kSource:
      return take_source(r, record);
    case kGuard:
      return take_guard(r, record);
    case kUsage:
      return take_usage(r, record.usage);
    case kState:
      return take_state(r, record);
    case kHistory:
      record.history_turns = r.signed_number();
      return;
    case kPromptTokens:
      record.prompt_tokens = r.signed_number();
      return;
    default:
      r.good = false;
  }
}

void take_durations(Reader& r, TurnRecord& record) {
  for (std::int64_t& us : record.stage_us)
    us = static_cast<std::int64_t>(r.number());
  r.good = r.good && r.in.empty();
}

}  // namespace

std::string_view stage_name(Stage stage) noexcept {
  static constexpr std::string_view kNames[] = {"admit",    "understand", "decide",
                                                "retrieve", "remember",   "assemble",
                                                "generate", "gate",       "commit"};
  return kNames[static_cast<std::size_t>(stage)];
}

std::string encode(const TurnRecord& record, std::string_view answer, std::string& hashed) {
  hashed.clear();
  put_end(hashed, record.end, answer);
  put_number(hashed, kTenantVersion, record.tenant_version);
  if (record.knowledge_version != 0) {
    put_tag(hashed, kKnowledge);
    put_signed(hashed, record.knowledge_version);
    put_bytes(hashed, pack(record.knowledge_base));
  }
  put_text(hashed, kChannel, record.channel);
  put_text(hashed, kLocale, record.locale);
  put_text(hashed, kQuestion, record.question);
  if (!record.overrides.empty()) {
    put_tag(hashed, kOverrides);
    put_bytes(hashed, record.overrides);
  }
  put_text(hashed, kDecision, record.decision);
  put_lists(hashed, record, answer);
  put_number(hashed, kConfidence, record.confidence_e4);
  if (!record.usage.model.empty()) {
    put_tag(hashed, kUsage);
    put_signed(hashed, record.usage.input_tokens);
    put_signed(hashed, record.usage.output_tokens);
    put_signed(hashed, record.usage.cached_tokens);
    put_bytes(hashed, record.usage.model);
  }
  if (record.owner_changed) {
    put_tag(hashed, kState);
    hashed.push_back(static_cast<char>(record.state.owner));
    put_signed(hashed, record.state.epoch);
    put_bytes(hashed, record.state.queue);
  }
  put_number(hashed, kHistory, record.history_turns);
  put_number(hashed, kPromptTokens, record.prompt_tokens);
  std::string whole;
  whole.reserve(hashed.size() + 2 + 2 * kStages);
  put_bytes(whole, hashed);
  for (const std::int64_t us : record.stage_us)
    put_varint(whole, static_cast<std::uint64_t>(us));
  return whole;
}

Result<TurnRecord> decode(std::string_view bytes, std::string_view answer) {
  TurnRecord record;
  const auto hashed = take_bytes(bytes);
  record.end.released = static_cast<std::int64_t>(text::code_points(answer));
  Reader r{hashed.value_or(std::string_view()), answer, hashed.has_value()};
  while (r.good && !r.in.empty())
    take_member(r, record);
  Reader durations{bytes, {}, r.good};
  if (r.good) take_durations(durations, record);
  if (!r.good || !durations.good) {
    return make_error(
        Status::store,
        "a turn's record in the data file does not read: the file is damaged or was written "
        "by another program; restore it from a backup");
  }
  return record;
}

std::string_view hashed_part(std::string_view bytes) {
  return take_bytes(bytes).value_or(std::string_view());
}

Result<std::vector<EventData>> replay_events(const std::vector<EventRow>& rows) {
  std::vector<EventData> out;
  for (const EventRow& row : rows) {
    if (row.kind != static_cast<int>(EventKind::end)) continue;
    const std::string& answer = row.text;
    auto decoded = decode(row.meta, answer);
    if (!decoded) return std::move(decoded).error();
    TurnRecord& record = *decoded;
    out.emplace_back(AcceptedData{row.turn, true});
    if (!record.intents.reason.empty()) out.emplace_back(std::move(record.intents));
    if (!answer.empty()) out.emplace_back(TextData{answer, 0});
    for (GuardData& guard : record.guards)
      out.emplace_back(std::move(guard));
    if (!record.sources.empty()) out.emplace_back(SourcesData{std::move(record.sources)});
    if (record.owner_changed) out.emplace_back(std::move(record.state));
    if (!record.usage.model.empty()) out.emplace_back(std::move(record.usage));
    out.emplace_back(std::move(record.end));
  }
  return out;
}

}  // namespace parley
