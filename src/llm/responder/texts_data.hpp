#pragma once

#include <string_view>

namespace parley::llm {

// responder_texts.json as it stands in the source tree.
std::string_view responder_texts_json();

}  // namespace parley::llm
