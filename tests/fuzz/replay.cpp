// Stands in for libFuzzer: plays the files and folders it is given through the target, whole, and
// each cut off at every byte of its first ones.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "target.hpp"

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kCutBytes = 600;

std::vector<fs::path> files_of(int count, char** names) {
  std::vector<fs::path> out;
  for (int i = 0; i < count; ++i) {
    const fs::path path = names[i];
    if (!fs::is_directory(path)) {
      out.push_back(path);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(path))
      out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

void play(const std::string& bytes, std::size_t size) {
  // A block of its own, so that the sanitizer sees a step behind its end.
  const std::vector<std::uint8_t> copy(bytes.begin(),
                                       bytes.begin() + static_cast<std::ptrdiff_t>(size));
  LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

}  // namespace

int main(int argc, char** argv) {
  int inputs = 0;
  for (const fs::path& file : files_of(argc - 1, argv + 1)) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);
    play(bytes, bytes.size());
    for (std::size_t size = 0; size < std::min(bytes.size(), kCutBytes); ++size)
      play(bytes, size);
    ++inputs;
  }
  std::printf("%d inputs\n", inputs);
  return inputs > 0 ? 0 : 1;
}
