// A pretended model server, see README.md.
#include <charconv>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <string_view>

#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "peers/provider/server.hpp"

namespace {

using namespace parley::peer;

struct Flags {
  ServerOptions options;
  std::string certificate_file;
  std::string fault;
};

int usage(const std::string& why) {
  std::fprintf(stderr,
               "provider_peer: %s\n"
               "usage: provider_peer [--port N] [--rate EVENTS_A_SECOND] [--events N] [--text T]\n"
               "                     [--first-ms N] [--fault NAME] [--gigantic-bytes N]\n"
               "                     [--tls] [--certificate FILE]\nfaults:",
               why.c_str());
  for (const std::string_view name : fault_names())
    std::fprintf(stderr, " %.*s", static_cast<int>(name.size()), name.data());
  std::fprintf(stderr, " refused tls-failure\n");
  return 2;
}

template <class Number>
bool read(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && out >= 0;
}

// False for a flag that is not known or has no good value.
bool take(Flags& flags, std::string_view name, std::string_view value) {
  ServerOptions& o = flags.options;
  if (name == "--port") return read(value, o.port);
  if (name == "--rate") return read(value, o.rate);
  if (name == "--events") return read(value, o.wish.events);
  if (name == "--first-ms") return read(value, o.first_ms);
  if (name == "--gigantic-bytes") return read(value, o.wish.gigantic_bytes);
  if (name == "--text") return o.wish.text = value, true;
  if (name == "--certificate") return flags.certificate_file = value, true;
  if (name == "--fault") return flags.fault = value, true;
  return false;
}

// What no request can ask for, as it comes before requests.
bool take_fault(Flags& flags) {
  if (flags.fault == "refused") return flags.options.closed = true;
  // A TLS client meets the clear, or a certificate that it has no reason to trust.
  if (flags.fault == "tls-failure" || flags.fault.empty()) return true;
  flags.options.wish.fault = flags.fault;
  return make_script(flags.options.wish).has_value();
}

void allow_many_sockets() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  return signalfd(-1, &set, SFD_CLOEXEC);
}

int serve(const Flags& flags) {
  Server server(flags.options);
  if (!flags.certificate_file.empty()) {
    std::ofstream(flags.certificate_file, std::ios::binary) << server.certificate();
  }
  const int ending = signals();  // before anybody can know that we are there
  std::printf("%u\n", static_cast<unsigned>(server.port()));
  std::fflush(stdout);
  server.run(ending, STDIN_FILENO);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Flags flags;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--tls") {
      flags.options.tls = true;
    } else if (i + 1 == argc || !take(flags, name, argv[++i])) {
      return usage(name + " is not known or has no good value");
    }
  }
  if (!take_fault(flags)) return usage("no fault is called " + flags.fault);
  allow_many_sockets();
  try {
    return serve(flags);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "provider_peer: %s\n", error.what());
    return 1;
  }
}
