#include "net/loop.hpp"

#include <algorithm>
#include <chrono>
#include <new>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "base/error.hpp"
#include "net/threads.hpp"

namespace parley::net {
namespace {

// Longest sleep; only a bound, nothing waits for it.
constexpr std::int64_t kMaxWait = 60'000;

// Once a process, and never undone: others in it may use libcurl too.
bool curl_is_ready() {
  static std::once_flag once;
  static CURLcode code = CURLE_FAILED_INIT;
  std::call_once(once, [] { code = curl_global_init(CURL_GLOBAL_DEFAULT); });
  return code == CURLE_OK;
}

Error closing() {
  return make_error(Status::state, "the network is closing; expected transfers to end before it");
}

}  // namespace

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Loop::Loop(NetOptions options)
    : options_(std::move(options)),
      maker_(getpid()),
      wake_(options_.portable),
      origins_(options_.limits.connecting, options_.limits.per_origin) {}

Loop::~Loop() = default;

bool Loop::inherited_by_fork() const noexcept {
  return getpid() != maker_;
}

void Loop::start(const std::shared_ptr<Job>& job) {
  const std::size_t allowed = options_.limits.transfers + options_.limits.waiting;
  job->loop = this;
  job->refused = live_.fetch_add(1, std::memory_order_relaxed) >= allowed;
  if (post(job)) return;
  live_.fetch_sub(1, std::memory_order_relaxed);
  job->stage = Stage::over;
  job->tell_done(
      make_error(Status::network, "the network has no thread; expected a system that grants one"));
}

void Loop::look_at(const std::shared_ptr<Job>& job) {
  post(job);
}

bool Loop::post(const std::shared_ptr<Job>& job) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (closing_) return false;
    if (!thread_ && !start_thread_locked()) return false;
    if (job->mailed.exchange(true, std::memory_order_acq_rel)) return true;
    first = inbox_.empty();
    inbox_.push_back(job);
  }
  if (first) wake_.ring();
  return true;
}

bool Loop::start_thread_locked() {
  if (!wake_.ok() || !curl_is_ready()) return false;
  try {
    thread_ = std::make_unique<std::thread>(
        start_thread("parley-net", [self = shared_from_this()] { self->run(); }));
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

void Loop::close() {
  if (inherited_by_fork()) {
    // The thread is not in this process; joining or freeing it would be a bug, and so is libcurl.
    static_cast<void>(thread_.release());
    return;
  }
  std::unique_ptr<std::thread> thread;
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    thread = std::move(thread_);
  }
  if (!thread) return;
  wake_.ring();
  if (thread->get_id() == std::this_thread::get_id()) {
    thread->detach();
  } else {
    thread->join();
  }
}

void Loop::run() {
  now_ = steady_ms();
  const Result<void> opened = open();
  bool open = true;
  while (open && opened.ok()) {
    wait_for_events();
    open = take_mail();
    take_names();
    run_timer();
    take_finished();
    miss_deadlines();
    admit_queued();
    connect_next();
  }
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  end_all();
  multi_.reset();
  names_.reset();
  poller_.reset();
}

Result<void> Loop::open() {
  poller_ = options_.portable ? nullptr : make_epoll_poller();
  if (!poller_) poller_ = make_poll_poller();
  multi_.reset(curl_multi_init());
  if (!multi_ || !poller_->set(wake_.fd(), true, false)) {
    return make_error(Status::no_memory, "no memory for the network");
  }
  CURLM* const multi = multi_.get();
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Loop::on_socket_wish);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Loop::on_timer_wish);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
  names_ = std::make_unique<Names>(options_.names ? options_.names : make_system_names(),
                                   options_.limits.names, [this] { wake_.ring(); });
  trust_ = find_trust();
  if (!options_.ca_file.empty()) trust_ = Trust{options_.ca_file, {}};
  return {};
}

int Loop::timeout() const {
  const std::int64_t due = std::min({deadlines_.due(), timer_due_, names_->due()});
  if (due == kNever) return static_cast<int>(kMaxWait);
  return static_cast<int>(std::clamp<std::int64_t>(due - steady_ms(), 0, kMaxWait));
}

void Loop::wait_for_events() {
  const auto events = poller_->wait(timeout());
  now_ = steady_ms();
  for (const Ready& ready : events) {
    if (ready.fd == wake_.fd()) {
      wake_.drain();
      continue;
    }
    const int what = (ready.readable ? CURL_CSELECT_IN : 0) |
                     (ready.writable ? CURL_CSELECT_OUT : 0) |
                     (ready.broken ? CURL_CSELECT_ERR : 0);
    int running = 0;
    curl_multi_socket_action(multi_.get(), ready.fd, what, &running);
    take_finished();
  }
}

void Loop::run_timer() {
  if (timer_due_ > now_) return;
  timer_due_ = kNever;
  int running = 0;
  curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
}

bool Loop::take_mail() {
  bool open = true;
  {
    const std::lock_guard lock(mutex_);
    mail_.swap(inbox_);
    open = !closing_;
  }
  for (const std::shared_ptr<Job>& job : mail_)
    look(job);
  mail_.clear();
  return open;
}

void Loop::look(const std::shared_ptr<Job>& job) {
  // Reads what the caller wrote before it found the job mailed already.
  job->mailed.exchange(false, std::memory_order_acq_rel);
  if (job->stage == Stage::fresh) {
    job->index = jobs_.size();
    jobs_.push_back(job);
    admit(job);
  }
  if (job->stage == Stage::over) return;
  if (job->cancelled.load(std::memory_order_acquire)) {
    finish(*job, {});
  } else {
    apply_pause(*job);
  }
}

void Loop::end_all() {
  take_mail();
  while (!jobs_.empty())
    finish(*jobs_.back(), closing());
}

int Loop::on_socket_wish(CURL*, curl_socket_t fd, int what, void* self, void*) {
  Loop& loop = *static_cast<Loop*>(self);
  const bool read = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
  const bool write = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;
  return loop.poller_->set(fd, read, write) ? 0 : -1;
}

int Loop::on_timer_wish(CURLM*, long timeout_ms, void* self) {
  Loop& loop = *static_cast<Loop*>(self);
  loop.timer_due_ = timeout_ms < 0 ? kNever : steady_ms() + timeout_ms;
  return 0;
}

}  // namespace parley::net
