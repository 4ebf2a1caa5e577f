#include "llm/responder/responder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "text/template.hpp"

namespace parley::llm {

namespace {
class Finished final : public ModelStream {
 public:
  void pause() override {}
  void resume() override {}
};

using Values = std::array<std::pair<std::string_view, std::string_view>, 3>;
constexpr std::string_view kQuote = "{quote}";

// Up to the blanks behind the first mark that ends a clause; a mark within a number or an address
// ends none.
std::size_t clause_size(std::string_view text) {
  constexpr std::string_view kBlanks = " \n";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool line_end = text[at] == '\n';
    const bool mark = std::string_view(",.;:!?").find(text[at]) != std::string_view::npos;
    const bool blank_follows =
        at + 1 < text.size() && kBlanks.find(text[at + 1]) != std::string_view::npos;
    if (line_end || (mark && blank_follows))
      return std::min(text.find_first_not_of(kBlanks, at + 1), text.size());
  }
  return text.size();
}

// One answer being told.
class Telling {
 public:
  Telling(const ResponderOptions& options, const GenerateRequest& request, ChatModel::Sink& sink)
      : options_(options),
        request_(request),
        sink_(sink),
        texts_(responder_texts(request.locale)) {}

  void tell(const Evidence& evidence, const Pick& pick) {
    ModelDelta stop;
    stop.kind = ModelDelta::Kind::stop;
    stop.text = "stop";
    switch (pick.kind) {
      case Pick::Kind::quote:
        quote(evidence, pick);
        break;
      case Pick::Kind::clarify:
        say(text::render(own("clarify", texts_.clarify),
                         Values{{{"first", pick.choices[0]}, {"second", pick.choices[1]}, {}}}));
        stop.choices = pick.choices;
        break;
      case Pick::Kind::empty_input:
        say(own("empty_input", texts_.empty_input));
        break;
      case Pick::Kind::unknown:
        unknown();
        stop.answered = false;
        stop.offers_person = true;
        break;
    }
    sink_(std::move(stop));
  }

 private:
  std::string own(std::string_view what, const std::string& built_in) const {
    std::string text = options_.own_text ? options_.own_text(what, request_.locale) : std::string();
    return text.empty() ? built_in : text;
  }

  // Clause by clause, so that the gate has something to release early.
  void say(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = clause_size(text);
      ModelDelta delta;
      delta.text = text.substr(0, end);
      sink_(std::move(delta));
      text.remove_prefix(end);
    }
  }

  void quote(const Evidence& evidence, const Pick& pick) {
    const Passage& passage = evidence.passages[static_cast<std::size_t>(pick.passage)];
    const Values values = {
        {{"title", passage.title}, {"document", passage.document}, {"heading", passage.heading}}};
    const std::string tmpl = own("quote", texts_.quote);
    const std::size_t at = tmpl.find(kQuote);
    const std::string_view before = std::string_view(tmpl).substr(0, at);
    say(text::render(before, values));
    if (at == std::string::npos) return;
    say(passage.text.substr(static_cast<std::size_t>(pick.begin),
                            static_cast<std::size_t>(pick.size)));
    ModelDelta citation;
    citation.kind = ModelDelta::Kind::citation;
    citation.passage = pick.passage;
    citation.quote_begin = pick.begin;
    citation.quote_size = pick.size;
    sink_(std::move(citation));
    say(text::render(std::string_view(tmpl).substr(at + kQuote.size()), values));
  }

  // The built-in sentence offers a person itself; a tenant's own gets the offer behind it.
  void unknown() {
    const std::string text = own("unknown", texts_.unknown);
    say(text);
    const bool is_own = text != texts_.unknown;
    const std::string offer = own("handoff_offer", is_own ? texts_.offer_person : std::string());
    if (offer.empty()) return;
    say(" ");
    say(offer);
  }

  const ResponderOptions& options_;
  const GenerateRequest& request_;
  ChatModel::Sink& sink_;
  const ResponderTexts& texts_;
};
}  // namespace

std::unique_ptr<ModelStream> Responder::start(GenerateRequest request, Sink sink) {
  PickOptions options;
  if (request.min_confidence_e4 >= 0) options.min_confidence_e4 = request.min_confidence_e4;
  if (options_.ask_back_margin_e4 >= 0) options.ask_back_margin_e4 = options_.ask_back_margin_e4;
  static const Evidence kNone;
  const Evidence& evidence = request.evidence ? *request.evidence : kNone;
  const Pick pick = pick_answer(evidence, request.question, request.locale, options);
  Telling(options_, request, sink).tell(evidence, pick);
  return std::make_unique<Finished>();
}

}  // namespace parley::llm
