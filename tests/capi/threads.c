/* Two threads on everything at once. Meant for the thread sanitizer; without it, it looks for
 * crashes and lost ENDs. */
#define _POSIX_C_SOURCE 200809L
#define PARLEY_ALLOW_EXPERIMENTAL
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

enum { kRounds = 40 };

static shop s;

static void both(void* (*one)(void*), void* (*two)(void*)) {
  pthread_t a;
  pthread_t b;
  CHECK(pthread_create(&a, NULL, one, NULL) == 0);
  CHECK(pthread_create(&b, NULL, two, NULL) == 0);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
}

#define ASK(call)                                    \
  do {                                               \
    parley_result* r = NULL;                         \
    CHECK_STATUS(call, PARLEY_OK);                   \
    CHECK(parley_result_get_json(r).data[0] == '{'); \
    parley_result_free(r);                           \
  } while (0)

/* The same session from both sides: a turn, or BUSY. */
static void* talk(void* unused) {
  int i;
  (void)unused;
  for (i = 0; i < kRounds; ++i) {
    parley_turn* turn = NULL;
    parley_error* error = NULL;
    const parley_status status = parley_turn_say(s.session, TEXT("thank you"), NULL, &turn, &error);
    CHECK(status == PARLEY_OK || status == PARLEY_ERR_BUSY);
    if (status == PARLEY_OK) CHECK(listen(turn).ends == 1);
    parley_turn_free(turn);
    parley_error_free(error);
  }
  return NULL;
}

static void* own_sessions(void* unused) {
  int i;
  (void)unused;
  for (i = 0; i < kRounds; ++i) {
    parley_session* session = NULL;
    parley_turn* turn;
    CHECK_STATUS(parley_session_open(s.tenant, NULL, 0, &session, NULL), PARLEY_OK);
    turn = say(session, "Do you ship to Austria?");
    parley_session_free(session);
    CHECK(listen(turn).ends == 1);
    parley_turn_free(turn);
  }
  return NULL;
}

static void* read_all(void* unused) {
  int i;
  (void)unused;
  for (i = 0; i < kRounds; ++i) {
    parley_tenant* tenant = NULL;
    ASK(parley_engine_info(s.engine, TEXT("metrics"), &r, NULL));
    ASK(parley_engine_info(s.engine, TEXT("health"), &r, NULL));
    ASK(parley_tenant_list(s.engine, TEXT("{}"), &r, NULL));
    ASK(parley_tenant_get(s.tenant, 0, &r, NULL));
    ASK(parley_tenant_understand(s.tenant, TEXT("{\"text\":\"thank you\"}"), &r, NULL));
    ASK(parley_kb_search(s.tenant, TEXT("{\"query\":\"boots\"}"), &r, NULL));
    ASK(parley_kb_info(s.tenant, TEXT("{\"view\":\"documents\"}"), &r, NULL));
    ASK(parley_session_list(s.tenant, TEXT("{}"), &r, NULL));
    ASK(parley_session_view(s.session, TEXT("{\"view\":\"transcript\"}"), &r, NULL));
    CHECK_STATUS(parley_tenant_open(s.engine, TEXT("shop"), &tenant, NULL), PARLEY_OK);
    parley_tenant_free(tenant);
  }
  return NULL;
}

static void* write_all(void* unused) {
  int i;
  (void)unused;
  for (i = 0; i < kRounds; ++i) {
    char json[256];
    snprintf(json, sizeof json,
             "{\"put\":[{\"name\":\"n.md\",\"body\":\"# News\\n\\nIssue %d.\\n\"}]}", i);
    ASK(parley_kb_apply(s.tenant, json, strlen(json), &r, NULL));
    ASK(parley_tenant_put(s.engine, TEXT("other"), TEXT("{\"name\":\"Other\"}"), &r, NULL));
    ASK(parley_tenant_put(s.engine, TEXT("shop"), kShopTenant, strlen(kShopTenant), &r, NULL));
    snprintf(json, sizeof json, "{\"kind\":\"metadata\",\"metadata\":{\"i\":%d}}", i);
    ASK(parley_session_append(s.session, json, strlen(json), &r, NULL));
    CHECK_STATUS(parley_engine_set_secret(s.engine, TEXT("shop"), TEXT("key"), TEXT("v"), NULL),
                 PARLEY_OK);
  }
  return NULL;
}

static void log_line(void* data, int32_t level, parley_str json) {
  (void)level;
  (void)json;
  count_call(data);
}

static void* set_callbacks(void* unused) {
  static counted data;
  int i;
  (void)unused;
  for (i = 0; i < kRounds; ++i) {
    parley_engine_set_log(s.engine, log_line, &data, count_free);
    parley_engine_set_notify(s.engine, count_call, &data, count_free);
  }
  parley_engine_set_log(s.engine, NULL, NULL, NULL);
  parley_engine_set_notify(s.engine, NULL, NULL, NULL);
  return NULL;
}

static void talk_and_talk(void) {
  both(talk, talk);
}
static void talk_and_read(void) {
  both(own_sessions, read_all);
}
static void read_and_write(void) {
  both(read_all, write_all);
}
static void write_and_write(void) {
  both(write_all, write_all);
}
static void talk_and_write(void) {
  both(own_sessions, write_all);
}
static void callbacks_and_talk(void) {
  both(set_callbacks, own_sessions);
}
static void callbacks_and_callbacks(void) {
  both(set_callbacks, set_callbacks);
}

/* One thread pulls, the other cancels. */
static parley_turn* shared_turn;
static void* pull(void* unused) {
  const heard h = listen(shared_turn);
  (void)unused;
  CHECK(h.ends == 1 && h.last_end);
  return NULL;
}
static void* cancel(void* unused) {
  (void)unused;
  parley_turn_cancel(shared_turn);
  parley_turn_cancel(shared_turn);
  CHECK(parley_turn_get_id(shared_turn).len > 0);
  return NULL;
}

static void pull_and_cancel(void) {
  int i;
  put_tenant(s.engine, "shop", kModelTenant);
  for (i = 0; i < kRounds; ++i) {
    feed(s.engine, "[{\"text\":\"One moment. \"},{\"hang\":true}]");
    shared_turn = say(s.session, "Well?");
    both(pull, cancel);
    parley_turn_free(shared_turn);
  }
}

/* Several threads read one event. */
static const parley_event* shared_event;
static void* read_event(void* unused) {
  int i;
  (void)unused;
  for (i = 0; i < kRounds; ++i) {
    CHECK(parley_event_get_seq(shared_event) == 1);
    CHECK(holds(parley_event_get_json(shared_event), "accepted"));
    CHECK(parley_event_get_text(shared_event).len == 0);
  }
  return NULL;
}

static void read_and_read(void) {
  parley_turn* turn = say(s.session, "thank you");
  CHECK_STATUS(parley_turn_next(turn, -1, &shared_event, NULL), PARLEY_OK);
  both(read_event, read_event);
  parley_turn_free(turn);
  settle(s.engine); /* freeing cancels, and only asks for it */
}

/* The second thread in parley_turn_next is told so, or comes later. */
static void* pull_politely(void* unused) {
  int i;
  (void)unused;
  for (i = 0; i < kRounds; ++i) {
    const parley_event* event = NULL;
    const parley_status status = parley_turn_next(shared_turn, 0, &event, NULL);
    CHECK(status == PARLEY_ERR_BUSY || status == PARLEY_OK || status == PARLEY_AGAIN ||
          status == PARLEY_DONE);
  }
  return NULL;
}

static void pull_and_pull(void) {
  shared_turn = say(s.session, "thank you");
  both(pull_politely, pull_politely);
  parley_turn_free(shared_turn);
  settle(s.engine);
}

/* Engines share nothing. */
static void* own_engine(void* unused) {
  int i;
  (void)unused;
  for (i = 0; i < 5; ++i) {
    shop mine = open_shop(kShopTenant);
    parley_turn* turn = say(mine.session, "Do you ship to Austria?");
    CHECK(listen(turn).ends == 1);
    parley_turn_free(turn);
    free_shop(&mine);
  }
  return NULL;
}

static void engine_and_engine(void) {
  both(own_engine, own_engine);
}

int main(void) {
  s = open_shop(kShopTenant);
  RUN(talk_and_talk);
  RUN(talk_and_read);
  RUN(read_and_write);
  RUN(write_and_write);
  RUN(talk_and_write);
  RUN(callbacks_and_talk);
  RUN(callbacks_and_callbacks);
  RUN(read_and_read);
  RUN(pull_and_pull);
  RUN(pull_and_cancel);
  RUN(engine_and_engine);
  free_shop(&s);
  return finish();
}
