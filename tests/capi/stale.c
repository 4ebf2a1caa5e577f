/* Handles that are NULL and handles that outlived their engine: every function answers, none
 * crashes. */
#define PARLEY_ALLOW_EXPERIMENTAL
#include <string.h>

#include "harness.h"

/* Checks one call: its status, that it made an error object that says the same, and that the answer
 * is NULL. */
#define ANSWERS(wanted, type, call)                       \
  do {                                                    \
    type* out = (type*)&out;                              \
    parley_error* error = NULL;                           \
    CHECK_STATUS(call, wanted);                           \
    CHECK(out == NULL);                                   \
    CHECK_STATUS(parley_error_get_status(error), wanted); \
    CHECK(parley_error_get_message(error).len > 0);       \
    CHECK(parley_error_get_detail(error).data[0] == '{'); \
    parley_error_free(error);                             \
  } while (0)

#define ANSWERS_NOTHING(wanted, call)                     \
  do {                                                    \
    parley_error* error = NULL;                           \
    CHECK_STATUS(call, wanted);                           \
    CHECK_STATUS(parley_error_get_status(error), wanted); \
    CHECK(parley_error_get_message(error).len > 0);       \
    parley_error_free(error);                             \
  } while (0)

static const char kSay[] = "{\"kind\":\"message\",\"parts\":[{\"text\":\"hello\"}]}";

static void of_tenant(parley_tenant* t, parley_status wanted) {
  ANSWERS(wanted, parley_result, parley_tenant_get(t, 0, &out, &error));
  ANSWERS_NOTHING(wanted, parley_tenant_rollback(t, 1, &error));
  ANSWERS_NOTHING(wanted, parley_tenant_delete(t, &error));
  ANSWERS(wanted, parley_result,
          parley_tenant_view(t, TEXT("{\"view\":\"health\"}"), &out, &error));
  ANSWERS(wanted, parley_result, parley_tenant_append(t, TEXT("{}"), &out, &error));
  ANSWERS(wanted, parley_result,
          parley_tenant_understand(t, TEXT("{\"text\":\"hello\"}"), &out, &error));
  ANSWERS(wanted, parley_result, parley_kb_apply(t, TEXT("{\"put\":[]}"), &out, &error));
  ANSWERS(wanted, parley_result, parley_kb_search(t, TEXT("{\"query\":\"boots\"}"), &out, &error));
  ANSWERS(wanted, parley_result, parley_kb_info(t, TEXT("{\"view\":\"health\"}"), &out, &error));
  ANSWERS_NOTHING(wanted, parley_kb_rollback(t, NULL, 0, 1, &error));
  ANSWERS(wanted, parley_session, parley_session_open(t, NULL, 0, &out, &error));
  ANSWERS(wanted, parley_result, parley_session_list(t, TEXT("{}"), &out, &error));
  ANSWERS(wanted, parley_result, parley_customer_export(t, TEXT("ann"), &out, &error));
  ANSWERS(wanted, parley_result, parley_customer_erase(t, TEXT("ann"), &out, &error));
}

static void of_session(parley_session* s, parley_status wanted) {
  ANSWERS(wanted, parley_result,
          parley_session_append(s, TEXT("{\"kind\":\"close\"}"), &out, &error));
  ANSWERS(wanted, parley_result,
          parley_session_view(s, TEXT("{\"view\":\"state\"}"), &out, &error));
  ANSWERS(wanted, parley_turn, parley_turn_start(s, TEXT(kSay), NULL, &out, &error));
  ANSWERS(wanted, parley_turn, parley_turn_say(s, TEXT("hello"), NULL, &out, &error));
  ANSWERS(wanted, parley_turn, parley_turn_attach(s, TEXT("t"), 0, NULL, &out, &error));
}

static void of_turn(parley_turn* t, parley_status wanted) {
  ANSWERS_NOTHING(wanted, parley_turn_submit(t, TEXT("c"), TEXT("{}"), &error));
  ANSWERS_NOTHING(wanted, parley_turn_promote(t, TEXT(kSay), &error));
  parley_turn_cancel(t);
}

static void null_engine(void) {
  const parley_status wanted = PARLEY_ERR_ARGUMENT;
  parley_engine* e = NULL;
  ANSWERS_NOTHING(wanted, parley_engine_drain(e, 0, &error));
  ANSWERS(wanted, parley_result, parley_engine_info(e, TEXT("health"), &out, &error));
  ANSWERS(wanted, parley_turn, parley_engine_next_turn(e, 0, &out, &error));
  ANSWERS_NOTHING(wanted, parley_engine_set_secret(e, NULL, 0, TEXT("k"), TEXT("v"), &error));
  ANSWERS(wanted, parley_result, parley_tenant_put(e, TEXT("a"), TEXT("{}"), &out, &error));
  ANSWERS(wanted, parley_result, parley_tenant_list(e, TEXT("{}"), &out, &error));
  ANSWERS(wanted, parley_tenant, parley_tenant_open(e, TEXT("a"), &out, &error));
  ANSWERS(wanted, parley_result, parley_replay(e, NULL, 0, NULL, 0, &out, &error));
  ANSWERS_NOTHING(wanted, parley_world_advance(e, 1, &error));
  ANSWERS_NOTHING(wanted, parley_world_feed(e, TEXT("{\"provider\":[]}"), &error));
  ANSWERS(wanted, parley_result, parley_world_settle(e, &out, &error));
}

static void null_others(void) {
  const parley_event* event = (const parley_event*)&event;
  of_tenant(NULL, PARLEY_ERR_ARGUMENT);
  of_session(NULL, PARLEY_ERR_ARGUMENT);
  of_turn(NULL, PARLEY_ERR_ARGUMENT);
  CHECK_STATUS(parley_turn_next(NULL, 0, &event, NULL), PARLEY_ERR_ARGUMENT);
  CHECK(event == NULL);
}

static void null_getters(void) {
  const parley_str texts[] = {
      parley_session_get_id(NULL),   parley_turn_get_id(NULL),     parley_event_get_text(NULL),
      parley_event_get_json(NULL),   parley_result_get_json(NULL), parley_error_get_message(NULL),
      parley_error_get_detail(NULL),
  };
  size_t i;
  for (i = 0; i < sizeof texts / sizeof *texts; ++i) {
    CHECK(texts[i].data != NULL && texts[i].len == 0 && texts[i].data[0] == '\0');
  }
  CHECK(parley_event_get_kind(NULL) == 0);
  CHECK(parley_event_get_seq(NULL) == 0);
  CHECK(parley_error_get_status(NULL) == PARLEY_OK);
}

static void null_outputs(void) {
  const parley_status wanted = PARLEY_ERR_ARGUMENT;
  shop s = open_shop(kShopTenant);
  parley_turn* turn = say(s.session, "thank you");
  ANSWERS_NOTHING(wanted, parley_engine_open(NULL, 0, NULL, &error));
  ANSWERS_NOTHING(wanted, parley_engine_info(s.engine, TEXT("health"), NULL, &error));
  ANSWERS_NOTHING(wanted, parley_engine_next_turn(s.engine, 0, NULL, &error));
  ANSWERS_NOTHING(wanted, parley_tenant_put(s.engine, TEXT("b"), TEXT("{}"), NULL, &error));
  ANSWERS_NOTHING(wanted, parley_tenant_list(s.engine, TEXT("{}"), NULL, &error));
  ANSWERS_NOTHING(wanted, parley_tenant_open(s.engine, TEXT("shop"), NULL, &error));
  ANSWERS_NOTHING(wanted, parley_tenant_get(s.tenant, 0, NULL, &error));
  ANSWERS_NOTHING(wanted,
                  parley_tenant_understand(s.tenant, TEXT("{\"text\":\"a\"}"), NULL, &error));
  ANSWERS_NOTHING(wanted, parley_kb_apply(s.tenant, TEXT("{\"put\":[]}"), NULL, &error));
  ANSWERS_NOTHING(wanted, parley_kb_search(s.tenant, TEXT("{\"query\":\"a\"}"), NULL, &error));
  ANSWERS_NOTHING(wanted, parley_kb_info(s.tenant, TEXT("{\"view\":\"health\"}"), NULL, &error));
  ANSWERS_NOTHING(wanted, parley_session_open(s.tenant, NULL, 0, NULL, &error));
  ANSWERS_NOTHING(wanted, parley_session_list(s.tenant, TEXT("{}"), NULL, &error));
  ANSWERS_NOTHING(wanted,
                  parley_session_append(s.session, TEXT("{\"kind\":\"close\"}"), NULL, &error));
  ANSWERS_NOTHING(wanted,
                  parley_session_view(s.session, TEXT("{\"view\":\"state\"}"), NULL, &error));
  ANSWERS_NOTHING(wanted, parley_turn_start(s.session, TEXT(kSay), NULL, NULL, &error));
  ANSWERS_NOTHING(wanted, parley_turn_next(turn, 0, NULL, &error));
  ANSWERS_NOTHING(wanted, parley_world_settle(s.engine, NULL, &error));
  CHECK(listen(turn).ends == 1); /* nothing was lost by asking without a place for the event */
  parley_turn_free(turn);
  free_shop(&s);
}

static void without_an_error_object(void) {
  parley_engine* engine = NULL;
  CHECK_STATUS(parley_engine_open(TEXT("nonsense"), &engine, NULL), PARLEY_ERR_CONFIG);
  CHECK_STATUS(parley_tenant_get(NULL, 0, NULL, NULL), PARLEY_ERR_ARGUMENT);
}

static void after_the_engine(void) {
  shop s = open_shop(kShopTenant);
  parley_turn* turn = say(s.session, "thank you");
  heard h;
  parley_engine_free(s.engine);
  s.engine = NULL;
  of_tenant(s.tenant, PARLEY_ERR_STATE);
  of_session(s.session, PARLEY_ERR_STATE);
  of_turn(turn, PARLEY_ERR_STATE);
  h = listen(turn);
  CHECK(h.ends == 1 && h.last_end);
  CHECK(parley_turn_get_id(turn).len > 0);
  CHECK(parley_session_get_id(s.session).len > 0);
  parley_turn_free(turn);
  free_shop(&s);
}

static void without_a_world(void) {
  parley_engine* engine = NULL;
  const parley_status wanted = PARLEY_ERR_STATE;
  CHECK_STATUS(parley_engine_open(NULL, 0, &engine, NULL), PARLEY_OK);
  ANSWERS_NOTHING(wanted, parley_world_advance(engine, 1, &error));
  ANSWERS_NOTHING(wanted, parley_world_feed(engine, TEXT("{\"provider\":[]}"), &error));
  ANSWERS(wanted, parley_result, parley_world_settle(engine, &out, &error));
  parley_engine_free(engine);
}

static void message_is(parley_error* error) {
  CHECK(strcmp(parley_error_get_message(error).data, "not available in this version") == 0);
  parley_error_free(error);
}

#define LATER(type, call)                 \
  do {                                    \
    type* out = (type*)&out;              \
    parley_error* error = NULL;           \
    CHECK_STATUS(call, PARLEY_ERR_STATE); \
    CHECK(out == NULL);                   \
    message_is(error);                    \
  } while (0)

#define LATER_APPEND(json) \
  LATER(parley_result, parley_session_append(s.session, TEXT(json), &out, &error))

static void what_is_left_for_later(void) {
  shop s = open_shop(kShopTenant);
  parley_turn* turn = say(s.session, "thank you");
  parley_error* why = NULL;
  CHECK(listen(turn).ends == 1);
  LATER(parley_turn, parley_engine_next_turn(s.engine, 0, &out, &error));
  LATER(parley_result, parley_tenant_view(s.tenant, TEXT("{\"view\":\"outbox\"}"), &out, &error));
  LATER(parley_result, parley_tenant_append(s.tenant, TEXT("{}"), &out, &error));
  LATER(parley_result, parley_customer_export(s.tenant, TEXT("ann"), &out, &error));
  LATER(parley_result, parley_customer_erase(s.tenant, TEXT("ann"), &out, &error));
  LATER(parley_turn, parley_turn_attach(s.session, TEXT("t"), 0, NULL, &out, &error));
  LATER(parley_result, parley_replay(s.engine, NULL, 0, TEXT("{}"), &out, &error));
  LATER(parley_result, parley_session_view(s.session, TEXT("{\"view\":\"trace\"}"), &out, &error));
  LATER_APPEND("{\"kind\":\"delivered\",\"turn\":\"t\",\"offset\":1}");
  LATER_APPEND("{\"kind\":\"heard\",\"turn\":\"t\",\"offset\":1}");
  CHECK_STATUS(parley_turn_submit(turn, TEXT("c"), TEXT("{\"result\":1}"), &why), PARLEY_ERR_STATE);
  message_is(why);
  CHECK_STATUS(parley_turn_promote(turn, TEXT(kSay), &why), PARLEY_ERR_STATE);
  message_is(why);
  parley_turn_free(turn);
  free_shop(&s);
}

int main(void) {
  RUN(null_engine);
  RUN(null_others);
  RUN(null_getters);
  RUN(null_outputs);
  RUN(without_an_error_object);
  RUN(after_the_engine);
  RUN(without_a_world);
  RUN(what_is_left_for_later);
  return finish();
}
