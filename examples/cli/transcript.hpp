#pragma once

#include "parley/tenant.hpp"

#include "output.hpp"

namespace parley::cli {

// A conversation that is there already; Status::not_found names the nearest.
Result<Session> find_session(Tenant& tenant, const std::string& id);

// What was said so far: for people, or under --json one entry a line.
Result<void> show_transcript(Session& session, Output& out);

}  // namespace parley::cli
