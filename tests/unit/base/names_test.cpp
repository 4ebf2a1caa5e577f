#include <array>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "parley/status.hpp"

#include "base/nearest.hpp"

using namespace parley;

TEST_CASE("every status has the name that the C ABI gives its number") {
  constexpr std::array<std::pair<int, std::string_view>, 20> kNames = {{{0, "ok"},
                                                                        {1, "again"},
                                                                        {2, "done"},
                                                                        {-1, "err_argument"},
                                                                        {-2, "err_version"},
                                                                        {-3, "err_state"},
                                                                        {-4, "err_config"},
                                                                        {-5, "err_not_found"},
                                                                        {-6, "err_busy"},
                                                                        {-7, "err_limit"},
                                                                        {-8, "err_conflict"},
                                                                        {-9, "err_cancelled"},
                                                                        {-10, "err_deadline"},
                                                                        {-20, "err_provider"},
                                                                        {-21, "err_network"},
                                                                        {-22, "err_store"},
                                                                        {-23, "err_tool"},
                                                                        {-100, "err_broken"},
                                                                        {-101, "err_nomem"},
                                                                        {-102, "err_internal"}}};
  for (const auto& [number, name] : kNames) {
    CHECK(status_name(static_cast<Status>(number)) == name);
  }
  CHECK(status_name(static_cast<Status>(-50)) == "unknown");
  CHECK(status_name(static_cast<Status>(3)) == "unknown");
}

TEST_CASE("a misspelt word finds its neighbour") {
  constexpr std::array<std::string_view, 5> kWords = {"locale", "knowledge", "k", "gate", "limits"};
  CHECK(nearest("local", kWords) == "locale");
  CHECK(nearest("lcoale", kWords) == "locale");
  CHECK(nearest("Locale", kWords) == "locale");
  CHECK(nearest("KNOWLEGDE", kWords) == "knowledge");
  CHECK(nearest("limit", kWords) == "limits");
  CHECK(nearest("gate", kWords) == "gate");
}

TEST_CASE("words that mean nothing have no neighbour") {
  constexpr std::array<std::string_view, 3> kWords = {"locale", "k", ""};
  CHECK(nearest("x", kWords).empty());
  CHECK(nearest("policy", kWords).empty());
  CHECK(nearest("", kWords).empty());
  CHECK(nearest(std::string(65, 'l'), kWords).empty());
  CHECK(nearest("locale", {}).empty());
}

TEST_CASE("of equally near words the smallest is given, whatever their order") {
  constexpr std::array<std::string_view, 2> kOneWay = {"cart", "card"};
  constexpr std::array<std::string_view, 2> kOther = {"card", "cart"};
  CHECK(nearest("carx", kOneWay) == "card");
  CHECK(nearest("carx", kOther) == "card");
}
