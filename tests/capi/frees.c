/* Handles may be freed in any order: all 720 orders of six of them, with the turn running and with
 * the turn done. */
#include <string.h>

#include "harness.h"

enum { kEngine, kTenant, kSession, kTurn, kResult, kError, kHandles };

typedef struct handles {
  shop s;
  parley_turn* turn;
  parley_result* result;
  parley_error* error;
} handles;

static handles make(int running) {
  handles h;
  h.s = open_shop(kModelTenant);
  h.result = NULL;
  h.error = NULL;
  feed(h.s.engine, running ? "[{\"text\":\"Half an answer. \"},{\"hang\":true}]"
                           : "[{\"text\":\"All of it.\"},{\"stop\":\"stop\"}]");
  h.turn = say(h.s.session, "Are you there?");
  CHECK_STATUS(parley_tenant_get(h.s.tenant, 0, &h.result, NULL), PARLEY_OK);
  CHECK_STATUS(parley_tenant_get(h.s.tenant, 99, &(parley_result*){NULL}, &h.error),
               PARLEY_ERR_NOT_FOUND);
  return h;
}

/* The events that were not pulled come after the engine is gone, too. */
static void still_tells(parley_turn* turn) {
  const heard h = listen(turn);
  CHECK(h.ends == 1 && h.last_end);
  CHECK_STATUS(parley_turn_next(turn, -1, &(const parley_event*){NULL}, NULL), PARLEY_DONE);
}

static void free_one(handles* h, int which, int engine_gone) {
  switch (which) {
    case kEngine:
      parley_engine_free(h->s.engine);
      break;
    case kTenant:
      if (engine_gone) {
        CHECK_STATUS(parley_tenant_get(h->s.tenant, 0, &(parley_result*){NULL}, NULL),
                     PARLEY_ERR_STATE);
      }
      parley_tenant_free(h->s.tenant);
      break;
    case kSession:
      CHECK(parley_session_get_id(h->s.session).len > 0);
      parley_session_free(h->s.session);
      break;
    case kTurn:
      if (engine_gone) still_tells(h->turn);
      parley_turn_free(h->turn);
      break;
    case kResult:
      CHECK(holds(parley_result_get_json(h->result), "\"Shop\""));
      parley_result_free(h->result);
      break;
    default:
      CHECK_STATUS(parley_error_get_status(h->error), PARLEY_ERR_NOT_FOUND);
      parley_error_free(h->error);
  }
}

static void free_in_order(const int* order, int running) {
  handles h = make(running);
  int engine_gone = 0;
  int i;
  for (i = 0; i < kHandles; ++i) {
    free_one(&h, order[i], engine_gone);
    engine_gone |= order[i] == kEngine;
  }
}

/* Heap's way through all orders. */
static int permute(int* order, int n, int count) {
  int i;
  if (n == 1) {
    free_in_order(order, count % 2);
    return count + 1;
  }
  for (i = 0; i < n; ++i) {
    int swap;
    int other;
    count = permute(order, n - 1, count);
    other = n % 2 == 0 ? i : 0;
    swap = order[other];
    order[other] = order[n - 1];
    order[n - 1] = swap;
  }
  return count;
}

static void every_order(void) {
  int order[kHandles] = {kEngine, kTenant, kSession, kTurn, kResult, kError};
  CHECK(permute(order, kHandles, 0) == 720);
}

static void null_is_fine(void) {
  parley_engine_free(NULL);
  parley_tenant_free(NULL);
  parley_session_free(NULL);
  parley_turn_free(NULL);
  parley_result_free(NULL);
  parley_error_free(NULL);
  parley_turn_cancel(NULL);
  parley_turn_options_init(NULL, 40);
  CHECK(1);
}

static void two_handles_to_one_conversation(void) {
  shop s = open_shop(kShopTenant);
  parley_session* again = NULL;
  char json[256] = "{\"session\":\"";
  heard h;
  parley_turn* turn;
  strcat(json, parley_session_get_id(s.session).data);
  strcat(json, "\"}");
  CHECK_STATUS(parley_session_open(s.tenant, json, strlen(json), &again, NULL), PARLEY_OK);
  CHECK(strcmp(parley_session_get_id(again).data, parley_session_get_id(s.session).data) == 0);
  parley_session_free(s.session);
  s.session = again;
  turn = say(s.session, "thank you");
  h = listen(turn);
  CHECK(strstr(h.text, "You are welcome.") != NULL);
  parley_turn_free(turn);
  free_shop(&s);
}

int main(void) {
  RUN(null_is_fine);
  RUN(two_handles_to_one_conversation);
  RUN(every_order);
  return finish();
}
