#include "base/function.hpp"

#include <array>
#include <memory>

#include <doctest/doctest.h>

using parley::Task;
using parley::UniqueFunction;

namespace {

struct Counted {
  explicit Counted(int& alive) : alive_(&alive) { ++*alive_; }
  Counted(Counted&& other) noexcept : alive_(other.alive_) { ++*alive_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  Counted& operator=(Counted&&) = delete;
  ~Counted() { --*alive_; }

  int* alive_;
};

}  // namespace

TEST_CASE("a function calls what it holds and keeps its state") {
  int sum = 0;
  UniqueFunction<int(int)> add = [&sum, calls = 0](int n) mutable {
    sum += n;
    return ++calls;
  };
  CHECK(add(2) == 1);
  CHECK(add(3) == 2);
  CHECK(sum == 5);
}

TEST_CASE("what cannot be copied is held, moved on and handed through") {
  UniqueFunction<int(std::unique_ptr<int>)> add =
      [kept = std::make_unique<int>(40)](std::unique_ptr<int> other) { return *kept + *other; };
  UniqueFunction<int(std::unique_ptr<int>)> moved = std::move(add);
  CHECK_FALSE(static_cast<bool>(add));  // NOLINT(bugprone-use-after-move): that is the promise
  CHECK(moved(std::make_unique<int>(2)) == 42);
}

TEST_CASE_TEMPLATE("each callable is destroyed exactly once, in place or not", Size,
                   std::integral_constant<std::size_t, 1>,
                   std::integral_constant<std::size_t, 200>) {
  int alive = 0;
  {
    Task task = [counted = Counted(alive), padding = std::array<char, Size::value>{}] {
      static_cast<void>(counted);
      static_cast<void>(padding);
    };
    CHECK(alive == 1);
    Task other = std::move(task);
    CHECK(alive == 1);
    other();
    Task& same = other;
    other = std::move(same);
    CHECK(alive == 1);
    other = Task([counted = Counted(alive)] { static_cast<void>(counted); });
    CHECK(alive == 1);
    task = nullptr;
    CHECK(alive == 1);
  }
  CHECK(alive == 0);
}

TEST_CASE("an empty function says so") {
  CHECK_FALSE(static_cast<bool>(Task()));
  CHECK_FALSE(static_cast<bool>(Task(nullptr)));
  CHECK(static_cast<bool>(Task([] {})));
}
