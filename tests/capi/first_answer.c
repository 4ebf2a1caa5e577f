/* The first answer, step by step as the head of parley.h shows it. */
#include <stdio.h>
#include <string.h>

#include "harness.h"

static const char kBakery[] = "{\"name\":\"Bakery\"}";
static const char kLoaf[] =
    "{\"put\":[{\"name\":\"bread.md\",\"body\":\"# Bread\\n\\nThe rye loaf costs 4.20 euros. It is "
    "baked at five in the morning.\\n\"}]}";

static void first_answer(void) {
  parley_engine* engine = NULL;
  parley_tenant* tenant = NULL;
  parley_session* session = NULL;
  parley_turn* turn = NULL;
  parley_result* result = NULL;
  heard h;

  CHECK_STATUS(parley_engine_open(NULL, 0, &engine, NULL), PARLEY_OK);
  put_tenant(engine, "bakery", kBakery);
  CHECK_STATUS(parley_tenant_open(engine, TEXT("bakery"), &tenant, NULL), PARLEY_OK);
  CHECK_STATUS(parley_kb_apply(tenant, TEXT(kLoaf), &result, NULL), PARLEY_OK);
  CHECK(holds(parley_result_get_json(result), "\"version\":1"));
  parley_result_free(result);
  CHECK_STATUS(parley_session_open(tenant, NULL, 0, &session, NULL), PARLEY_OK);
  CHECK(parley_session_get_id(session).len > 0);
  CHECK_STATUS(parley_turn_say(session, TEXT("How much is the rye loaf?"), NULL, &turn, NULL),
               PARLEY_OK);
  CHECK(parley_turn_get_id(turn).len > 0);
  h = listen(turn);
  CHECK(h.ends == 1 && h.last_end && h.seq > 0);
  CHECK(strstr(h.text, "The rye loaf costs 4.20 euros.") != NULL);
  CHECK(strstr(h.end, "\"answered_by\":\"responder\"") != NULL);
  CHECK(strstr(h.end, "\"reason\":\"stop\"") != NULL);
  parley_turn_free(turn);
  parley_session_free(session);
  parley_tenant_free(tenant);
  parley_engine_free(engine);
}

static void events_come_in_order(void) {
  shop s = open_shop(kShopTenant);
  parley_turn* turn = say(s.session, "Do you ship to Austria?");
  const parley_event* event = NULL;
  int64_t offset = 0;
  CHECK_STATUS(parley_turn_next(turn, -1, &event, NULL), PARLEY_OK);
  CHECK(parley_event_get_kind(event) == PARLEY_EVENT_ACCEPTED);
  CHECK(parley_event_get_seq(event) == 1);
  CHECK(parley_event_get_text(event).len == 0 && parley_event_get_text(event).data != NULL);
  CHECK(holds(parley_event_get_json(event), "\"turn_number\":1"));
  CHECK(holds(parley_event_get_json(event), parley_turn_get_id(turn).data));
  while (parley_turn_next(turn, -1, &event, NULL) == PARLEY_OK) {
    const parley_str json = parley_event_get_json(event);
    CHECK(json.data[json.len] == '\0');
    CHECK(parley_event_get_kind(event) != PARLEY_EVENT_ACCEPTED);
    if (parley_event_get_kind(event) == PARLEY_EVENT_TEXT) {
      const parley_str text = parley_event_get_text(event);
      CHECK(text.len > 0 && text.data[text.len] == '\0');
      offset += (int64_t)text.len;
    }
  }
  CHECK(offset > 0);
  CHECK_STATUS(parley_turn_next(turn, 0, &event, NULL), PARLEY_DONE);
  CHECK(event == NULL);
  parley_turn_free(turn);
  free_shop(&s);
}

static void facts_of_the_library(void) {
  static const char* names[] = {"engine", "tenant", "session", "input", "append",
                                "submit", "event",  "query",   "batch", "world"};
  size_t i;
  char version[32];
  snprintf(version, sizeof version, "%d.%d.%d", PARLEY_VERSION_MAJOR, PARLEY_VERSION_MINOR,
           PARLEY_VERSION_PATCH);
  CHECK(strcmp(parley_version().data, version) == 0);
  CHECK(parley_version().len == strlen(version));
  CHECK(holds(parley_build_info(), "\"version\":"));
  for (i = 0; i < sizeof names / sizeof *names; ++i) {
    CHECK(holds(parley_schema(names[i], strlen(names[i])), "2020-12"));
  }
  CHECK(parley_schema(TEXT("nothing")).data == NULL && parley_schema(TEXT("nothing")).len == 0);
  CHECK(parley_schema(NULL, 0).data == NULL);
  CHECK(parley_schema("engine", 3).data == NULL);
  CHECK(strcmp(parley_status_name(PARLEY_ERR_NOT_FOUND).data, "err_not_found") == 0);
  CHECK(strcmp(parley_status_name(PARLEY_OK).data, "ok") == 0);
  CHECK(strcmp(parley_status_name(4711).data, "unknown") == 0);
}

static void errors_are_objects(void) {
  parley_engine* engine = (parley_engine*)&engine;
  parley_error* error = NULL;
  CHECK_STATUS(parley_engine_open(TEXT("{\"pool\":0,\"colour\":1}"), &engine, &error),
               PARLEY_ERR_CONFIG);
  CHECK(engine == NULL);
  CHECK_STATUS(parley_error_get_status(error), PARLEY_ERR_CONFIG);
  CHECK(parley_error_get_message(error).len > 0);
  CHECK(memchr(parley_error_get_message(error).data, '\n', parley_error_get_message(error).len) ==
        NULL);
  CHECK(holds(parley_error_get_detail(error), "/pool"));
  CHECK(holds(parley_error_get_detail(error), "colour"));
  parley_error_free(error);
  error = NULL;
  engine = open_world();
  CHECK_STATUS(
      parley_tenant_open(engine, TEXT("nobody"), (parley_tenant**)&(parley_tenant*){NULL}, &error),
      PARLEY_ERR_NOT_FOUND);
  parley_engine_free(engine);
  /* It outlives the engine. */
  CHECK_STATUS(parley_error_get_status(error), PARLEY_ERR_NOT_FOUND);
  CHECK(parley_error_get_detail(error).data[0] == '{');
  parley_error_free(error);
}

static void success_leaves_the_error_alone(void) {
  parley_error* mark = (parley_error*)&mark;
  parley_error* error = mark;
  parley_engine* engine = NULL;
  CHECK_STATUS(parley_engine_open(kWorld, strlen(kWorld), &engine, &error), PARLEY_OK);
  CHECK(error == mark);
  CHECK_STATUS(parley_engine_drain(engine, 0, &error), PARLEY_OK);
  CHECK(error == mark);
  parley_engine_free(engine);
}

int main(void) {
  RUN(first_answer);
  RUN(events_come_in_order);
  RUN(facts_of_the_library);
  RUN(errors_are_objects);
  RUN(success_leaves_the_error_alone);
  return finish();
}
