#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::json {

// Walks over one JSON text and builds nothing: for many short texts of which a few members are
// wanted. Checks the grammar of all that it passes, but neither UTF-8 nor twins. After a fault
// every call answers false. Views point into the text. One thread.
//
//   if (!reader.begin_object()) …
//   for (std::string_view name; reader.next_member(name);)
//     name == "id" ? reader.string(raw) : reader.skip();
class Reader {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object, fault };

  static constexpr int kMaxDepth = 64;  // of what skip() and raw() pass

  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  // Of the value that stands next; `fault` also at the end of the text.
  Kind kind();

  // Exactly one of these takes the next value. The wrong kind is a fault.
  bool begin_object();
  bool begin_array();
  bool string(std::string_view& raw);  // between the quotes, escapes as they stand; see unescape()
  bool integer(std::int64_t& number);  // fractions are dropped; what does not fit is the limit
  bool boolean(bool& value);
  bool raw(std::string_view& text);  // any value, as it stands
  bool skip();

  // Within an object or array: whether there is one more. The name is unescaped and lives until the
  // next call.
  bool next_member(std::string_view& name);
  bool next_item();

  // Whether the text was good and nothing but blanks follows.
  bool finish();
  bool ok() const { return ok_; }

 private:
  bool fault();
  void skip_blanks();
  bool separate(char close);
  bool scan_string(std::string_view& raw);
  bool scan_escape();
  bool scan_number(std::string_view& text);
  bool scan_word(std::string_view word);
  bool scan_scalar(Kind kind);

  const char* at_;
  const char* end_;
  bool fresh_ = false;    // nothing of the container just begun was read
  bool escaped_ = false;  // the string read last has escapes
  bool ok_ = true;
  std::string name_;  // of a member whose name has escapes
};

// Appends what a string between its quotes means. `raw` must come from a Reader. A half of a
// surrogate pair becomes its three bytes, which are no UTF-8, so that the other half can still join
// it.
void unescape(std::string& out, std::string_view raw);

// Whether the text is one good JSON value, as the Reader understands that.
bool is_json(std::string_view text);

}  // namespace parley::json
