#pragma once

#include <optional>
#include <string>

#include "script.hpp"
#include "world.hpp"

namespace parley::scenarios {

// What the lines of a case do. README.md lists the words.
class Commands {
 public:
  Commands(World& world, std::string path) : world_(world), path_(std::move(path)) {}

  // Does one step. A call that the engine refuses is not a failure yet: the next line may expect
  // it. `refused`: it does.
  std::optional<api::Error> run(const Step& step, bool refused);

  // "! STATUS …": the step before was refused in this way.
  void check_refusal(const Step& step, const std::optional<api::Error>& error) const;

 private:
  using Refusal = std::optional<api::Error>;
  using Method = Refusal (Commands::*)(const Step&);
  struct Word;
  static const Word kWords[];

  Refusal data(const Step& step);
  Refusal engine(const Step& step);
  Refusal peer(const Step& step);
  Refusal secret(const Step& step);
  Refusal tenant(const Step& step);
  Refusal use(const Step& step);
  Refusal doc(const Step& step);
  Refusal docs(const Step& step);
  Refusal remove(const Step& step);
  Refusal session(const Step& step);
  Refusal turn(const Step& step);
  Refusal script(const Step& step);
  Refusal say(const Step& step);
  Refusal input(const Step& step);
  Refusal event(const Step& step);
  Refusal no_event(const Step& step);
  Refusal all_events(const Step& step);
  Refusal answer(const Step& step);
  Refusal advance(const Step& step);
  Refusal cancel(const Step& step);
  Refusal drop(const Step& step);
  Refusal free(const Step& step);
  Refusal restart(const Step& step);
  Refusal call(const Step& step);

  Refusal begin(const Step& step,
                api::Expected<api::Turn> (api::Session::*how)(std::string_view, api::TurnOptions),
                std::string_view text, api::TurnOptions options);
  Refusal keep(api::Expected<std::string> answer);
  TurnLog& running(const Step& step);
  std::string beside(
      const std::string& file) const;  // a file named in the scenario, relative to it

  World& world_;
  std::string path_;
  bool refused_ = false;  // the next line expects a refusal
  std::string raw_;       // the last answer
  std::optional<Json> json_;
};

// Message and detail of an error, for people.
std::string api_text(const api::Error& error);

// The steps of a scripted answer, one a line, as a document of schema "world".
std::string script_document(const Step& step);

}  // namespace parley::scenarios
