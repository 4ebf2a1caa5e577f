#include "gate/checks.hpp"
#include "gate/tags.hpp"
#include "text/utf8.hpp"

namespace parley::gate {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t';
}

bool ends_sentence(char32_t c) {
  return c == '.' || c == '!' || c == '?';
}

bool ends_wide_sentence(char32_t c) {
  return c == U'。' || c == U'！' || c == U'？';
}

// Places where a clause may be cut so that what stands before them fits.
struct Places {
  std::size_t sentence = 0;  // 0 = none
  std::size_t word = 0;
  std::size_t any = 0;
};

Places places_within(std::string_view clause, std::int64_t room) {
  Places places;
  char32_t before = 0;
  std::size_t at = 0;
  while (at < clause.size()) {
    if (ends_sentence(before) && is_blank(clause[at])) {
      places.sentence = at;
    }
    if (is_blank(clause[at]) && at > 0) places.word = at;
    places.any = at;
    const std::size_t tag = clause[at] == '<' ? tag_size(clause, at) : 0;
    if (tag > 0) {
      room -= static_cast<std::int64_t>(text::code_points(clause.substr(at, tag)));
      at += tag;
      before = '>';
    } else {
      --room;
      before = text::next(clause, at);
    }
    if (room < 0) return places;
    if (ends_wide_sentence(before)) places.sentence = at;
  }
  places.any = at;
  return places;
}

}  // namespace

Verdict AnswerLength::check(std::string_view clause, const GateContext& context) const {
  const std::int64_t room = max_ - context.released_code_points;
  // A code point has at most four bytes and at least one: mostly no need to count.
  if (static_cast<std::int64_t>(clause.size()) <= room) return {};
  if (static_cast<std::int64_t>(text::code_points(clause)) <= room) return {};
  const Places places = places_within(clause, room);
  std::size_t end = places.sentence;
  if (end == 0 && context.released_code_points == 0) {
    end = places.word > 0 ? places.word : places.any;
  }
  return {Verdict::Action::cut, std::string(clause.substr(0, end)),
          "the answer has more than " + std::to_string(max_) + " characters"};
}

}  // namespace parley::gate
