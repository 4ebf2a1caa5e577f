#include "net/transport.hpp"

#include <utility>

#include "base/error.hpp"
#include "net/loop.hpp"

namespace parley::net {
namespace {

class CurlTransfer final : public Transfer {
 public:
  CurlTransfer(std::shared_ptr<Loop> loop, std::shared_ptr<Job> job)
      : loop_(std::move(loop)), job_(std::move(job)) {}

  ~CurlTransfer() override {
    job_->cancelled.store(true, std::memory_order_release);
    look();
  }

  void pause() override {
    job_->paused.store(true, std::memory_order_release);
    look();
  }

  void resume() override {
    job_->paused.store(false, std::memory_order_release);
    look();
  }

 private:
  void look() {
    if (!loop_->inherited_by_fork()) loop_->look_at(job_);
  }

  std::shared_ptr<Loop> loop_;
  std::shared_ptr<Job> job_;
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(NetOptions options) : loop_(std::make_shared<Loop>(std::move(options))) {}
  ~CurlTransport() override { loop_->close(); }

  std::unique_ptr<Transfer> start(HttpRequest request, std::shared_ptr<HttpSink> sink) override {
    auto job = std::make_shared<Job>(std::move(request), std::move(sink), steady_ms());
    if (loop_->inherited_by_fork()) {
      job->tell_done(make_error(Status::state,
                                "the network was inherited by fork(); expected one of this "
                                "process's own"));
    } else {
      loop_->start(job);
    }
    return std::make_unique<CurlTransfer>(loop_, std::move(job));
  }

 private:
  std::shared_ptr<Loop> loop_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(NetOptions options) {
  return std::make_unique<CurlTransport>(std::move(options));
}

}  // namespace parley::net
