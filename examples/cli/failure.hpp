#pragma once

#include <string>
#include <string_view>

#include "parley/result.hpp"

namespace parley::cli {

// What the process ends with.
enum ExitCode : int {
  kDone = 0,
  kFailed = 1,       // the thing asked about failed
  kUsage = 2,        // bad input or usage
  kUnsupported = 3,  // not in this build or version
  kBusy = 4,         // busy or locked
  kDamaged = 5,      // damaged data
};

int exit_code(const Error& error);

// Something the caller of the command did; the hint says what would be right.
Error usage_error(std::string message, std::string_view hint = {});

// Puts "file:line:column" before each fault of a document that was read from a file, and the file's
// name into the message.
Error with_places(Error error, const std::string& file, std::string_view text);

// An error for people, at most five lines: what happened, the causes, what to do. Ends with a line
// end.
std::string error_text(const Error& error, bool colour);

// Where the value at a JSON pointer begins: the offset in bytes; the nearest value around it that
// there is.
std::size_t locate_pointer(std::string_view text, std::string_view pointer);

}  // namespace parley::cli
