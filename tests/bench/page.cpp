#include "bench/page.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "bench/bench.hpp"

namespace parley::bench {
namespace {

constexpr int kWidth = 720;
constexpr int kNames = 150;  // pixels left of the bars
constexpr int kRow = 26;
constexpr int kHigh = 220;  // of a histogram

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1c2430;--faint:#5b6675;--paper:#fff;--bar:#2f6fb4;--mark:#b4552f;--line:#d4dae2}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--faint:#9aa5b4;--paper:#14181f;--bar:#6aa5e6;--mark:#e6956a;--line:#333c49}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:48rem;margin:2rem auto;padding:0 1rem}
svg{max-width:100%;height:auto;margin:1rem 0}svg text{font:13px system-ui,sans-serif;fill:var(--ink)}svg .faint{fill:var(--faint)}
svg .title{font-weight:600;font-size:15px}rect{fill:var(--bar)}.mark{stroke:var(--mark);stroke-width:2}.axis{stroke:var(--line)}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line);
overflow-wrap:anywhere}td:last-child{font-variant-numeric:tabular-nums})";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// As many digits as tell something.
std::string number(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
  return std::abs(value) < 10 ? fmt::format("{:.4g}", value) : fmt::format("{:.1f}", value);
}

std::string opened(std::string_view title, int height) {
  return fmt::format(
      "<svg role=\"img\" viewBox=\"0 0 {} {}\" width=\"{}\"><title>{}</title><text class=\"title\" "
      "x=\"0\" y=\"16\">{}</text>",
      kWidth, height, kWidth, escaped(title), escaped(title));
}

void add_rows(std::string& out, const std::string& prefix, const json::Object& members) {
  for (const auto& [name, value] : members) {
    std::string path = prefix;
    if (!path.empty()) path += '.';
    path += name;
    if (const json::Object* inner = value.as_object())
      add_rows(out, path, *inner);
    else
      out += "<tr><th scope=\"row\">" + escaped(path) + "</th><td>" + escaped(json::write(value)) +
             "</td></tr>\n";
  }
}

std::string table(std::string_view title, const json::Object& members) {
  std::string out = "<h2>" + escaped(title) + "</h2>\n<table>\n";
  add_rows(out, "", members);
  return out + "</table>\n";
}

}  // namespace

Picture bars(std::string_view title, std::string_view unit, const std::vector<Bar>& rows) {
  double most = 0;
  for (const Bar& row : rows)
    most = std::max({most, row.value, row.mark});
  const double scale = most > 0 ? (kWidth - kNames - 130) / most : 0;
  std::string out = opened(title, static_cast<int>(rows.size()) * kRow + 34);
  int y = 30;
  for (const Bar& row : rows) {
    out += fmt::format("<text x=\"0\" y=\"{}\">{}</text>", y + 15, escaped(row.name));
    out += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\"/>", kNames, y + 2,
                       row.value * scale, kRow - 8);
    if (row.mark > 0) {
      out +=
          fmt::format("<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>",
                      kNames + row.mark * scale, y, y + kRow - 4);
    }
    const double end = kNames + std::max(row.value, row.mark) * scale + 8;
    const std::string mark = row.mark > 0 ? " · " + number(row.mark) : std::string();
    out += fmt::format("<text class=\"faint\" x=\"{:.1f}\" y=\"{}\">{}{} {}</text>", end, y + 15,
                       number(row.value), mark, escaped(unit));
    y += kRow;
  }
  return out + "</svg>\n";
}

Picture histogram(std::string_view title, std::string_view unit, std::vector<double> numbers,
                  int bins) {
  std::string out = opened(title, kHigh);
  if (numbers.empty()) return out + "<text x=\"0\" y=\"40\">no numbers</text></svg>\n";
  std::sort(numbers.begin(), numbers.end());
  const double low = numbers.front();
  const double high = std::max(percentile(numbers, 0.99), low + 1e-9);
  std::vector<int> counts(static_cast<std::size_t>(bins));
  for (const double value : numbers) {
    const double part = (value - low) / (high - low) * bins;
    ++counts[static_cast<std::size_t>(std::clamp(part, 0.0, bins - 1.0))];
  }
  const int most = *std::max_element(counts.begin(), counts.end());
  const double wide = static_cast<double>(kWidth - 2) / bins;
  const int floor = kHigh - 26;
  for (int i = 0; i < bins; ++i) {
    const double tall =
        static_cast<double>(counts[static_cast<std::size_t>(i)]) / most * (floor - 34);
    out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
                       i * wide, floor - tall, wide - 1, tall);
  }
  out += fmt::format("<line class=\"axis\" x1=\"0\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>", kWidth, floor,
                     floor);
  out += fmt::format("<text class=\"faint\" x=\"0\" y=\"{}\">{} {}</text>", kHigh - 8, number(low),
                     escaped(unit));
  out += fmt::format(
      "<text class=\"faint\" text-anchor=\"end\" x=\"{}\" y=\"{}\">{} {} and more</text>", kWidth,
      kHigh - 8, number(high), escaped(unit));
  return out + "</svg>\n";
}

Result<std::string> write_page(const std::string& dir, const json::Value& report,
                               const std::vector<Picture>& pictures) {
  const std::string name(report.text("bench"));
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>parley bench " +
      escaped(name) + "</title>\n<style>" + std::string(kStyle) + "</style>\n<h1>parley bench " +
      escaped(name) + "</h1>\n<p>Parley " + escaped(report.text("version")) + "</p>\n";
  for (const Picture& picture : pictures)
    page += picture;
  page += table("Metrics", report.object("metrics")) +
          table("Parameters", report.object("params")) +
          table("Machine", report.object("machine")) + "<h2>Notes</h2>\n<ul>\n";
  for (const json::Value& note : report.array("notes"))
    if (const std::string* text = note.as_string()) page += "<li>" + escaped(*text) + "</li>\n";
  page += "</ul>\n</html>\n";
  std::error_code fault;
  std::filesystem::create_directories(dir, fault);
  std::string path = dir + "/" + name + ".html";
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << page;
  file.close();
  if (!file) return make_error(Status::argument, "cannot write --report " + path);
  return path;
}

}  // namespace parley::bench
