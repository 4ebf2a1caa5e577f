// What a transfer costs in memory. Replaces operator new of this program to count.
#include <atomic>
#include <cstdlib>
#include <new>

#include <malloc.h>

#include "heard.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PARLEY_SANITIZED 1
#endif

namespace {

thread_local long allocations = 0;

}  // namespace

#ifndef PARLEY_SANITIZED
void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif

using namespace parley;
using namespace parley::net;
using namespace parley::net::test;

namespace {

// Notes how many allocations the network's thread had made before each piece.
class Counting final : public HttpSink {
 public:
  void on_head(int, HttpHeaders) override {
    begun.store(true, std::memory_order_release);
    begun.notify_all();
  }
  bool on_data(std::string_view) override {
    seen[static_cast<std::size_t>(pieces.load(std::memory_order_relaxed)) % 100] = allocations;
    pieces.fetch_add(1, std::memory_order_release);
    pieces.notify_all();
    return true;
  }
  void on_done(Result<void>) override {}

  std::array<long, 100> seen{};
  std::atomic<int> pieces{0};
  std::atomic<bool> begun{false};
};

}  // namespace

#ifndef PARLEY_SANITIZED
TEST_CASE("no piece of a stream allocates") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, chunked_head());
  });
  const auto transport = make_transport();
  const auto sink = std::make_shared<Counting>();
  const auto transfer = transport->start(get(peer.url()), sink);
  sink->begun.wait(false, std::memory_order_acquire);
  for (int i = 0; i < 100; ++i) {
    peer.send(1, chunk("data: piece\n\n"));
    sink->pieces.wait(i, std::memory_order_acquire);
  }
  CHECK(sink->seen[99] == sink->seen[1]);
}

TEST_CASE("a stream at rest takes at most 24 KiB") {
  Peer peer([](Peer& self, const Peer::Request& request) {
    self.send(request.connection, chunked_head() + chunk("begun"));
  });
  const auto transport = make_transport();
  const auto sink = std::make_shared<Counting>();
  constexpr int kStreams = 1'000;
  std::vector<std::unique_ptr<Transfer>> transfers;
  const auto one = transport->start(get(peer.url()), sink);
  sink->pieces.wait(0, std::memory_order_acquire);
  const auto before = mallinfo2();
  for (int i = 0; i < kStreams; ++i) {
    HttpRequest request = post(peer.url(), std::string(16 << 10, 'p'));
    request.headers = {{"Authorization", "Bearer 0123456789"},
                       {"Content-Type", "application/json"}};
    transfers.push_back(transport->start(std::move(request), sink));
  }
  for (int seen = 0; seen <= kStreams; seen = sink->pieces.load(std::memory_order_acquire)) {
    sink->pieces.wait(seen, std::memory_order_acquire);
  }
  const auto after = mallinfo2();
  const auto each = (after.uordblks + after.hblkhd - before.uordblks - before.hblkhd) / kStreams;
  MESSAGE("bytes a stream, the test server's share included: " << each);
  CHECK(each <= 24 << 10);
}
#endif
