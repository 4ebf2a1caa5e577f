// View "explain": how one turn came about. What the ledger keeps is shown; what is pure
// (understanding, passages, prompt) is computed anew from the versions that the record names.
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.hpp"
#include "engine/handles.hpp"
#include "engine/history_rows.hpp"
#include "json/writer.hpp"
#include "memory/window.hpp"
#include "prompt/assemble.hpp"

namespace parley {
namespace {

using json::Writer;

struct Turned {
  std::string question;
  std::string answer;
  std::string agent;
  std::int64_t at = 0;
  TurnRecord record;
};

Result<Turned> read_turn(Core& core, const SessionActor& session, const TurnRow& turn) {
  auto rows = core.ledger().turn_events(session.id(), turn.turn);
  if (!rows) return std::move(rows).error();
  Turned out;
  bool ended = false;
  for (const EventRow& row : *rows) {
    if (row.kind == kRowInput) out.question = row.text;
    if (row.kind != static_cast<int>(EventKind::end)) continue;
    out.answer = row.text;
    auto record = decode(row.meta, out.answer);
    if (!record) return std::move(record).error();
    out.record = *std::move(record);
    out.at = row.at;
    out.agent = row.agent;
    ended = true;
  }
  if (!ended) {
    return make_error(Status::not_found, "turn " + std::to_string(turn.turn) +
                                             " has not ended yet; explain it when it has");
  }
  return out;
}

// The newest `most` exchanges before the turn.
Result<std::vector<HistoryTurn>> history_before(Core& core, const SessionActor& session,
                                                std::int64_t turn, std::int64_t most) {
  std::vector<HistoryTurn> out;  // newest first
  for (std::int64_t number = turn - 1; number >= 0 && std::ssize(out) < most; --number) {
    auto rows = core.ledger().turn_events(session.id(), number);
    if (!rows) return std::move(rows).error();
    std::vector<HistoryTurn> own = history_of(*rows);
    std::move(own.rbegin(), own.rend(), std::back_inserter(out));
  }
  if (std::ssize(out) > most) out.resize(static_cast<std::size_t>(most));
  std::reverse(out.begin(), out.end());
  return out;
}

Result<std::shared_ptr<const TenantRuntime>> runtime_of(Core& core, const TenantSlot& slot,
                                                        std::int64_t version) {
  auto current = slot.runtime();
  if (!current || (*current)->version() == version || version == 0) return current;
  auto row = core.catalog().get_tenant(slot.name(), version);
  if (!row) return std::move(row).error();
  auto document = json::parse(row->body);
  if (!document) return std::move(document).error();
  return TenantRuntime::compile(*row, *document);
}

void write_stages(Writer& w, const TurnRecord& record) {
  w.key("stages").begin_array();
  for (std::size_t i = 0; i < kStages; ++i) {
    w.begin_object()
        .member("name", stage_name(static_cast<Stage>(i)))
        .member("us", record.stage_us[i])
        .end_object();
  }
  w.end_array();
}

void write_understanding(Writer& w, const TenantRuntime& tenant, const Turned& turned,
                         std::string_view locale) {
  w.key("intents").begin_array();
  for (const IntentItem& item : turned.record.intents.intents) {
    w.begin_object()
        .member("name", item.name)
        .key("confidence")
        .fixed_e4(item.confidence_e4)
        .end_object();
  }
  w.end_array().member("reason", turned.record.intents.reason);
  const intent::Understanding found = tenant.match(turned.question, locale);
  w.key("considered").begin_array();
  for (const intent::IntentHit& hit : found.ranked) {
    w.begin_object().member("name", hit.name).key("confidence").fixed_e4(hit.confidence_e4);
    w.key("threshold")
        .fixed_e4(tenant.config().intents[hit.index].threshold_e4)
        .key("signs")
        .begin_array();
    for (const intent::Reason& reason : hit.reasons) {
      w.value(std::string(kind_name(reason.kind)) + (reason.negated ? " (negated) " : " ") +
              reason.text);
    }
    w.end_array().end_object();
  }
  w.end_array();
}

void write_passages(Writer& w, const Turned& turned, const Evidence& evidence) {
  w.key("passages").begin_array();
  for (std::size_t i = 0; i < evidence.passages.size(); ++i) {
    const Passage& passage = evidence.passages[i];
    w.begin_object().member("document", passage.document).member("title", passage.title);
    if (!passage.heading.empty()) w.member("heading", passage.heading);
    w.key("score")
        .fixed_e4(turned.record.passages[i].score_e4)
        .member("text", passage.text)
        .end_object();
  }
  w.end_array().key("confidence").fixed_e4(turned.record.confidence_e4);
}

void write_prompt(Writer& w, const Prompt& prompt) {
  w.key("prompt").begin_object().member("tokens", static_cast<std::int64_t>(prompt.tokens));
  w.member("cache_boundary", static_cast<std::int64_t>(prompt.cache_boundary));
  w.key("left_out").begin_array();
  for (const std::string& name : prompt.left_out)
    w.value(name);
  w.end_array().member("text", prompt::render(prompt)).end_object();
}

void write_verdicts(Writer& w, const TurnRecord& record) {
  w.key("verdicts").begin_array();
  for (const GuardData& guard : record.guards) {
    w.begin_object()
        .member("check", guard.check)
        .member("verdict", guard.verdict)
        .member("offset", guard.offset);
    w.member("reason", guard.reason).end_object();
  }
  w.end_array();
}

void write_end(Writer& w, const EndData& end) {
  w.member("reason_of_end", end_reason_name(end.reason)).member("answered_by", end.answered_by);
  if (end.error == Status::ok) return;
  w.key("error")
      .begin_object()
      .member("code", status_name(end.error))
      .member("message", end.error_message);
  w.end_object();
}

// The passages again, from the knowledge version that was searched.
Result<Evidence> evidence_of(Core& core, TenantSlot& slot, const TenantRuntime& tenant,
                             const TurnRecord& record) {
  Evidence out;
  if (record.knowledge_version == 0 && record.passages.empty()) return out;
  auto snapshot = slot.knowledge_then(core, tenant, record.knowledge_base)
                      ->snapshot_of(record.knowledge_version);
  if (!snapshot) return std::move(snapshot).error();
  out.keep_alive = *snapshot;
  out.knowledge_base = record.knowledge_base;
  out.knowledge_version = record.knowledge_version;
  out.confidence_e4 = record.confidence_e4;
  for (const RecordedPassage& recorded : record.passages) {
    if (recorded.ordinal < 0 ||
        static_cast<std::size_t>(recorded.ordinal) >= (*snapshot)->chunk_count()) {
      return make_error(Status::store, "the turn names a passage that version " +
                                           std::to_string(record.knowledge_version) +
                                           " of knowledge base '" + record.knowledge_base +
                                           "' does not have");
    }
    out.passages.push_back((*snapshot)->passage(recorded.ordinal));
    out.passages.back().score_e4 = recorded.score_e4;
  }
  return out;
}

Result<std::shared_ptr<const TurnSettings>> settings_then(const TenantRuntime& tenant,
                                                          const TurnRecord& record) {
  if (record.overrides.empty()) return tenant.settings();
  const auto overrides = json::parse(record.overrides);
  if (!overrides) return overrides.error();
  return overridden(*tenant.settings(), tenant.config(), *overrides);
}

}  // namespace

Result<std::string> explain_turn(Core& core, SessionActor& session, const TurnRow& turn) {
  auto turned = read_turn(core, session, turn);
  if (!turned) return std::move(turned).error();
  const TurnRecord& record = turned->record;
  TenantSlot& slot = session.tenant();
  auto tenant = runtime_of(core, slot, record.tenant_version);
  if (!tenant) return std::move(tenant).error();
  auto evidence = evidence_of(core, slot, **tenant, record);
  if (!evidence) return std::move(evidence).error();

  std::string out;
  Writer w(out);
  w.begin_object()
      .member("turn", turn.turn_id)
      .member("turn_number", turn.turn)
      .member("at", turned->at);
  w.member("question", turned->question).member("answer", turned->answer);
  write_end(w, record.end);
  w.member("tenant_version", record.tenant_version)
      .member("knowledge_version", record.knowledge_version);
  write_stages(w, record);
  w.member("decision", record.decision);
  if (!record.overrides.empty()) w.key("overrides").raw(record.overrides);
  const std::string& locale = record.locale.empty() ? (*tenant)->config().locale : record.locale;
  write_understanding(w, **tenant, *turned, locale);
  write_passages(w, *turned, *evidence);
  if (record.prompt_tokens != 0) {
    auto history = history_before(core, session, turn.turn, record.history_turns);
    if (!history) return std::move(history).error();
    auto settings = settings_then(**tenant, record);
    if (!settings) return std::move(settings).error();
    write_prompt(w,
                 (*tenant)->assemble(turned->agent, locale, *evidence, *history,
                                     record.question.empty() ? turned->question : record.question,
                                     (*settings)->prompt_tokens));
  }
  write_verdicts(w, record);
  w.end_object();
  return out;
}

}  // namespace parley
