// Any bytes, cut as the first byte says, give the same events as when they come in one piece.
#include "net/sse.hpp"

#include <string>
#include <vector>

#include "target.hpp"

namespace {

using namespace parley::net;
using namespace parley::fuzz;

constexpr std::size_t kLimit = 4096;
constexpr std::size_t kSingleBytes = 256;  // longer ones would take most of the time

struct Outcome {
  std::string events;
  bool fault = false;
  bool operator==(const Outcome&) const = default;
};

void note(const SseEvent& event, Outcome& out) {
  out.events.append(event.type).append(1, '\0').append(event.id).append(1, '\0');
  out.events.append(event.data).append(event.whole ? "\n\n" : "\n-");
  require(event.data.size() <= kLimit);
}

Outcome parse(std::string_view text, std::size_t piece) {
  SseParser parser(kLimit);
  SseEvent event;
  Outcome out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::vector<char> bytes(
        rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(std::min(piece, rest.size())));
    parser.feed({bytes.data(), bytes.size()});
    auto step = parser.next(event);
    for (; step == SseParser::Step::event; step = parser.next(event))
      note(event, out);
    out.fault = step == SseParser::Step::fault;
    rest.remove_prefix(bytes.size());
  }
  if (parser.finish(event) == SseParser::Step::event) note(event, out);
  return out;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = text_of(bytes, size);
  if (text.empty()) return 0;
  const auto piece = static_cast<std::size_t>(bytes[0]) % 61 + 1;
  const Outcome whole = parse(text.substr(1), size);
  require(parse(text.substr(1), piece) == whole);
  if (size <= kSingleBytes) require(parse(text.substr(1), 1) == whole);
  return 0;
}
