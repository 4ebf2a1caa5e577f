#include "llm/responder/texts_data.hpp"

// src/CMakeLists.txt defines PARLEY_RESPONDER_TEXTS as the file's path.
asm(".pushsection .rodata\n"
    ".global parley_responder_texts\n"
    ".hidden parley_responder_texts\n"
    "parley_responder_texts:\n"
    ".incbin \"" PARLEY_RESPONDER_TEXTS
    "\"\n"
    ".global parley_responder_texts_end\n"
    ".hidden parley_responder_texts_end\n"
    "parley_responder_texts_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" const char parley_responder_texts[];
extern "C" const char parley_responder_texts_end[];

namespace parley::llm {

std::string_view responder_texts_json() {
  return {parley_responder_texts,
          static_cast<std::size_t>(parley_responder_texts_end - parley_responder_texts)};
}

}  // namespace parley::llm
