// What an engine tells of itself, and the scripted world.
#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/id_text.hpp"
#include "engine/core.hpp"
#include "json/writer.hpp"

namespace parley {
namespace {

constexpr std::int64_t kMaxAdvance = 36'525 * std::int64_t{86'400'000};

Error no_world() {
  return make_error(
      Status::state,
      "the engine lives in the real world; open it with a member \"world\" for this call");
}

}  // namespace

Result<std::string> Core::info(std::string_view what) {
  if (!usable()) return not_usable();
  std::string out;
  if (what == "health") {
    write_health(out);
  } else if (what == "metrics") {
    write_metrics(out);
  } else if (what == "limits") {
    write_limits(out);
  } else {
    return make_error(Status::argument, "there is no information '" +
                                            std::string(what.substr(0, 64)) +
                                            "'; ask for health, metrics or limits");
  }
  return out;
}

void Core::write_health(std::string& out) {
  const std::lock_guard turns(turns_mutex_);
  const std::lock_guard tenants(tenants_mutex_);
  const std::lock_guard sessions(sessions_mutex_);
  const auto active = std::count_if(sessions_.begin(), sessions_.end(),
                                    [](const auto& entry) { return !entry.second.expired(); });
  json::Writer w(out);
  w.begin_object().member("status", "ok").member("draining", draining_.load());
  w.key("store")
      .begin_object()
      .member("data", config_.data)
      .member("synchronous", config_.synchronous)
      .end_object();
  w.member("tenants", static_cast<std::int64_t>(tenants_.size()))
      .member("sessions", static_cast<std::int64_t>(active));
  w.member("turns", turns_).end_object();
}

void Core::write_metrics(std::string& out) {
  const std::lock_guard turns(turns_mutex_);
  json::Writer w(out);
  w.begin_object().member("turns_running", turns_).member("turns_started", turns_total_);
  w.member("timers", static_cast<std::int64_t>(pool_->timers())).end_object();
}

void Core::write_limits(std::string& out) const {
  const EngineLimits& limits = config_.limits;
  const auto size = [](std::size_t value) { return static_cast<std::int64_t>(value); };
  json::Writer w(out);
  w.begin_object()
      .member("tenants_loaded", size(limits.tenants_loaded))
      .member("tenants", limits.tenants);
  w.member("sessions_active", limits.sessions_active).member("followers", size(limits.followers));
  w.member("turns_running", limits.turns_running).member("mailbox", size(limits.mailbox));
  w.member("writer_queue", size(limits.writer_queue))
      .member("input_bytes", size(limits.input_bytes));
  w.member("document_bytes", size(limits.document_bytes))
      .member("batch_bytes", size(limits.batch_bytes));
  w.member("event_text_bytes", size(limits.event_text_bytes))
      .member("secrets", size(limits.secrets));
  w.member("json_bytes", std::int64_t{1} << 20).member("json_depth", size(json::kMaxDepth));
  w.member("secret_bytes", size(Secrets::kMaxBytes)).end_object();
}

Result<void> Core::set_secret(std::string_view tenant, std::string_view name,
                              std::string_view value) {
  if (!usable()) return not_usable();
  return secrets_->set(tenant, name, value);
}

Result<void> Core::world_advance(std::int64_t ms) {
  if (!usable()) return not_usable();
  if (!config_.world.on) return no_world();
  if (manual_clock_ == nullptr) {
    return make_error(
        Status::state,
        "the world's clock is the system's; open the engine with world.clock \"manual\"");
  }
  if (ms < 0) return make_error(Status::argument, "time does not go back: ms must be 0 or more");
  if (ms > kMaxAdvance) return make_error(Status::argument, "ms must be at most a hundred years");
  // From timer to timer, so that what one of them starts can set the next.
  const std::int64_t target = clock_->unix_ms() + ms;
  work_.wait_for_zero();
  for (std::int64_t due = pool_->next_due(); due >= 0 && due <= target; due = pool_->next_due()) {
    manual_clock_->set(std::max(due, clock_->unix_ms()));
    pool_->wake();
    work_.wait_for_zero();
  }
  manual_clock_->set(target);
  return {};
}

Result<void> Core::world_feed(std::string_view json) {
  const Call call(*this);
  if (!call) return not_usable();
  if (!config_.world.on) return no_world();
  auto feed = checked_json(json, "world", {}, "world feed", Status::argument);
  if (!feed) return std::move(feed).error();
  return scripted_->feed(feed->array("provider"));
}

Result<std::string> Core::world_settle() {
  if (!usable()) return not_usable();
  if (!config_.world.on) return no_world();
  work_.wait_for_zero();
  std::string out;
  json::Writer w(out);
  const std::lock_guard turns(turns_mutex_);
  w.begin_object().member("now_ms", clock_->unix_ms());
  if (const std::int64_t due = pool_->next_due(); due >= 0) w.member("next_ms", due);
  w.member("turns", turns_).end_object();
  return out;
}

}  // namespace parley
