#include "net/sse.hpp"

#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace parley;
using namespace parley::net;

namespace {

struct Seen {
  std::string type;
  std::string data;
  std::string id;
  bool whole = true;
  bool operator==(const Seen&) const = default;
};

struct Outcome {
  std::vector<Seen> events;
  bool fault = false;
  bool operator==(const Outcome&) const = default;
};

// A piece is a heap copy of its own, so that a view kept too long is a fault under the sanitizer.
void feed(SseParser& parser, std::string_view piece, Outcome& out) {
  const std::vector<char> bytes(piece.begin(), piece.end());
  SseEvent event;
  parser.feed({bytes.data(), bytes.size()});
  auto step = parser.next(event);
  for (; step == SseParser::Step::event; step = parser.next(event)) {
    out.events.push_back(
        {std::string(event.type), std::string(event.data), std::string(event.id), event.whole});
  }
  out.fault = step == SseParser::Step::fault;
}

Outcome finish(SseParser& parser, Outcome out) {
  SseEvent event;
  const auto step = parser.finish(event);
  if (step == SseParser::Step::event) {
    out.events.push_back(
        {std::string(event.type), std::string(event.data), std::string(event.id), event.whole});
    CHECK(parser.finish(event) == SseParser::Step::more);
  }
  out.fault = step == SseParser::Step::fault;
  return out;
}

Outcome parse(const std::vector<std::string_view>& pieces, std::size_t limit = 1000) {
  SseParser parser(limit);
  Outcome out;
  for (const std::string_view piece : pieces)
    feed(parser, piece, out);
  return finish(parser, std::move(out));
}

std::vector<std::string> data_of(std::string_view text) {
  std::vector<std::string> out;
  for (const Seen& event : parse({text}).events)
    out.push_back(event.data);
  return out;
}

using Texts = std::vector<std::string>;

const std::vector<std::string>& fixtures() {
  using namespace std::string_literals;
  static const std::vector<std::string> all = {
      "data: one\n\ndata: two\n\ndata: [DONE]\n\n",
      "data: one\r\n\r\ndata: two\r\n\r\n",
      "data: one\r\rdata: two\r\r",
      "data: a\r\ndata: b\rdata: c\n\r\n: x\rdata:d\r\r\n",
      "\xef\xbb\xbf"
      "data: marked\n\ndata: \xef\xbb\xbfinside\n\n",
      ": PROCESSING\n\n: PROCESSING\n\ndata: late\n\n:\n\n",
      "event: error\nid: 7\nretry: 2500\ndata: x\n\nid\ndata\n\nevent: unknown\n\ndata: y\n\n",
      "data:no blank\n\ndata:  two blanks\n\n",
      "data: {\"a\":\ndata: 1}\n\n",
      "data: \xe2\x80\xa8 \xe2\x80\xa9 \xc2\x85 K\xc3\xb6ln\n\n",
      "\n\n\ndata: late\n\n\n\n",
      "data: no end\n",
      "data: cut",
      "data: a\0b\nid: x\0y\n\n"s,
      "data\n\ndata:\n\ndata\ndata\n\n",
      "id: 1\ndata: a\n\ndata: b\n\nid:\ndata: c\n\n",
      "event: ping\n\ndata: after\n\n",
  };
  return all;
}

}  // namespace

TEST_CASE("sse: each fixture cut at any byte gives the same events") {
  for (const std::string& text : fixtures()) {
    CAPTURE(text);
    const Outcome whole = parse({text});
    CHECK(!whole.fault);
    for (std::size_t at = 0; at <= text.size(); ++at) {
      const std::string_view view = text;
      CHECK(parse({view.substr(0, at), view.substr(at)}) == whole);
    }
  }
}

TEST_CASE("sse: random pieces and single bytes give the same events") {
  std::mt19937 random(7);
  for (const std::string& text : fixtures()) {
    CAPTURE(text);
    const Outcome whole = parse({text});
    for (int round = 0; round < 200; ++round) {
      std::vector<std::string_view> pieces;
      const std::size_t longest = round == 0 ? 1 : 2 + random() % 12;
      for (std::string_view rest = text; !rest.empty();) {
        const std::size_t size = std::min<std::size_t>(rest.size(), random() % (longest + 1));
        pieces.push_back(rest.substr(0, size));
        rest.remove_prefix(size);
      }
      CHECK(parse(pieces) == whole);
    }
  }
}

TEST_CASE("sse: LF, CRLF and CR end a line, also mixed") {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    const std::string eol = end;
    CHECK(data_of("data: a" + eol + "data: b" + eol + eol + "data: c" + eol + eol) ==
          Texts{"a\nb", "c"});
  }
}

TEST_CASE("sse: CR and LF cut apart make no empty line") {
  CHECK(parse({"data: a\r", "\ndata: b\r", "\n\r", "\n"}).events ==
        std::vector<Seen>{{"", "a\nb", "", true}});
}

TEST_CASE("sse: an event is handed out with the CR of its blank line, not with the next piece") {
  SseParser parser;
  Outcome out;
  feed(parser, "data: now\r\r", out);
  CHECK(out.events.size() == 1);
}

TEST_CASE("sse: a byte order mark is dropped at the start only, also when cut") {
  CHECK(data_of("\xef\xbb\xbf"
                "data: a\n\n") == Texts{"a"});
  CHECK(parse({"\xef", "\xbb",
               "\xbf"
               "data: a\n\n"})
            .events.size() == 1);
  CHECK(data_of("data: a\n\n\xef\xbb\xbf"
                "data: b\n\n") == Texts{"a"});
  CHECK(data_of("\xef\xbb\xbf"
                "data: only") == Texts{"only"});
}

TEST_CASE("sse: comments and unknown fields say nothing") {
  CHECK(data_of(": keep-alive\n\n:\n\nfoo: bar\n\n{\"error\":1}\n\n").empty());
  CHECK(data_of(": x\ndata: a\n: y\ndata: b\n\n") == Texts{"a\nb"});
}

TEST_CASE("sse: data without a blank behind the colon; only one blank belongs to the field") {
  CHECK(data_of("data:a\n\ndata:  b\n\ndata:\tc\n\n") == Texts{"a", " b", "\tc"});
}

TEST_CASE("sse: several data lines are joined with a line feed") {
  CHECK(data_of("data: a\ndata:\ndata: b\n\n") == Texts{"a\n\nb"});
}

TEST_CASE("sse: a field without a colon has an empty value") {
  CHECK(data_of("data\n\n") == Texts{""});
  CHECK(data_of("datax\n\n data: a\n\n").empty());
}

TEST_CASE("sse: U+2028, U+2029 and U+0085 end no line") {
  CHECK(data_of("data: a\xe2\x80\xa8"
                "b\xe2\x80\xa9"
                "c\xc2\x85"
                "d\n\n") == Texts{"a\xe2\x80\xa8"
                                  "b\xe2\x80\xa9"
                                  "c\xc2\x85"
                                  "d"});
}

TEST_CASE("sse: the last event without its blank line is handed out, marked") {
  CHECK(parse({"data: a\n\ndata: b\n"}).events.back() == Seen{"", "b", "", false});
  CHECK(parse({"data: a\n\ndata: b"}).events.back() == Seen{"", "b", "", false});
  CHECK(parse({"data: a\n\nevent: x\n"}).events.size() == 1);
}

TEST_CASE("sse: type belongs to one event, id to those that follow too") {
  const auto events =
      parse({"event: error\nid: 7\ndata: a\n\ndata: b\n\nevent: gone\n\ndata: c\n\n"}).events;
  CHECK(events ==
        std::vector<Seen>{{"error", "a", "7", true}, {"", "b", "7", true}, {"", "c", "7", true}});
}

TEST_CASE("sse: retry is read when it is a number of milliseconds") {
  SseParser parser;
  Outcome out;
  feed(parser, "retry: soon\nretry: -1\nretry: 5x\n", out);
  CHECK(!parser.retry_ms());
  feed(parser, "retry: 1500\n", out);
  CHECK(parser.retry_ms() == 1500);
}

TEST_CASE("sse: NUL is a byte of the data; an id that holds one is ignored") {
  using namespace std::string_literals;
  const auto events = parse({"id: 1\ndata: a\0b\nid: x\0\n\n"s}).events;
  CHECK(events == std::vector<Seen>{{"", "a\0b"s, "1", true}});
}

TEST_CASE("sse: a line above the limit is a fault, however it is cut, after what came before it") {
  const std::string text = "data: ok\n\ndata: " + std::string(200, 'x') + "\n\ndata: never\n\n";
  const Outcome whole = parse({text}, 100);
  CHECK(whole.fault);
  CHECK(whole.events.size() == 1);
  for (std::size_t at = 0; at <= text.size(); ++at) {
    CHECK(parse({text.substr(0, at), text.substr(at)}, 100) == whole);
  }
  CHECK(parse({"data: " + std::string(94, 'x')}, 100).events.size() == 1);
  CHECK(parse({"data: " + std::string(95, 'x')}, 100).fault);
  CHECK(parse({": " + std::string(101, 'x')}, 100).fault);
}

TEST_CASE("sse: the data lines of one event together have the same limit") {
  std::string text;
  for (int i = 0; i < 30; ++i)
    text += "data: xxxx\n";
  CHECK(parse({text + "\n"}, 100).fault);
  CHECK(parse({text.substr(0, 220) + "\n"}, 100).events.size() == 1);
}

TEST_CASE("sse: a fault stays and says the limit") {
  SseParser parser(10);
  Outcome out;
  feed(parser, "data: 0123456789", out);
  CHECK(out.fault);
  feed(parser, "\n\ndata: a\n\n", out);
  CHECK(out.fault);
  CHECK(out.events.empty());
  SseEvent event;
  CHECK(parser.finish(event) == SseParser::Step::fault);
  CHECK(parser.error().status == Status::limit);
  CHECK(parser.error().message.find("10 bytes") != std::string::npos);
}

TEST_CASE("sse: an event that lies whole in a piece is a view into it") {
  SseParser parser;
  const std::string piece = "data: a\n\ndata: b\r\n\r\n";
  SseEvent event;
  parser.feed(piece);
  for (int i = 0; i < 2; ++i) {
    REQUIRE(parser.next(event) == SseParser::Step::event);
    CHECK(event.data.data() >= piece.data());
    CHECK(event.data.data() < piece.data() + piece.size());
  }
  CHECK(parser.next(event) == SseParser::Step::more);
}
