#pragma once

#include "net/job.hpp"

namespace parley::net {

// Fails with Status::network if a method or a header could not be sent as it is. Says which header
// by its number, never what it holds.
Result<void> check_request(const HttpRequest& request);

// Makes the handle of a job whose addresses are known. libcurl looks up no name with it.
Result<void> make_easy(Job& job, const Trust& trust, TrustTexts& texts);

// After a redirect's response: the request of the next hop, in the job. Fails when there are too
// many or one leads from https to http.
Result<void> follow(Job& job, int limit);

}  // namespace parley::net
