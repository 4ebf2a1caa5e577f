/* A stranger's first program in C: a tenant, one document, one question. Exits with 0 if the answer
 * quotes the document. */
#include <parley.h>
#include <stdio.h>
#include <string.h>

static const char* kEngine = "{\"data\":\":memory:\",\"pool\":1}";
static const char* kTenant = "{\"name\":\"Corner Shop\"}";
static const char* kBatch =
    "{\"put\":[{\"name\":\"returns.md\",\"body\":\"# Returns\\n\\nUnworn shoes may be returned "
    "within "
    "thirty days of delivery.\\n\"}]}";
static const char* kQuestion = "Within how many days may unworn shoes be returned?";

/* Prints why a call failed and frees the reason. Returns 1 if there was one. */
static int failed(const char* what, parley_status status, parley_error* error) {
  if (status >= PARLEY_OK) return 0;
  fprintf(stderr, "%s: %s\n", what, parley_error_get_message(error).data);
  parley_error_free(error);
  return 1;
}

/* Prints the answer as it comes. Returns 1 if it holds what the document says and ends as it
 * should. */
static int follow(parley_turn* turn) {
  const parley_event* event = NULL;
  char answer[4096] = "";
  size_t used = 0;
  int stopped = 0;
  while (parley_turn_next(turn, 10000, &event, NULL) == PARLEY_OK) {
    parley_str text = parley_event_get_text(event);
    if (used + text.len < sizeof answer) {
      memcpy(answer + used, text.data, text.len);
      used += text.len;
      answer[used] = '\0';
    }
    if (parley_event_get_kind(event) == PARLEY_EVENT_END)
      stopped = strstr(parley_event_get_json(event).data, "\"stop\"") != NULL;
  }
  printf("%s\n", answer);
  return stopped && strstr(answer, "thirty days") != NULL;
}

int main(void) {
  parley_engine* engine = NULL;
  parley_tenant* tenant = NULL;
  parley_session* session = NULL;
  parley_turn* turn = NULL;
  parley_result* result = NULL;
  parley_error* error = NULL;
  int answered = 0;

  if (failed("open", parley_engine_open(kEngine, strlen(kEngine), &engine, &error), error))
    return 1;
  if (failed("put", parley_tenant_put(engine, "shop", 4, kTenant, strlen(kTenant), &result, &error),
             error))
    return 1;
  parley_result_free(result);
  if (failed("tenant", parley_tenant_open(engine, "shop", 4, &tenant, &error), error)) return 1;
  if (failed("batch", parley_kb_apply(tenant, kBatch, strlen(kBatch), &result, &error), error))
    return 1;
  parley_result_free(result);
  if (failed("session", parley_session_open(tenant, NULL, 0, &session, &error), error)) return 1;
  if (failed("say", parley_turn_say(session, kQuestion, strlen(kQuestion), NULL, &turn, &error),
             error))
    return 1;
  answered = follow(turn);
  parley_turn_free(turn);
  parley_session_free(session);
  parley_tenant_free(tenant);
  parley_engine_free(engine);
  return answered ? 0 : 1;
}
