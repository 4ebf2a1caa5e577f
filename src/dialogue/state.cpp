#include "dialogue/state.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "base/varint.hpp"
#include "text/utf8.hpp"

namespace parley::dialogue {

namespace {

constexpr char kVersion = 1;
constexpr std::uint64_t kOfferedPerson = 1;

// The longest whole code points that fit.
std::string_view bounded(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80)
    --bytes;
  return text.substr(0, bytes);
}

Error torn(std::string_view what) {
  return make_error(Status::store, "the conversation's state cannot be read: " + std::string(what));
}

std::optional<std::string> take_text(std::string_view& bytes, std::size_t limit) {
  const auto text = take_bytes(bytes);
  if (!text || text->size() > limit || !text::is_valid(*text)) return std::nullopt;
  return std::string(*text);
}

bool take_state(std::string_view bytes, State& state) {
  const auto flags = take_varint(bytes);
  const auto unanswered = take_varint(bytes);
  auto intent = take_text(bytes, kMaxIntentBytes);
  const auto choices = take_varint(bytes);
  if (!flags || *flags > kOfferedPerson || !unanswered || *unanswered > kMaxUnanswered || !intent ||
      !choices || *choices > kMaxChoices) {
    return false;
  }
  for (std::uint64_t i = 0; i < *choices; ++i) {
    auto choice = take_text(bytes, kMaxChoiceBytes);
    if (!choice) return false;
    state.choices.push_back(std::move(*choice));
  }
  auto asked = take_text(bytes, kMaxAskedBytes);
  if (!asked || !bytes.empty()) return false;
  state.offered_person = *flags == kOfferedPerson;
  state.unanswered = static_cast<std::uint32_t>(*unanswered);
  state.last_intent = std::move(*intent);
  state.asked = std::move(*asked);
  return true;
}

}  // namespace

std::string encode(const State& state) {
  std::string out(1, kVersion);
  put_varint(out, state.offered_person ? kOfferedPerson : 0);
  put_varint(out, std::min(state.unanswered, kMaxUnanswered));
  put_bytes(out, bounded(state.last_intent, kMaxIntentBytes));
  const std::size_t choices = std::min(state.choices.size(), kMaxChoices);
  put_varint(out, choices);
  for (std::size_t i = 0; i < choices; ++i) {
    put_bytes(out, bounded(state.choices[i], kMaxChoiceBytes));
  }
  put_bytes(out, bounded(state.asked, kMaxAskedBytes));
  return out;
}

Result<State> decode(std::string_view bytes) {
  State state;
  if (bytes.empty()) return state;
  if (bytes.front() != kVersion) {
    return torn("it is of version " + std::to_string(static_cast<unsigned char>(bytes.front())) +
                ", this engine knows version 1");
  }
  bytes.remove_prefix(1);
  if (!take_state(bytes, state)) return torn("its bytes are torn or exceed a limit");
  return state;
}

void note_answer(State& state, const AnswerOutcome& outcome) {
  state.unanswered = outcome.answered ? 0 : std::min(state.unanswered + 1, kMaxUnanswered);
  state.offered_person = outcome.offers_person;
  state.choices.clear();
  state.asked.clear();
  if (outcome.choices.size() < 2 || outcome.choices.size() > kMaxChoices) return;
  for (const std::string_view choice : outcome.choices) {
    state.choices.emplace_back(bounded(choice, kMaxChoiceBytes));
  }
  state.asked = bounded(outcome.question, kMaxAskedBytes);
}

}  // namespace parley::dialogue
