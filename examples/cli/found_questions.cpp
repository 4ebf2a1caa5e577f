#include "found_questions.hpp"

#include <algorithm>
#include <array>

#include "nlp/stop_words.hpp"
#include "nlp/words.hpp"

namespace parley::cli {
namespace {

constexpr std::size_t kLongestQuestion = 300;
constexpr std::size_t kReadForLanguage = 200'000;

std::string_view trim(std::string_view text, std::string_view what = " \t\r") {
  const std::size_t begin = text.find_first_not_of(what);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(what) - begin + 1);
}

bool asks(std::string_view text) {
  return text.size() > 3 && text.size() <= kLongestQuestion &&
         (text.ends_with('?') || text.ends_with("？"));
}

// Without marks of Markdown around it and without a "Q:" before it.
std::string_view bare(std::string_view line) {
  line = trim(line, " \t\r#*_>-");
  for (const std::string_view mark : {"Q:", "Q.", "Question:", "F:", "Frage:", "P:", "D:"}) {
    if (line.starts_with(mark)) line = line.substr(mark.size());
  }
  return trim(line, " \t\r*_");
}

void add(std::vector<std::string>& out, std::string_view question) {
  if (asks(question) && std::ranges::find(out, question) == out.end()) out.emplace_back(question);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out.push_back(trim(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

bool is_fence(std::string_view line) {
  return line.starts_with("```") || line.starts_with("~~~");
}

// A line that stands between blank ones, is a heading, is bold or begins with "Q:".
bool stands_out(const std::vector<std::string_view>& lines, std::size_t i) {
  const std::string_view line = lines[i];
  if (line.starts_with('#') || line.starts_with("**") || line.starts_with("__")) return true;
  if (line.size() > 1 && bare(line).size() + 1 < line.size() && line[0] != '-' && line[0] != '>')
    return true;
  if (line[0] == '>' || line.starts_with("- ") || line.starts_with("* ")) return false;
  const bool before = i == 0 || lines[i - 1].empty();
  const bool underlined = i + 1 < lines.size() && !lines[i + 1].empty() &&
                          lines[i + 1].find_first_not_of("=-") == std::string_view::npos;
  const bool behind = i + 1 == lines.size() || lines[i + 1].empty();
  // A whole paragraph may end in a question; a line with a sentence before it is one.
  return before && (underlined || behind) && line.find(". ") == std::string_view::npos;
}

std::vector<std::string> from_lines(std::string_view body) {
  std::vector<std::string> out;
  const std::vector<std::string_view> lines = lines_of(body);
  bool fenced = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (is_fence(lines[i])) fenced = !fenced;
    if (fenced || !asks(bare(lines[i])) || !stands_out(lines, i)) continue;
    add(out, bare(lines[i]));
  }
  return out;
}

std::string without_tags(std::string_view html) {
  std::string out;
  bool inside = false;
  for (const char c : html) {
    if (c == '<') inside = true;
    if (!inside) out += c == '\n' || c == '\t' ? ' ' : c;
    if (c == '>') inside = false;
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities = {
      {{"&nbsp;", " "},
       {"&lt;", "<"},
       {"&gt;", ">"},
       {"&quot;", "\""},
       {"&#39;", "'"},
       {"&amp;", "&"}}};
  for (const auto& [name, plain] : kEntities) {
    for (std::size_t at = 0; (at = out.find(name, at)) != std::string::npos; at += plain.size()) {
      out.replace(at, name.size(), plain);
    }
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// What stands in headings, terms of definition lists, summaries and bold text.
std::vector<std::string> from_html(std::string_view body) {
  std::vector<std::string> out;
  const std::string small = lower(body);
  static constexpr std::array<std::string_view, 10> kTags = {"h1", "h2", "h3",      "h4",     "h5",
                                                             "h6", "dt", "summary", "strong", "b"};
  for (std::size_t at = 0; (at = small.find('<', at)) != std::string::npos; ++at) {
    const std::size_t name_end = small.find_first_of(" \t\r\n>", at + 1);
    if (name_end == std::string::npos) break;
    const std::string name = small.substr(at + 1, name_end - at - 1);
    if (std::ranges::find(kTags, name) == kTags.end()) continue;
    const std::size_t begin = small.find('>', at);
    if (begin == std::string::npos) break;
    const std::size_t end = small.find("</" + name, begin);
    if (end == std::string::npos) continue;
    add(out, bare(without_tags(body.substr(begin + 1, end - begin - 1))));
  }
  return out;
}

}  // namespace

std::vector<std::string> find_questions(std::string_view format, std::string_view body) {
  return format == "html" ? from_html(body) : from_lines(body);
}

std::string_view guess_language(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kLanguages = {"en", "es", "fr",
                                                                 "de", "it", "pt"};
  std::array<std::int64_t, kLanguages.size()> counts{};
  nlp::for_each_word(text.substr(0, kReadForLanguage),
                     [&](std::string_view folded, std::size_t, std::size_t) {
                       for (std::size_t i = 0; i < kLanguages.size(); ++i) {
                         counts[i] += nlp::is_stop_word(folded, kLanguages[i]) ? 1 : 0;
                       }
                     });
  return kLanguages[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

}  // namespace parley::cli
