#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include <curl/curl.h>
#include <sys/types.h>

#include "net/job.hpp"
#include "net/names.hpp"
#include "net/origins.hpp"
#include "net/poller.hpp"
#include "net/timed.hpp"
#include "net/transport.hpp"
#include "net/trust.hpp"

namespace parley::net {

// ms of the steady clock.
std::int64_t steady_ms();

struct MultiFree {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

// The thread that owns libcurl and every transfer. Others hand it jobs and ask it to look at one
// again; all else happens on the thread.
class Loop : public std::enable_shared_from_this<Loop> {
 public:
  explicit Loop(NetOptions options);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Any thread.
  void start(const std::shared_ptr<Job>& job);
  void look_at(const std::shared_ptr<Job>& job);
  // Ends all jobs and waits for the thread; starts none afterwards.
  void close();
  bool inherited_by_fork() const noexcept;

  // For the callbacks of jobs.
  std::int64_t now() const noexcept { return now_; }
  const NetLimits& limits() const noexcept { return options_.limits; }
  void rearm(Job& job) { deadlines_.set(job, job.watch.due()); }
  void connected(Job& job);

 private:
  bool post(const std::shared_ptr<Job>& job);
  bool start_thread_locked();

  // loop.cpp: the thread and what wakes it.
  void run();
  Result<void> open();
  void wait_for_events();
  int timeout() const;
  bool take_mail();
  void look(const std::shared_ptr<Job>& job);
  void run_timer();
  void end_all();

  // loop_jobs.cpp: a job's way.
  void admit(const std::shared_ptr<Job>& job);
  void admit_queued();
  Result<void> take_hop(Job& job);
  void resolve(Job& job);
  void take_names();
  void resolved(Job& job, Names::Found found);
  void make_ready(Job& job);
  void connect_next();
  Result<void> hand_to_curl(Job& job);
  void limit_connections();
  void take_finished();
  void finished(Job& job, CURLcode code);
  void miss_deadlines();
  void apply_pause(Job& job);
  void leave_stage(Job& job);
  void finish(Job& job, Result<void> outcome);

  static int on_socket_wish(CURL* easy, curl_socket_t fd, int what, void* self, void* of_socket);
  static int on_timer_wish(CURLM* multi, long timeout_ms, void* self);

  const NetOptions options_;
  const pid_t maker_;
  Wake wake_;
  std::atomic<std::size_t> live_{0};  // jobs that have not ended

  std::mutex mutex_;  // guards what follows
  std::vector<std::shared_ptr<Job>> inbox_;
  bool closing_ = false;
  std::unique_ptr<std::thread> thread_;

  // The thread's alone.
  std::int64_t now_ = 0;
  std::unique_ptr<Poller> poller_;
  std::unique_ptr<CURLM, MultiFree> multi_;
  std::int64_t timer_due_ = kNever;  // libcurl's
  std::vector<std::shared_ptr<Job>> mail_;
  std::vector<std::shared_ptr<Job>> jobs_;
  std::list<Job*> queue_;     // beyond limits_.transfers, in order
  std::size_t admitted_ = 0;  // the others
  std::unordered_map<Names::Ticket, Job*> resolving_;
  Names::Ticket last_ticket_ = 0;
  std::unique_ptr<Names> names_;
  Origins origins_;
  TimedHeap deadlines_;
  Trust trust_;
  TrustTexts texts_;
};

}  // namespace parley::net
