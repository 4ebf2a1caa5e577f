#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <unordered_map>

namespace parley::net {

struct Job;

enum class Protocol : std::uint8_t { unknown, one, two };

// What is known of "scheme://host:port" (and the proxy on the way to it).
struct Origin {
  std::list<Job*> ready;    // wait for a place, in order
  std::size_t running = 0;  // transfers that libcurl has, the connecting ones among them
  std::size_t connecting = 0;
  std::size_t kept = 0;  // idle connections, at most: servers close them unheard
  Protocol protocol = Protocol::unknown;
  bool listed = false;
};

// Who may connect next. libcurl needs time that grows with the square of how many connect at once,
// and a dead origin must not take every place, so that places are limited in all and for each
// origin, and origins take turns. The network's thread.
class Origins {
 public:
  Origins(std::size_t connecting, std::size_t per_origin);

  // Stays valid while it has a job.
  Origin& at(const std::string& name);
  void add(Job& job);   // becomes ready
  void drop(Job& job);  // was ready
  // The next that may connect, or null; it holds a place until connected() and runs until ended().
  Job* next();
  void connected(Origin& origin);
  void ended(Origin& origin, bool was_connecting);
  std::size_t running() const noexcept { return running_; }
  std::size_t size() const noexcept { return origins_.size(); }

 private:
  // HTTP/2 carries this many transfers on one connection; more than servers usually allow.
  static constexpr std::size_t kStreams = 100;

  bool may_start(const Origin& origin) const;
  void list(Origin& origin);
  void forget_unused();

  const std::size_t connecting_limit_;
  const std::size_t connecting_each_;
  const std::size_t per_origin_;
  std::unordered_map<std::string, Origin> origins_;
  std::size_t forget_at_ = 1024;
  std::deque<Origin*> turns_;  // those with ready jobs
  std::size_t connecting_ = 0;
  std::size_t running_ = 0;
};

}  // namespace parley::net
