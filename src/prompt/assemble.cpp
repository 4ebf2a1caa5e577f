#include "prompt/assemble.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "prompt/fence.hpp"
#include "text/template.hpp"
#include "text/tokens.hpp"

namespace parley::prompt {

namespace {

constexpr std::int32_t kMessageTokens = 4;   // what providers add around a message
constexpr std::int32_t kPassageTokens = 16;  // fences around a passage
constexpr std::size_t kFenceBytes = 64;      // of a passage, without its title and heading
constexpr std::string_view kLocaleRule =
    "Unless the customer writes in another language, answer in the language of locale ";
constexpr std::string_view kNotFinished = "\n⟦interrupted⟧";
constexpr std::string_view kColleague = "⟦a colleague of the business wrote⟧\n";

std::int32_t passage_tokens(const Passage& passage) {
  if (passage.tokens > 0) return kPassageTokens + passage.tokens;
  return kPassageTokens + text::estimate_tokens(passage.title) +
         text::estimate_tokens(passage.heading) + text::estimate_tokens(passage.text);
}

std::int32_t history_tokens(const HistoryTurn& turn) {
  if (turn.tokens > 0) return turn.tokens;
  return text::estimate_tokens(turn.question) + text::estimate_tokens(turn.answer) +
         2 * kMessageTokens;
}

std::int32_t asked_tokens(const HistoryTurn& turn) {
  if (turn.question.empty() || turn.question_tokens > 0) return turn.question_tokens;
  return text::estimate_tokens(turn.question) + kMessageTokens;
}

// Decimal digits of a passage's number.
struct Number {
  std::array<char, 12> digits{};
  std::size_t size = 0;
  explicit Number(std::size_t n) {
    do {
      digits[digits.size() - ++size] = static_cast<char>('0' + n % 10);
      n /= 10;
    } while (n > 0 && size < digits.size());
  }
  std::string_view view() const { return {digits.data() + digits.size() - size, size}; }
};

class Assembler {
 public:
  explicit Assembler(const PromptInput& input) : in_(input) {}
  Prompt assemble();

 private:
  void fill_turn_sections();
  void count();
  void fit();
  void leave_out_passage();
  void reserve();
  void put_stable();
  void put_history();
  void put_turn();
  void put_evidence();
  void put_passage(std::size_t index);
  void add(std::string_view name, Role role, Origin origin, Volatility volatility,
           std::string_view text, std::int32_t tokens);

  const PromptInput& in_;
  Prompt prompt_;
  Writer writer_{nullptr, nullptr};
  std::vector<std::string> filled_;  // turn sections, in their order
  std::vector<std::int32_t> passage_tokens_;
  std::size_t passages_ = 0;    // how many of the best stay
  std::size_t first_turn_ = 0;  // of the history that stays
  std::int64_t tokens_ = 0;
  std::int64_t evidence_tokens_ = 0;
  std::int32_t locale_tokens_ = 0;
  std::int32_t question_tokens_ = 0;
};

Prompt Assembler::assemble() {
  fill_turn_sections();
  count();
  fit();
  reserve();
  put_stable();
  put_history();
  put_turn();
  put_evidence();
  if (!in_.question.empty()) {
    const char* from = writer_.at();
    writer_.put_foreign(in_.question);
    add("question", Role::user, Origin::customer, Volatility::turn, writer_.since(from),
        question_tokens_);
  }
  return std::move(prompt_);
}

void Assembler::fill_turn_sections() {
  for (const PromptSection& section : in_.prepared->turn()) {
    filled_.push_back(text::render(section.text, in_.values));
  }
}

void Assembler::count() {
  locale_tokens_ = in_.locale.empty()
                       ? 0
                       : text::estimate_tokens(kLocaleRule) + text::estimate_tokens(in_.locale);
  question_tokens_ =
      in_.question.empty() ? 0 : text::estimate_tokens(in_.question) + kMessageTokens;
  tokens_ = std::int64_t{in_.prepared->stable_tokens()} + locale_tokens_ + question_tokens_ +
            text::estimate_tokens(in_.notes);
  for (const std::string& text : filled_)
    tokens_ += text::estimate_tokens(text);
  for (const HistoryTurn& turn : in_.history)
    tokens_ += history_tokens(turn);
  passages_ = in_.evidence == nullptr ? 0 : in_.evidence->passages.size();
  for (std::size_t i = 0; i < passages_; ++i) {
    passage_tokens_.push_back(passage_tokens(in_.evidence->passages[i]));
    evidence_tokens_ += passage_tokens_.back();
  }
  tokens_ += evidence_tokens_;
}

void Assembler::fit() {
  prompt_.left_out = in_.prepared->left_out();
  const auto over = [this] { return in_.budget_tokens > 0 && tokens_ > in_.budget_tokens; };
  while (passages_ > 0 && in_.evidence_tokens > 0 && evidence_tokens_ > in_.evidence_tokens) {
    leave_out_passage();
  }
  while (passages_ > 1 && over())
    leave_out_passage();
  while (first_turn_ < in_.history.size() && over()) {
    const HistoryTurn& turn = in_.history[first_turn_++];
    tokens_ -= history_tokens(turn);
    prompt_.left_out.push_back("turn " + std::to_string(turn.turn));
  }
  if (passages_ > 0 && over()) leave_out_passage();
}

void Assembler::leave_out_passage() {
  const std::int32_t tokens = passage_tokens_[--passages_];
  tokens_ -= tokens;
  evidence_tokens_ -= tokens;
  prompt_.left_out.push_back("passage " + std::to_string(passages_ + 1) + " (" +
                             std::string(in_.evidence->passages[passages_].document) + ")");
}

void Assembler::reserve() {
  std::size_t bytes =
      kLocaleRule.size() + in_.locale.size() + 1 + in_.question.size() + in_.notes.size();
  for (const std::string& text : filled_)
    bytes += text.size();
  for (const HistoryTurn& turn : in_.history.subspan(first_turn_)) {
    bytes += turn.question.size() + turn.answer.size() + kNotFinished.size() + kColleague.size();
  }
  for (std::size_t i = 0; i < passages_; ++i) {
    const Passage& passage = in_.evidence->passages[i];
    bytes += kFenceBytes + passage.title.size() + passage.heading.size() + passage.text.size();
  }
  std::unique_ptr<char[]> memory(new char[bytes]);
  writer_ = Writer(memory.get(), memory.get() + bytes);
  prompt_.own_text = std::move(memory);
  prompt_.sections.reserve(in_.prepared->stable().size() + 4 + filled_.size() +
                           2 * (in_.history.size() - first_turn_));
}

void Assembler::put_stable() {
  prompt_.prepared = in_.prepared;
  prompt_.sections = in_.prepared->stable();
  prompt_.tokens = in_.prepared->stable_tokens();
  if (!in_.locale.empty()) {
    const char* from = writer_.at();
    writer_.put(kLocaleRule);
    writer_.put_foreign_line(in_.locale);
    writer_.put(".");
    add("locale", Role::system, Origin::engine, Volatility::session, writer_.since(from),
        locale_tokens_);
  }
  prompt_.cache_boundary = static_cast<std::int32_t>(prompt_.sections.size());
}

void Assembler::put_history() {
  for (const HistoryTurn& turn : in_.history.subspan(first_turn_)) {
    const std::int32_t tokens = history_tokens(turn);
    const std::int32_t asked = turn.answer.empty() ? tokens : std::min(tokens, asked_tokens(turn));
    if (!turn.question.empty()) {
      const char* from = writer_.at();
      writer_.put_foreign(turn.question);
      add("history", Role::user, Origin::customer, Volatility::turn, writer_.since(from), asked);
    }
    if (turn.answer.empty()) continue;
    const char* from = writer_.at();
    if (turn.human) writer_.put(kColleague);
    writer_.put_foreign(turn.answer);
    if (turn.interrupted) writer_.put(kNotFinished);
    add("history", Role::assistant, turn.human ? Origin::operator_ : Origin::engine,
        Volatility::turn, writer_.since(from), tokens - asked);
  }
}

void Assembler::put_turn() {
  const auto& sections = in_.prepared->turn();
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const char* from = writer_.at();
    writer_.put_foreign(filled_[i]);  // values may be a customer's
    add(sections[i].name, Role::system, Origin::operator_, Volatility::turn, writer_.since(from),
        text::estimate_tokens(filled_[i]));
  }
  if (in_.notes.empty()) return;
  const char* from = writer_.at();
  writer_.put_foreign(in_.notes);
  add("state", Role::system, Origin::engine, Volatility::turn, writer_.since(from),
      text::estimate_tokens(in_.notes));
}

void Assembler::put_evidence() {
  if (passages_ == 0) return;
  const char* from = writer_.at();
  for (std::size_t i = 0; i < passages_; ++i)
    put_passage(i);
  add("evidence", Role::user, Origin::document, Volatility::turn, writer_.since(from),
      static_cast<std::int32_t>(evidence_tokens_));
}

void Assembler::put_passage(std::size_t index) {
  const Passage& passage = in_.evidence->passages[index];
  const Number number(index + 1);
  writer_.put(index == 0 ? "⟦passage " : "\n⟦passage ");
  writer_.put(number.view());
  if (!passage.title.empty()) {
    writer_.put(": ");
    writer_.put_foreign_line(passage.title);
  }
  if (!passage.heading.empty()) {
    writer_.put(" > ");
    writer_.put_foreign_line(passage.heading);
  }
  writer_.put("⟧\n");
  writer_.put_foreign(passage.text);
  writer_.put("\n⟦end ");
  writer_.put(number.view());
  writer_.put("⟧");
}

void Assembler::add(std::string_view name, Role role, Origin origin, Volatility volatility,
                    std::string_view text, std::int32_t tokens) {
  prompt_.sections.push_back({name, role, origin, volatility, text, tokens});
  prompt_.tokens += tokens;
}

}  // namespace

Prompt assemble(const PromptInput& input) {
  return Assembler(input).assemble();
}

}  // namespace parley::prompt
