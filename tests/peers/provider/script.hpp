#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the peer says to one request, as bytes on the wire.
namespace parley::peer {

struct Step {
  std::string bytes;
  bool paced = false;  // waits for the stream's pace; others follow at once
  std::int64_t wait_ms = 0;
};

enum class End : std::uint8_t {
  next,      // the connection waits for another request
  close,     // FIN
  reset,     // RST
  hold,      // nothing more comes, and nothing is closed
  loop,      // the last step again and again
  stop_all,  // the listener closes, then RST
};

struct Script {
  std::vector<Step> steps;
  End end = End::next;
};

struct Wish {
  std::string fault;  // empty: a good answer
  std::int64_t events = 20;
  std::string text;  // said word by word; empty: numbered words, as many as events
  std::int64_t gigantic_bytes = std::int64_t{8} << 20;
};

// All names that make_script() knows, in alphabetical order.
std::vector<std::string_view> fault_names();

// Nothing for a fault that is not known.
std::optional<Script> make_script(const Wish& wish);

// A whole response that is no stream.
std::string response(std::string_view status, std::string_view type, std::string_view body,
                     std::string_view more_headers = {});

}  // namespace parley::peer
