#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ports/ledger.hpp"
#include "store/store.hpp"

// The turn that both sides of `bench ledger` write.
namespace parley::bench {

inline constexpr std::string_view kQuestion =
    "Can I return shoes that I have worn outside for a day?";
inline constexpr std::string_view kAnswer =
    "\"Shoes can be returned within 30 days as long as the soles are clean.\" That is what our "
    "page on returns says; worn "
    "outside they usually are not. Shall I put you through to a colleague who can look at your "
    "pair?";
inline constexpr std::string_view kEndMeta =
    "end: reason, who answered, tokens in and out, stage times....";
inline constexpr std::string_view kBody =
    R"({"kind":"message","parts":[{"type":"text","text":"Can I return shoes that I wore outside?"}]})";
inline constexpr std::string_view kSalt = "sixteen bytes...";
inline constexpr std::int64_t kNow = 1'700'000'000'000;

struct Plan {
  std::int64_t producers = 1;
  std::int64_t turns = 0;  // of one round, all producers together
  store::Synchronous synchronous = store::Synchronous::full;
  std::string synchronous_name;
  bool memory = false;
  std::string folder;

  std::string file(const std::string& name) const {
    return memory ? ":memory:" : folder + "/" + name;
  }
};

inline std::string turn_id_of(std::int64_t session, std::int64_t turn) {
  return "t" + std::to_string(session) + "-" + std::to_string(turn);
}

inline EventRow row_of(std::int64_t seq, std::int64_t turn, int kind, std::string_view text,
                       std::string_view meta) {
  EventRow row;
  row.seq = seq;
  row.turn = turn;
  row.kind = kind;
  row.at = kNow + turn;
  row.text = text;
  row.meta = meta;
  return row;
}

}  // namespace parley::bench
