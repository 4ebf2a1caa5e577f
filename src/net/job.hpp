#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include "net/origins.hpp"
#include "net/target.hpp"
#include "net/timed.hpp"
#include "net/trust.hpp"
#include "net/watch.hpp"
#include "ports/transport.hpp"

namespace parley::net {

class Loop;

// In this order, redirects begin again at resolving.
enum class Stage : std::uint8_t {
  fresh,   // posted
  queued,  // too many transfers run
  resolving,
  ready,       // has addresses, waits for a place to connect
  connecting,  // libcurl has it
  waiting,     // the request is under way
  streaming,   // the head has come
  over,
};

struct EasyFree {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListFree>;

// One transfer, from start() to on_done(). Held by the loop and by the caller's handle.
struct Job final : Timed {
  Job(HttpRequest request, std::shared_ptr<HttpSink> sink, std::int64_t now);

  // Set by the handle on any thread, which then has the loop look.
  std::atomic<bool> cancelled{false};
  std::atomic<bool> paused{false};
  std::atomic<bool> mailed{false};  // lies in the loop's inbox

  // The network's thread alone from here on, once posted.
  HttpRequest request;
  std::shared_ptr<HttpSink> sink;
  Loop* loop = nullptr;
  Watch watch;
  Stage stage = Stage::fresh;
  bool refused = false;               // started beyond the limit of those that may wait
  bool stands = false;                // the pause that was asked for is in force
  bool held = false;                  // libcurl was told so while it delivered
  bool heard = false;                 // a useful payload came
  std::size_t index = 0;              // among the loop's jobs
  std::uint64_t ticket = 0;           // while resolving
  std::list<Job*>::iterator place{};  // while queued or ready

  Target target;
  std::optional<Target> proxy;
  std::vector<Address> addresses;
  Origin* origin = nullptr;
  int redirects = 0;

  std::unique_ptr<CURL, EasyFree> easy;
  List headers;
  List resolve;
  TrustTexts::Text pem;
  bool fresh_connection = false;
  bool follows = false;  // the response is a redirect to follow: nobody hears it
  bool head_done = false;
  int status = 0;
  HttpHeaders head;
  std::size_t head_bytes = 0;
  std::int64_t body_bytes = 0;
  std::optional<Error> verdict;  // why a callback ended the transfer
  char error_text[CURL_ERROR_SIZE] = {};

  // Where the connection goes: the proxy, if there is one.
  const Target& peer() const { return proxy ? *proxy : target; }

  // Forgets the response so far, for the next hop.
  void next_response();
  // Ends the transfer from inside a callback.
  void fail(Error error);
  void tell_done(Result<void> outcome);

  // What libcurl calls; `self` is a Job.
  static std::size_t on_header(char* text, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int on_connected(void* self, char* peer, char* local, int peer_port, int local_port);
  static int on_look_up(void* resolver, void* reserved, void* self);

 private:
  bool take_header(std::string_view line);
  bool end_head();
  bool is_redirect() const;
  void drop_sent_body();
  bool tell_data(std::string_view bytes);
};

}  // namespace parley::net
