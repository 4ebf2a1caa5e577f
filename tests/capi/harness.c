#define PARLEY_ALLOW_EXPERIMENTAL
#include "harness.h"

#include <stdio.h>
#include <string.h>

static int failed_checks;
static int failed_cases;
static int passed_cases;

int check(int good, const char* what, const char* file, int line) {
  if (!good) {
    __sync_fetch_and_add(&failed_checks, 1);
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
  }
  return good;
}

int check_status(parley_status got, parley_status wanted, const char* what, const char* file,
                 int line) {
  if (got != wanted) {
    fprintf(stderr, "%s:%d: %s\n  is %s, should be %s\n", file, line, what,
            parley_status_name(got).data, parley_status_name(wanted).data);
    __sync_fetch_and_add(&failed_checks, 1);
  }
  return got == wanted;
}

void run_case(const char* name, void (*body)(void)) {
  const int before = failed_checks;
  body();
  if (failed_checks == before) {
    passed_cases++;
    printf("ok %s\n", name);
  } else {
    failed_cases++;
    printf("not ok %s\n", name);
  }
  fflush(stdout);
}

int finish(void) {
  printf("%d passed, %d failed\n", passed_cases, failed_cases);
  return failed_cases == 0 && passed_cases > 0 ? 0 : 1;
}

int holds(parley_str text, const char* piece) {
  return text.data != NULL && strstr(text.data, piece) != NULL;
}

const char kWorld[] =
    "{\"world\":{\"clock\":\"manual\",\"seed\":7},\"pool\":2,"
    "\"models\":{\"script\":{\"provider\":\"scripted\"}}}";

#define INTENTS                                                                                   \
  "\"intents\":[{\"name\":\"person\",\"phrases\":[\"talk to a person\"],"                         \
  "\"actions\":[{\"handoff\":{\"queue\":\"care\",\"say\":\"A colleague takes over.\"}}]},"        \
  "{\"name\":\"thanks\",\"phrases\":[\"thank you\"],\"actions\":[{\"reply\":\"You are welcome.\"" \
  "}]}],\"limits\":{\"turns_per_minute\":100000,\"burst\":10000}"

const char kShopTenant[] = "{\"name\":\"Shop\"," INTENTS "}";
const char kModelTenant[] = "{\"name\":\"Shop\",\"models\":{\"route\":[\"script\"]}," INTENTS "}";

static const char kDocuments[] =
    "{\"put\":[{\"name\":\"shipping.md\",\"body\":\"# Shipping\\n\\nWe ship to Austria within "
    "four working days. A parcel to Austria costs 9 euros.\\n\"},"
    "{\"name\":\"returns.md\",\"body\":\"# Returns\\n\\nUnworn boots may come back within 30 "
    "days.\\n\"}]}";

parley_engine* open_world(void) {
  parley_engine* engine = NULL;
  parley_error* error = NULL;
  CHECK_STATUS(parley_engine_open(kWorld, strlen(kWorld), &engine, &error), PARLEY_OK);
  if (error != NULL) fprintf(stderr, "%s\n", parley_error_get_message(error).data);
  parley_error_free(error);
  return engine;
}

void put_tenant(parley_engine* engine, const char* id, const char* document) {
  parley_result* result = NULL;
  parley_error* error = NULL;
  CHECK_STATUS(
      parley_tenant_put(engine, id, strlen(id), document, strlen(document), &result, &error),
      PARLEY_OK);
  if (error != NULL) fprintf(stderr, "%s\n", parley_error_get_detail(error).data);
  parley_error_free(error);
  parley_result_free(result);
}

shop open_shop(const char* tenant_document) {
  shop s = {NULL, NULL, NULL};
  parley_result* result = NULL;
  s.engine = open_world();
  put_tenant(s.engine, "shop", tenant_document);
  CHECK_STATUS(parley_tenant_open(s.engine, TEXT("shop"), &s.tenant, NULL), PARLEY_OK);
  CHECK_STATUS(parley_kb_apply(s.tenant, kDocuments, strlen(kDocuments), &result, NULL), PARLEY_OK);
  parley_result_free(result);
  CHECK_STATUS(parley_session_open(s.tenant, NULL, 0, &s.session, NULL), PARLEY_OK);
  return s;
}

void free_shop(shop* s) {
  parley_session_free(s->session);
  parley_tenant_free(s->tenant);
  parley_engine_free(s->engine);
}

static void append(char* buffer, size_t size, parley_str text) {
  const size_t used = strlen(buffer);
  const size_t room = size - used - 1;
  const size_t take = text.len < room ? text.len : room;
  memcpy(buffer + used, text.data, take);
  buffer[used + take] = '\0';
}

heard listen(parley_turn* turn) {
  heard h;
  const parley_event* event = NULL;
  parley_status status;
  memset(&h, 0, sizeof h);
  while ((status = parley_turn_next(turn, 60000, &event, NULL)) == PARLEY_OK) {
    const parley_event_kind kind = parley_event_get_kind(event);
    const int64_t seq = parley_event_get_seq(event);
    h.seq = h.seq < 0 || seq <= h.seq ? -1 : seq;
    h.events++;
    h.last_end = kind == PARLEY_EVENT_END;
    h.ends += h.last_end;
    if (kind == PARLEY_EVENT_TEXT) append(h.text, sizeof h.text, parley_event_get_text(event));
    if (h.last_end) append(h.end, sizeof h.end, parley_event_get_json(event));
  }
  CHECK_STATUS(status, PARLEY_DONE);
  CHECK(event == NULL);
  return h;
}

parley_turn* say(parley_session* session, const char* text) {
  parley_turn* turn = NULL;
  parley_error* error = NULL;
  CHECK_STATUS(parley_turn_say(session, text, strlen(text), NULL, &turn, &error), PARLEY_OK);
  if (error != NULL) fprintf(stderr, "%s\n", parley_error_get_message(error).data);
  parley_error_free(error);
  return turn;
}

void feed(parley_engine* engine, const char* steps) {
  char document[4096];
  snprintf(document, sizeof document, "{\"provider\":[{\"steps\":%s}]}", steps);
  CHECK_STATUS(parley_world_feed(engine, document, strlen(document), NULL), PARLEY_OK);
}

void settle(parley_engine* engine) {
  parley_result* result = NULL;
  CHECK_STATUS(parley_world_settle(engine, &result, NULL), PARLEY_OK);
  parley_result_free(result);
}

void count_call(void* data) {
  __sync_fetch_and_add(&((counted*)data)->called, 1);
}
void count_free(void* data) {
  __sync_fetch_and_add(&((counted*)data)->freed, 1);
}
int read_count(const int* place) {
  return __sync_fetch_and_add((int*)place, 0);
}
