#include "net/job.hpp"

#include <cerrno>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "net/failure.hpp"
#include "net/loop.hpp"

namespace parley::net {
namespace {

Job& job_of(void* self) {
  return *static_cast<Job*>(self);
}

// Calls a sink. An exception must not pass through libcurl's frames: it ends the transfer.
template <class Call>
void guarded(Job& job, Call&& call) {
  try {
    call();
  } catch (const std::bad_alloc&) {
    job.fail(make_error(Status::no_memory, "no memory for what a transfer brought"));
  } catch (const std::exception& bug) {
    job.fail(make_error(Status::internal,
                        fmt::format("the sink of a transfer has a bug: {}", bug.what())));
  }
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lower(std::string_view text) {
  std::string copy(text);
  for (char& c : copy) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return copy;
}

}  // namespace

Job::Job(HttpRequest what, std::shared_ptr<HttpSink> who, std::int64_t now)
    : request(std::move(what)), sink(std::move(who)), watch(request.deadlines, now) {}

void Job::next_response() {
  follows = false;
  head_done = false;
  status = 0;
  head.clear();
  head_bytes = 0;
  body_bytes = 0;
  error_text[0] = '\0';
}

void Job::fail(Error error) {
  if (!verdict) verdict = std::move(error);
}

void Job::tell_done(Result<void> outcome) {
  if (cancelled.load(std::memory_order_acquire)) return;
  // Nobody is left to tell of a sink that throws here.
  guarded(*this, [&] { sink->on_done(std::move(outcome)); });
}

std::size_t Job::on_header(char* text, std::size_t size, std::size_t count, void* self) {
  Job& job = job_of(self);
  const std::size_t bytes = size * count;
  bool taken = false;
  guarded(job, [&] { taken = job.take_header({text, bytes}); });
  return taken && !job.verdict ? bytes : 0;
}

bool Job::take_header(std::string_view line) {
  if (cancelled.load(std::memory_order_acquire)) return false;
  head_bytes += line.size();
  if (head_bytes > loop->limits().header_bytes) {
    fail(over_limit("header_bytes", static_cast<std::int64_t>(loop->limits().header_bytes),
                    target.origin, "a shorter head"));
    return false;
  }
  if (head_done) return true;  // a trailer
  if (line.starts_with("HTTP/")) {
    head.clear();
    origin->protocol = line.starts_with("HTTP/2") ? Protocol::two : Protocol::one;
    const auto space = line.find(' ');
    status = 0;
    if (space != std::string_view::npos) {
      std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
    }
    return true;
  }
  if (trimmed(line).empty()) return status < 200 || end_head();
  if ((line.front() == ' ' || line.front() == '\t') && !head.empty()) {
    head.back().second.append(" ").append(trimmed(line));
    return true;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  head.emplace_back(lower(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
  return true;
}

bool Job::is_redirect() const {
  if (!request.follow_redirects) return false;
  if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
    return false;
  }
  for (const auto& [name, value] : head) {
    if (name == "location") return true;
  }
  return false;
}

void Job::drop_sent_body() {
  curl_off_t sent = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_SIZE_UPLOAD_T, &sent);
  if (request.follow_redirects || sent < static_cast<curl_off_t>(request.body.size())) return;
  // All of it is sent and answered: libcurl reads it no more.
  std::string().swap(request.body);
}

bool Job::end_head() {
  head_done = true;
  stage = Stage::streaming;
  follows = is_redirect();
  if (follows) return true;
  drop_sent_body();
  sink->on_head(status, std::move(head));
  head.clear();
  return true;
}

std::size_t Job::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  Job& job = job_of(self);
  const std::size_t length = size * count;
  if (length == 0) return 0;
  if (job.cancelled.load(std::memory_order_acquire)) return 0;
  if (!job.follows && job.paused.load(std::memory_order_relaxed)) {
    job.held = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  job.body_bytes += static_cast<std::int64_t>(length);
  if (job.body_bytes > job.request.max_bytes) {
    job.fail(over_limit("max_bytes", job.request.max_bytes, job.target.origin,
                        "a shorter body, or a higher limit"));
    return 0;
  }
  if (job.follows) return length;
  guarded(job, [&] {
    if (!job.sink->on_data({bytes, length})) return;
    job.watch.useful(job.loop->now());
    if (job.heard) return;  // its deadline only moved away: seen when the old one comes
    job.heard = true;
    job.loop->rearm(job);
  });
  return job.verdict ? 0 : length;
}

curl_socket_t Job::on_socket(void* self, curlsocktype purpose, curl_sockaddr* to) {
  Job& job = job_of(self);
  if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
  const auto address = Address::of(to->addr);
  if (!job.request.private_addresses && !job.proxy && (!address || !is_public(*address))) {
    job.fail(private_address(job.target, address.value_or(Address{})));
    return CURL_SOCKET_BAD;
  }
  // Not inherited by programs that the host starts: a socket closed here would live on there.
  const int fd = socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  if (fd < 0) job.fail(no_socket(job.target.origin, errno));
  return fd < 0 ? CURL_SOCKET_BAD : fd;
}

int Job::on_connected(void* self, char* peer, char*, int, int) {
  Job& job = job_of(self);
  if (job.cancelled.load(std::memory_order_acquire)) return CURL_PREREQFUNC_ABORT;
  // A connection that was kept may lead where this request must not go.
  const auto address = Address::parse(peer == nullptr ? "" : peer);
  if (!job.request.private_addresses && !job.proxy && (!address || !is_public(*address))) {
    job.fail(private_address(job.target, address.value_or(Address{})));
    return CURL_PREREQFUNC_ABORT;
  }
  job.loop->connected(job);
  return CURL_PREREQFUNC_OK;
}

int Job::on_look_up(void*, void*, void* self) {
  Job& job = job_of(self);
  // Addresses were handed over; libcurl would ask a thread of its own, and wait for it.
  if (job.peer().address) return 0;
  job.fail(make_error(Status::network,
                      fmt::format("the address of {} was forgotten before it was used; expected "
                                  "a shorter wait for a connection",
                                  job.peer().origin)));
  return 1;
}

}  // namespace parley::net
