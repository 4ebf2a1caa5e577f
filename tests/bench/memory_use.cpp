// What an engine with one tenant takes, and what each conversation adds.

#include <cmath>

#include <malloc.h>

#include "base/error.hpp"
#include "bench/all.hpp"
#include "bench/business.hpp"

namespace parley::bench {
namespace {

constexpr int kTurnsEach = 5;

std::int64_t heap_bytes() {
  return static_cast<std::int64_t>(mallinfo2().uordblks + mallinfo2().hblkhd);
}

// Conversations with some turns behind them, their handles kept.
Result<std::vector<Session>> talk(Tenant& tenant, std::int64_t sessions) {
  std::vector<Session> out;
  out.reserve(static_cast<std::size_t>(sessions));
  for (std::int64_t i = 0; i < sessions; ++i) {
    Result<Session> session = tenant.open_session();
    if (!session) return std::move(session).error();
    for (int turn = 0; turn < kTurnsEach; ++turn) {
      if (const auto answer = ask(*session, "How long do I have to return shoes?"); !answer) {
        return answer.error();
      }
    }
    out.push_back(std::move(*session));
  }
  return out;
}

struct PerSession {
  std::int64_t active = 0;
  std::int64_t idle = 0;
};

// Caches fill up with the first lot; the second one shows what a conversation costs.
Result<PerSession> measure_sessions(Tenant& tenant, std::int64_t sessions) {
  if (const auto first = talk(tenant, sessions); !first) return first.error();
  const std::int64_t before = heap_bytes();
  std::int64_t active = 0;
  {
    const Result<std::vector<Session>> second = talk(tenant, sessions);
    if (!second) return second.error();
    active = heap_bytes();
  }
  return PerSession{(active - before) / sessions, (heap_bytes() - before) / sessions};
}

Result<Report> run_memory_use(const BenchArgs& args, Items&) {
  const Result<std::int64_t> sessions = args.integer("sessions", 500, 1, 1'000'000);
  if (!sessions) return sessions.error();
  const Folder folder;
  const std::string data = folder.path() + "/memory.db";
  {
    const Result<Business> business = business_of(args);
    if (!business) return business.error();
    if (const auto made = in_child(make_data_file, *business, data); !made) return made.error();
  }
  malloc_trim(0);
  const std::int64_t bare = rss_bytes();
  Result<Engine> engine = open_engine(data);
  if (!engine) return std::move(engine).error();
  Result<Tenant> tenant = engine->open_tenant("bench");
  if (!tenant) return std::move(tenant).error();
  if (const auto warm = talk(*tenant, 1); !warm) return warm.error();
  const std::int64_t rss = rss_bytes();
  const std::int64_t threads = thread_count();
  const Result<PerSession> each = measure_sessions(*tenant, *sessions);
  if (!each) return each.error();
  Report report;
  report.params = json::Object{{"sessions", *sessions}, {"turns_each", kTurnsEach}};
  report.metrics = json::Object{{"rss_bytes", rss},
                                {"rss_bytes_before_open", bare},
                                {"bytes_per_idle_session", each->idle},
                                {"bytes_per_active_session", each->active},
                                {"threads", threads - 1}};
  report.notes = {"rss_bytes: the whole process with one tenant open, after a conversation",
                  "sessions: growth of the heap in use by a second lot, handles held (active) and "
                  "let go (idle)",
                  "threads: of the engine, without the caller's"};
  return report;
}

}  // namespace

Bench memory_use_bench() {
  return {"memory-use",
          "memory and threads of an engine with one tenant",
          {{"tenant"}, {"kb"}, {"sessions"}},
          run_memory_use};
}

}  // namespace parley::bench
