#include <algorithm>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "net/easy.hpp"
#include "net/failure.hpp"
#include "net/loop.hpp"

namespace parley::net {

void Loop::admit(const std::shared_ptr<Job>& job) {
  if (job->cancelled.load(std::memory_order_acquire)) return;  // ended by the caller
  if (job->refused) {
    return finish(*job, over_limit("transfers that run or wait",
                                   static_cast<std::int64_t>(limits().transfers + limits().waiting),
                                   "", "fewer at once, or a higher limit"));
  }
  if (Result<void> fine = check_request(job->request); !fine.ok()) {
    return finish(*job, std::move(fine));
  }
  job->stage = Stage::queued;
  job->place = queue_.insert(queue_.end(), job.get());
  rearm(*job);
}

void Loop::admit_queued() {
  while (!queue_.empty() && admitted_ < limits().transfers) {
    Job& job = *queue_.front();
    queue_.pop_front();
    ++admitted_;
    job.stage = Stage::ready;
    job.origin = nullptr;
    if (Result<void> hop = take_hop(job); !hop.ok()) finish(job, std::move(hop));
  }
}

// Begins with the job's URL: at first, and after each redirect.
Result<void> Loop::take_hop(Job& job) {
  Result<Target> target = parse_target(job.request.url);
  if (!target.ok()) return std::move(target).error();
  job.target = std::move(target).value();
  if (!job.request.private_addresses) {
    if (auto fine = require_public(job.target); !fine.ok()) return fine;
  }
  if (!job.request.proxy.empty() && !job.proxy) {
    Result<Target> proxy = parse_proxy(job.request.proxy);
    if (!proxy.ok()) return std::move(proxy).error();
    job.proxy = std::move(proxy).value();
  }
  job.watch.begin(now_);
  resolve(job);
  return {};
}

void Loop::resolve(Job& job) {
  const Target& peer = job.peer();
  job.addresses.clear();
  if (peer.address || is_local_name(peer.host)) {
    if (!peer.address) job.addresses = {*Address::parse("127.0.0.1"), *Address::parse("::1")};
    return make_ready(job);
  }
  job.stage = Stage::resolving;
  job.ticket = ++last_ticket_;
  resolving_.emplace(job.ticket, &job);
  rearm(job);
  if (auto found = names_->ask(peer.host, job.ticket, now_)) resolved(job, std::move(*found));
}

void Loop::take_names() {
  for (Names::Answer& answer : names_->take(now_)) {
    const auto at = resolving_.find(answer.ticket);
    if (at != resolving_.end()) resolved(*at->second, std::move(answer.found));
  }
}

void Loop::resolved(Job& job, Names::Found found) {
  resolving_.erase(job.ticket);
  job.stage = Stage::ready;
  if (!found.ok()) return finish(job, std::move(found).error());
  job.addresses = std::move(found).value();
  if (!job.request.private_addresses && !job.proxy) {
    for (const Address& address : job.addresses) {
      if (!is_public(address)) return finish(job, private_address(job.target, address));
    }
  }
  make_ready(job);
}

void Loop::make_ready(Job& job) {
  const std::string name =
      job.proxy ? job.proxy->origin + ' ' + job.target.origin : job.target.origin;
  job.stage = Stage::ready;
  job.origin = &origins_.at(name);
  if (!job.target.tls) job.origin->protocol = Protocol::one;
  job.watch.hold(now_);
  rearm(job);
  origins_.add(job);
}

void Loop::connect_next() {
  while (Job* const job = origins_.next()) {
    job->stage = Stage::connecting;
    job->watch.go_on(now_);
    rearm(*job);
    Result<void> handed;
    try {
      handed = hand_to_curl(*job);
    } catch (const std::bad_alloc&) {
      handed = make_error(Status::no_memory, "no memory for a transfer");
    }
    if (!handed.ok()) finish(*job, std::move(handed));
  }
}

Result<void> Loop::hand_to_curl(Job& job) {
  if (auto made = make_easy(job, trust_, texts_); !made.ok()) {
    job.easy.reset();
    return made;
  }
  limit_connections();
  const CURLMcode code = curl_multi_add_handle(multi_.get(), job.easy.get());
  if (code == CURLM_OK) return {};
  job.easy.reset();
  return make_error(Status::internal,
                    fmt::format("libcurl took no transfer: {}", curl_multi_strerror(code)));
}

// libcurl counts connections in use against what it may keep.
void Loop::limit_connections() {
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS,
                    static_cast<long>(origins_.running() + limits().kept));
}

void Loop::connected(Job& job) {
  if (job.stage != Stage::connecting) return;  // libcurl sends it again, over another connection
  job.stage = Stage::waiting;
  long made = 0;
  curl_easy_getinfo(job.easy.get(), CURLINFO_NUM_CONNECTS, &made);
  std::size_t& kept = job.origin->kept;
  if (!job.fresh_connection) kept = made == 0 && kept > 0 ? kept - 1 : 0;
  origins_.connected(*job.origin);
  job.watch.connected(now_);
  if (job.stands) job.watch.pause(now_);
  rearm(job);
}

void Loop::take_finished() {
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    Job* job = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
    finished(*job, message->data.result);
  }
}

void Loop::finished(Job& job, CURLcode code) {
  if (job.verdict) return finish(job, std::move(*job.verdict));
  if (code != CURLE_OK) return finish(job, failure(job, code));
  if (job.origin->protocol == Protocol::one) {
    job.origin->kept = std::min(job.origin->kept + 1, origins_.running() + limits().kept);
  }
  if (!job.follows) return finish(job, {});
  Result<void> next = follow(job, limits().redirects);
  if (next.ok()) {
    leave_stage(job);
    job.next_response();
    next = take_hop(job);
  }
  if (!next.ok()) finish(job, std::move(next));
}

void Loop::miss_deadlines() {
  while (deadlines_.due() <= now_) {
    Job& job = *static_cast<Job*>(deadlines_.first());
    if (const auto missed = job.watch.missed(now_)) {
      finish(job, missed_deadline(*missed, job));
    } else {
      rearm(job);
    }
  }
}

void Loop::apply_pause(Job& job) {
  const bool wanted = job.paused.load(std::memory_order_acquire);
  if (wanted == job.stands && (wanted || !job.held)) return;
  job.stands = wanted;
  job.held = false;
  if (job.stage != Stage::waiting && job.stage != Stage::streaming) return;
  if (wanted) {
    job.watch.pause(now_);
  } else {
    job.watch.resume(now_);
  }
  rearm(job);
  // What libcurl held back is delivered in here.
  const CURLcode code = curl_easy_pause(job.easy.get(), wanted ? CURLPAUSE_RECV : CURLPAUSE_CONT);
  if (job.verdict) return finish(job, std::move(*job.verdict));
  if (code != CURLE_OK) finish(job, failure(job, code));
}

// Gives back whatever the stage holds.
void Loop::leave_stage(Job& job) {
  const Stage stage = std::exchange(job.stage, Stage::ready);
  if (stage == Stage::queued) queue_.erase(job.place);
  if (stage == Stage::resolving) {
    resolving_.erase(job.ticket);
    names_->drop(job.ticket, now_);
  }
  if (stage == Stage::ready && job.origin != nullptr) origins_.drop(job);
  if (stage < Stage::connecting) return;
  if (job.easy) {
    curl_multi_remove_handle(multi_.get(), job.easy.get());
    job.easy.reset();
  }
  job.headers.reset();
  job.resolve.reset();
  job.pem.reset();
  origins_.ended(*job.origin, stage == Stage::connecting);
  job.origin = nullptr;
  limit_connections();
}

void Loop::finish(Job& job, Result<void> outcome) {
  const std::shared_ptr<Job> held = jobs_[job.index];
  const bool was_admitted = job.stage > Stage::queued;
  leave_stage(job);
  job.stage = Stage::over;
  if (was_admitted) --admitted_;
  deadlines_.remove(job);
  jobs_[job.index] = jobs_.back();
  jobs_[job.index]->index = job.index;
  jobs_.pop_back();
  live_.fetch_sub(1, std::memory_order_relaxed);
  job.tell_done(std::move(outcome));
  // The caller's handle may live on for long, and the sink may be what holds it.
  job.request = {};
  job.head.clear();
  const std::shared_ptr<HttpSink> last = std::move(job.sink);
}

}  // namespace parley::net
