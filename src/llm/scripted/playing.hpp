#pragma once

#include <memory>

#include "llm/scripted/script.hpp"
#include "ports/chat_model.hpp"
#include "ports/clock.hpp"
#include "ports/executor.hpp"

namespace parley::llm {

// Plays one entry into the sink, at once up to its first pause; null says that the script is used
// up. What ends without stop or error gets a stop. Executor and clock must outlive the stream.
std::unique_ptr<ModelStream> play(Executor& executor, const Clock& clock,
                                  std::shared_ptr<const ScriptEntry> entry, ChatModel::Sink sink);

}  // namespace parley::llm
