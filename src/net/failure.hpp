#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parley/result.hpp"

#include "net/job.hpp"
#include "net/watch.hpp"

namespace parley::net {

// Why libcurl gave up on a job. Says host and port, never the rest of a URL, nor a header.
Error failure(const Job& job, CURLcode code);

// Status::deadline; the detail holds its name and its value.
Error missed_deadline(const Missed& missed, const Job& job);

// Status::limit; the detail holds its name and its value.
Error over_limit(std::string_view name, std::int64_t limit, std::string_view where,
                 std::string_view expected);

// socket() failed.
Error no_socket(std::string_view origin, int error);

}  // namespace parley::net
