#pragma once

#include <functional>
#include <thread>

namespace parley::net {

// A thread with a name (15 characters) that no signal of the host is delivered to. Throws
// std::system_error when the system grants none.
std::thread start_thread(const char* name, std::function<void()> body);

}  // namespace parley::net
