#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "parley/result.hpp"

#include "net/address.hpp"

namespace parley::net {

// Asks the system for a host's addresses. Called on look-up threads, several at once; may take as
// long as it likes.
class NameSource {
 public:
  virtual ~NameSource() = default;
  // In the order they should be tried; Status::network when there is none.
  virtual Result<std::vector<Address>> look_up(const std::string& host) = 0;
};

// getaddrinfo.
std::shared_ptr<NameSource> make_system_names();

struct NameLimits {
  std::size_t threads = 2;       // look-ups at work; their threads start when first needed
  std::size_t given_up = 4;      // look-ups that nobody waits for any more but that do not return:
                                 // each keeps a thread beside those
  std::size_t waiting = 1024;    // transfers that wait for a name; beyond: Status::limit
  std::int64_t give_up = 3'000;  // ms, after which a look-up loses its place to one that waits
  std::int64_t keep = 30'000;    // ms that an answer is believed; 0 = not at all
  std::size_t kept = 256;        // answers
  std::size_t addresses = 8;     // of one host
};

// Look-ups for one thread, which never waits: the network's. A look-up in progress serves everybody
// who asks for that name, so that a dead name holds one thread, not all. When every thread is held
// by a dead name, the oldest is given up on as soon as another name waits.
class Names {
 public:
  using Found = Result<std::vector<Address>>;
  using Ticket = std::uint64_t;
  struct Answer {
    Ticket ticket;
    Found found;
  };

  // `wake` is called on a look-up thread when take() has something; it may be called until the
  // destructor returns.
  Names(std::shared_ptr<NameSource> source, NameLimits limits, std::function<void()> wake);
  // Look-ups that do not return are left to end by themselves; all other threads are joined.
  ~Names();
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;

  // An answer at once, or later by take() under this ticket, which the caller makes up and must not
  // use twice.
  std::optional<Found> ask(const std::string& host, Ticket ticket, std::int64_t now);
  void drop(Ticket ticket, std::int64_t now);  // no answer is wanted any more
  std::vector<Answer> take(std::int64_t now);
  // When take() should be called though nothing woke; kNever if not.
  std::int64_t due() const;

 private:
  struct Shared;
  struct Worker;
  struct LookUp {
    std::string host;
    std::vector<Ticket> waiters;
    std::int64_t begun = -1;  // -1: waits for a thread
    bool given_up = false;
  };
  struct Kept {
    std::vector<Address> addresses;
    std::int64_t until;
  };

  static void work(const std::shared_ptr<Shared>& shared, Worker* self);
  void dispatch(std::int64_t now);
  bool start_worker();
  bool hand_over(std::uint64_t id, std::int64_t now);
  void give_up_on_dead(std::int64_t now);
  void fail_waiting(std::vector<Answer>& answers);
  void keep(const std::string& host, const std::vector<Address>& addresses, std::int64_t now);
  void join_gone();

  const NameLimits limits_;
  std::shared_ptr<Shared> shared_;
  std::unordered_map<std::uint64_t, LookUp> look_ups_;
  std::unordered_map<std::string, std::uint64_t>
      by_host_;  // given up or not: a dead name is asked once
  std::unordered_map<Ticket, std::uint64_t> by_ticket_;
  std::list<std::uint64_t> waiting_;  // in order
  std::list<std::uint64_t> running_;  // oldest first, not those given up
  std::size_t given_up_ = 0;
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::string, Kept> kept_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace parley::net
