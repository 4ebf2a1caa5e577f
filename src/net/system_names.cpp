#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "net/names.hpp"

namespace parley::net {
namespace {

class SystemNames final : public NameSource {
 public:
  Result<std::vector<Address>> look_up(const std::string& host) override {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int code = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (code != 0) return failure(host, code == EAI_SYSTEM ? errno : 0, code);
    std::vector<Address> found;
    for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
      if (const auto address = Address::of(*one->ai_addr)) found.push_back(*address);
    }
    freeaddrinfo(list);
    return found;
  }

 private:
  static Error failure(const std::string& host, int error, int code) {
    char buffer[128] = {};
    const char* why = error != 0 ? strerror_r(error, buffer, sizeof buffer) : gai_strerror(code);
    return make_error(Status::network,
                      fmt::format("no address for the name {}: {}; expected a name that this "
                                  "machine's resolver knows",
                                  host, why));
  }
};

}  // namespace

std::shared_ptr<NameSource> make_system_names() {
  return std::make_shared<SystemNames>();
}

}  // namespace parley::net
