#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ports/gate_check.hpp"

namespace parley::gate {

// Model output may hold the tenant's allowed tags and no other markup, so that a page may show it
// as HTML and a terminal as text. Only what looks like a tag is touched: "5 < 6", "&" and quotes
// stay as they are.
//  - allowed tags are written anew: name in small letters, of the attributes only href on a, with
//  http, https or mailto;
//  - other tags go, their inner text stays; of <script>, <style> and the like (also when allowed)
//  and of comments the inside goes too;
//  - <https://…> becomes the address; a '<' that looks like a tag but ends nowhere gets a blank
//  behind it, which is text in HTML;
//  - end tags without a beginning go; tags still open at the end of the answer are closed, inner
//  ones before outer ones; nesting
//    beyond 12 goes.
class HtmlAllowList final : public GateCheck {
 public:
  // Names in small letters; at most 250, more are ignored.
  explicit HtmlAllowList(std::vector<std::string> allowed);

  std::string_view name() const override { return "html"; }
  Verdict check(std::string_view clause, const GateContext& context) const override;
  void released(std::string_view text, const GateContext& context) const override;
  std::string end(const GateContext& context) const override;

 private:
  std::vector<std::string> allowed_;
};

// At most so many code points of an answer. A clause that does not fit is cut after its last
// sentence that does; the answer's first clause, where there is none, after its last word that
// does. Never inside a tag. Tags count; closing tags that follow a cut do not.
class AnswerLength final : public GateCheck {
 public:
  explicit AnswerLength(std::int64_t max_code_points) : max_(max_code_points) {}

  std::string_view name() const override { return "length"; }
  Verdict check(std::string_view clause, const GateContext& context) const override;

 private:
  std::int64_t max_;
};

}  // namespace parley::gate
