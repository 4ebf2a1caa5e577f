/* A business with one page, and its first answer. Nothing is kept: the data is in memory. */
#include <parley.h>
#include <stdio.h>
#include <string.h>

static const char* const kTenant = "{\"name\": \"Harbour Bakery\"}";
static const char* const kPage =
    "{\"put\": [{\"name\": \"bread.md\", \"body\": \"# Bread\\n\\nWe bake rye bread on Tuesday and "
    "Friday.\"}]}";
static const char* const kQuestion = "When do you bake rye bread?";

int main(void) {
  parley_engine* engine = NULL;
  parley_tenant* tenant = NULL;
  parley_session* session = NULL;
  parley_turn* turn = NULL;
  parley_result* put = NULL;
  parley_result* loaded = NULL;
  parley_error* error = NULL;
  const parley_event* event = NULL;
  int failed = parley_engine_open("{}", 2, &engine, &error) ||
               parley_tenant_put(engine, "bakery", 6, kTenant, strlen(kTenant), &put, &error) ||
               parley_tenant_open(engine, "bakery", 6, &tenant, &error) ||
               parley_kb_apply(tenant, kPage, strlen(kPage), &loaded, &error) ||
               parley_session_open(tenant, NULL, 0, &session, &error) ||
               parley_turn_say(session, kQuestion, strlen(kQuestion), NULL, &turn, &error);
  if (failed) fprintf(stderr, "%s\n", parley_error_get_message(error).data);
  while (!failed && parley_turn_next(turn, -1, &event, NULL) == PARLEY_OK) {
    parley_str text = parley_event_get_text(event);
    fwrite(text.data, 1, text.len, stdout);
  }
  putchar('\n');
  parley_error_free(error);
  parley_result_free(put);
  parley_result_free(loaded);
  parley_turn_free(turn);
  parley_session_free(session);
  parley_tenant_free(tenant);
  parley_engine_free(engine);
  return failed;
}
