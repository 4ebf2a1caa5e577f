/* Exactly one END, last, in every way a turn can end. */
#define PARLEY_ALLOW_EXPERIMENTAL
#include <string.h>

#include "harness.h"

static heard ends_once(parley_turn* turn, const char* reason) {
  char wanted[64] = "\"reason\":\"";
  const parley_event* event = NULL;
  const heard h = listen(turn);
  strcat(wanted, reason);
  strcat(wanted, "\"");
  CHECK(h.ends == 1 && h.last_end && h.seq > 0);
  CHECK(strstr(h.end, wanted) != NULL);
  CHECK_STATUS(parley_turn_next(turn, -1, &event, NULL), PARLEY_DONE);
  CHECK_STATUS(parley_turn_next(turn, 0, &event, NULL), PARLEY_DONE);
  parley_turn_free(turn);
  return h;
}

static void stop(void) {
  shop s = open_shop(kShopTenant);
  ends_once(say(s.session, "Do you ship to Austria?"), "stop");
  ends_once(say(s.session, "thank you"), "stop");
  ends_once(say(s.session, "What about zeppelins?"), "stop");
  free_shop(&s);
}

static void handoff(void) {
  shop s = open_shop(kShopTenant);
  heard h = ends_once(say(s.session, "I want to talk to a person"), "handoff");
  CHECK(strstr(h.text, "A colleague takes over.") != NULL);
  h = ends_once(say(s.session, "are you there?"), "handoff");
  CHECK(h.text[0] == '\0');
  free_shop(&s);
}

static void model_stops(void) {
  shop s = open_shop(kModelTenant);
  feed(s.engine, "[{\"text\":\"Yes, we do.\"},{\"stop\":\"stop\"}]");
  CHECK(strstr(ends_once(say(s.session, "Really?"), "stop").text, "Yes, we do.") != NULL);
  feed(s.engine, "[{\"text\":\"It goes on and on.\"},{\"stop\":\"length\"}]");
  ends_once(say(s.session, "And then?"), "length");
  free_shop(&s);
}

static void cancelled(void) {
  shop s = open_shop(kModelTenant);
  parley_turn* turn;
  feed(s.engine, "[{\"text\":\"One moment. \"},{\"hang\":true}]");
  turn = say(s.session, "Well?");
  parley_turn_cancel(turn);
  parley_turn_cancel(turn);
  ends_once(turn, "cancelled");
  free_shop(&s);
}

static void cancelled_after_its_end(void) {
  shop s = open_shop(kShopTenant);
  parley_turn* turn = say(s.session, "thank you");
  parley_result* result = NULL;
  CHECK_STATUS(parley_world_settle(s.engine, &result, NULL), PARLEY_OK);
  parley_result_free(result);
  parley_turn_cancel(turn);
  ends_once(turn, "stop");
  free_shop(&s);
}

static void deadline(void) {
  shop s = open_shop(kModelTenant);
  parley_turn_options options;
  parley_turn* turn = NULL;
  parley_turn_options_init(&options, sizeof options);
  options.deadline_ms = 500;
  feed(s.engine, "[{\"text\":\"Let me see. \"},{\"hang\":true}]");
  CHECK_STATUS(parley_turn_say(s.session, TEXT("Well?"), &options, &turn, NULL), PARLEY_OK);
  settle(s.engine);
  CHECK_STATUS(parley_world_advance(s.engine, 499, NULL), PARLEY_OK);
  settle(s.engine);
  CHECK_STATUS(parley_world_advance(s.engine, 1, NULL), PARLEY_OK);
  ends_once(turn, "deadline");
  free_shop(&s);
}

static void model_fails_after_text(void) {
  shop s = open_shop(kModelTenant);
  heard h;
  feed(s.engine,
       "[{\"text\":\"The price is one of these. "
       "It\"},{\"error\":{\"status\":500,\"message\":\"out\"}}]");
  h = ends_once(say(s.session, "How much?"), "error");
  CHECK(strstr(h.end, "\"error\":{") != NULL);
  CHECK(strstr(h.text, "The price") != NULL);
  free_shop(&s);
}

static void model_fails_before_text(void) {
  shop s = open_shop(kModelTenant);
  heard h;
  feed(s.engine, "[{\"error\":{\"status\":503,\"message\":\"busy\"}}]");
  h = ends_once(say(s.session, "Do you ship to Austria?"), "stop");
  CHECK(strstr(h.end, "\"answered_by\":\"responder\"") != NULL);
  CHECK(strstr(h.text, "We ship to Austria within four working days.") != NULL);
  free_shop(&s);
}

static void engine_freed(void) {
  shop s = open_shop(kModelTenant);
  parley_turn* turn;
  feed(s.engine, "[{\"text\":\"One moment. \"},{\"hang\":true}]");
  turn = say(s.session, "Well?");
  settle(s.engine);
  parley_engine_free(s.engine);
  s.engine = NULL;
  ends_once(turn, "cancelled");
  free_shop(&s);
}

static void engine_drained(void) {
  shop s = open_shop(kModelTenant);
  parley_turn* turn;
  feed(
      s.engine,
      "[{\"text\":\"One moment. \"},{\"pause_ms\":1000},{\"text\":\"Here.\"},{\"stop\":\"stop\"}]");
  turn = say(s.session, "Well?");
  settle(s.engine);
  CHECK_STATUS(parley_engine_drain(s.engine, 0, NULL), PARLEY_AGAIN);
  CHECK_STATUS(parley_world_advance(s.engine, 1000, NULL), PARLEY_OK);
  CHECK_STATUS(parley_engine_drain(s.engine, -1, NULL), PARLEY_OK);
  CHECK(strstr(ends_once(turn, "stop").text, "Here.") != NULL);
  free_shop(&s);
}

static void tenant_deleted(void) {
  shop s = open_shop(kModelTenant);
  parley_turn* turn;
  heard h;
  feed(s.engine, "[{\"text\":\"One moment. \"},{\"hang\":true}]");
  turn = say(s.session, "Well?");
  settle(s.engine);
  CHECK_STATUS(parley_tenant_delete(s.tenant, NULL), PARLEY_OK);
  h = listen(turn);
  CHECK(h.ends == 1 && h.last_end);
  parley_turn_free(turn);
  CHECK_STATUS(parley_tenant_get(s.tenant, 0, &(parley_result*){NULL}, NULL), PARLEY_ERR_NOT_FOUND);
  CHECK_STATUS(parley_turn_say(s.session, TEXT("hello"), NULL, &turn, NULL), PARLEY_ERR_NOT_FOUND);
  free_shop(&s);
}

/* A dropped turn cannot be heard, but the next one starts: it has ended. */
static void dropped(void) {
  shop s = open_shop(kModelTenant);
  parley_result* view = NULL;
  feed(s.engine, "[{\"text\":\"One moment. \"},{\"hang\":true}]");
  parley_turn_free(say(s.session, "Well?"));
  settle(s.engine);
  ends_once(say(s.session, "thank you"), "stop");
  CHECK_STATUS(parley_session_view(s.session, TEXT("{\"view\":\"events\"}"), &view, NULL),
               PARLEY_OK);
  CHECK(holds(parley_result_get_json(view), "cancelled"));
  parley_result_free(view);
  free_shop(&s);
}

int main(void) {
  RUN(stop);
  RUN(handoff);
  RUN(model_stops);
  RUN(cancelled);
  RUN(cancelled_after_its_end);
  RUN(deadline);
  RUN(model_fails_after_text);
  RUN(model_fails_before_text);
  RUN(engine_freed);
  RUN(engine_drained);
  RUN(tenant_deleted);
  RUN(dropped);
  return finish();
}
