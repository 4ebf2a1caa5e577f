#include "peer.hpp"

#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "script.hpp"

namespace parley::scenarios {
namespace {

std::string program() {
  if (const char* named = std::getenv("PARLEY_PROVIDER_PEER")) return named;
  std::error_code ignored;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (own.parent_path() / "provider_peer").string();
}

std::string first_line(int file) {
  std::string line;
  char c = 0;
  while (line.size() < 64 && read(file, &c, 1) == 1 && c != '\n')
    line += c;
  return line;
}

}  // namespace

Peer::Peer(std::vector<std::string> flags, int line) {
  std::string path = program();
  if (!std::filesystem::exists(path)) {
    throw Failure{line, "the pretended server " + path +
                            " is not there; build provider_peer, or name it in "
                            "PARLEY_PROVIDER_PEER"};
  }
  std::vector<char*> words = {path.data()};
  for (std::string& flag : flags)
    words.push_back(flag.data());
  words.push_back(nullptr);
  int in[2];
  int out[2];
  if (pipe2(in, O_CLOEXEC) != 0) throw Failure{line, "no pipe"};
  if (pipe2(out, O_CLOEXEC) != 0) throw Failure{line, "no pipe"};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  const int fault = posix_spawn(&process_, path.c_str(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  keep_alive_ = in[1];
  if (fault == 0) port_ = first_line(out[0]);
  close(out[0]);
  if (port_.empty()) throw Failure{line, "the pretended server " + path + " told no port"};
}

Peer::~Peer() {
  if (keep_alive_ >= 0) close(keep_alive_);
  if (process_ > 0) waitpid(process_, nullptr, 0);
}

}  // namespace parley::scenarios
