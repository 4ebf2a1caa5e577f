#include "peers/provider/request.hpp"

#include <algorithm>
#include <charconv>

namespace parley::peer {
namespace {

constexpr std::size_t kHeadBytes = std::size_t{64} << 10;
constexpr std::size_t kBodyBytes = std::size_t{64} << 20;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return out;
}

}  // namespace

Got find_request(std::string_view in, std::size_t& head_end, std::size_t& body_end) {
  constexpr std::string_view kLength = "\r\ncontent-length:";
  const std::size_t blank = in.find("\r\n\r\n");
  if (blank == std::string_view::npos) return in.size() > kHeadBytes ? Got::nonsense : Got::more;
  head_end = blank + 4;
  std::size_t size = 0;
  const std::string head = lower(in.substr(0, head_end));
  if (const std::size_t at = head.find(kLength); at != std::string::npos) {
    const std::size_t digits = head.find_first_not_of(' ', at + kLength.size());
    std::from_chars(head.data() + digits, head.data() + head.size(), size);
  }
  if (size > kBodyBytes) return Got::nonsense;
  body_end = head_end + size;
  return in.size() < body_end ? Got::more : Got::request;
}

std::string_view query(std::string_view head, std::string_view name) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  std::size_t at = line.find('?');
  while (at != std::string_view::npos) {
    std::string_view rest = line.substr(at + 1);
    if (rest.starts_with(name) && rest.substr(name.size()).starts_with('=')) {
      rest.remove_prefix(name.size() + 1);
      return rest.substr(0, rest.find_first_of("& "));
    }
    at = line.find('&', at + 1);
  }
  return {};
}

std::string_view path(std::string_view head) {
  const std::size_t from = std::min(head.find(' ') + 1, head.size());
  const std::string_view rest = head.substr(from);
  return rest.substr(0, rest.find_first_of("? \r"));
}

std::string_view fault_of_model(std::string_view body) {
  for (const std::string_view begin : {"\"model\":\"fault:", "\"model\": \"fault:"}) {
    const std::size_t at = body.find(begin);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = body.substr(at + begin.size());
    return rest.substr(0, rest.find('"'));
  }
  return {};
}

bool expects_continue(std::string_view head) {
  return lower(head).find("\r\nexpect: 100-continue") != std::string::npos;
}

}  // namespace parley::peer
