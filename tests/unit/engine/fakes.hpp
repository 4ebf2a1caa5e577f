#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "engine/turn.hpp"

// Stand-ins for what a turn asks: each keeps what it was asked and answers when the test says so.
namespace parley::test {

class FakeClock final : public Clock {
 public:
  std::int64_t unix_ms() const override { return now; }
  std::int64_t now = 1'700'000'000'000;
};

class FakeMailbox final : public TurnMailbox {
 public:
  void post(TurnMail mail) override { mails.push_back(std::move(mail)); }
  std::deque<TurnMail> mails;
};

class FakeExecutor final : public Executor {
 public:
  void post(Task task) override { tasks.push_back(std::move(task)); }
  TimerId post_at(std::int64_t unix_ms, Task task) override {
    timers.emplace(++last, std::pair(unix_ms, std::move(task)));
    return last;
  }
  void cancel(TimerId timer) override { timers.erase(timer); }

  std::deque<Task> tasks;
  std::map<TimerId, std::pair<std::int64_t, Task>> timers;
  TimerId last = 0;
};

template <class Request, class Answer>
struct Asked {
  Request request;
  Completion<Answer> answer;
};

class FakeLimiter final : public RateLimiter {
 public:
  void start(RateRequest request, Completion<RateAnswer> completion) override {
    asked.push_back({std::move(request), std::move(completion)});
  }
  std::vector<Asked<RateRequest, RateAnswer>> asked;
};

class FakeEmbedder final : public Embedder {
 public:
  void start(std::vector<std::string> texts,
             Completion<std::vector<Embedding>> completion) override {
    asked.push_back({std::move(texts), std::move(completion)});
  }
  std::vector<Asked<std::vector<std::string>, std::vector<Embedding>>> asked;
};

class FakeRetriever final : public Retriever {
 public:
  void start(RetrieveRequest request,
             Completion<std::shared_ptr<const Evidence>> completion) override {
    asked.push_back({std::move(request), std::move(completion)});
  }
  std::vector<Asked<RetrieveRequest, std::shared_ptr<const Evidence>>> asked;
};

class FakeModel final : public ChatModel {
 public:
  struct Run {
    GenerateRequest request;
    Sink sink;
    int paused = 0;
    int resumed = 0;
    bool dropped = false;
  };

  explicit FakeModel(std::string name) : name_(std::move(name)) {}
  std::string name() const override { return name_; }
  std::unique_ptr<ModelStream> start(GenerateRequest request, Sink sink) override {
    runs.push_back(std::make_shared<Run>());
    runs.back()->request = std::move(request);
    runs.back()->sink = std::move(sink);
    return std::make_unique<Stream>(runs.back());
  }

  std::vector<std::shared_ptr<Run>> runs;

 private:
  class Stream final : public ModelStream {
   public:
    explicit Stream(std::shared_ptr<Run> run) : run_(std::move(run)) {}
    ~Stream() override { run_->dropped = true; }
    void pause() override { ++run_->paused; }
    void resume() override { ++run_->resumed; }

   private:
    std::shared_ptr<Run> run_;
  };

  std::string name_;
};

class FakeLedger final : public Ledger {
 public:
  void accept(AcceptInput input, Completion<AcceptOutcome> completion) override {
    accepts.push_back({std::move(input), std::move(completion)});
  }
  void commit(TurnCommit commit, Completion<bool> completion) override {
    commits.push_back({std::move(commit), std::move(completion)});
  }
  Result<std::int64_t> find_row(std::int64_t /*session*/, int /*kind*/,
                                std::string_view /*id*/) override {
    return std::int64_t{0};
  }
  Result<std::vector<EventRow>> turn_events(std::int64_t /*session*/, std::int64_t turn) override {
    ++reads;
    return rows_of[turn];
  }

  Result<SessionRow> open_session(const OpenSession& /*request*/) override { return unused(); }
  Result<SessionRow> find_session(std::int64_t /*tenant*/, std::string_view /*name*/) override {
    return unused();
  }
  Result<std::vector<SessionRow>> list_sessions(std::int64_t /*tenant*/,
                                                const SessionFilter& /*filter*/) override {
    return unused();
  }
  Result<std::vector<EventRow>> events(std::int64_t /*session*/, std::int64_t /*after*/,
                                       std::int64_t /*limit*/) override {
    return unused();
  }
  Result<std::vector<EventRow>> recent_events(std::int64_t /*session*/,
                                              std::int64_t /*turns*/) override {
    return unused();
  }
  Result<TurnRow> find_turn(std::int64_t /*session*/, std::string_view /*turn_id*/,
                            std::int64_t /*turn*/) override {
    return unused();
  }
  Result<std::vector<TurnRow>> open_turns(std::int64_t /*session*/) override { return unused(); }

  std::vector<Asked<AcceptInput, AcceptOutcome>> accepts;
  std::vector<Asked<TurnCommit, bool>> commits;
  std::map<std::int64_t, std::vector<EventRow>> rows_of;  // of turns that were before
  int reads = 0;

 private:
  static Error unused() { return make_error(Status::internal, "a turn does not ask this"); }
};

}  // namespace parley::test
