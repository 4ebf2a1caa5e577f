#pragma once

#include <string>

#include "llm/openai/config.hpp"
#include "ports/chat_model.hpp"

namespace parley::llm::openai {

// The body of a streaming request. Neighbouring sections of one role are one message, a blank line
// between them: some servers want the roles to alternate. The rounds of the tool loop stand behind
// the question, each call before its result. Same input, same bytes. Pure.
std::string request_body(const Config& config, const GenerateRequest& request);

}  // namespace parley::llm::openai
