/* Every text parameter with every awkward text: NULL with a length, not UTF-8, an embedded NUL, 1
 * MB. */
#define PARLEY_ALLOW_EXPERIMENTAL
#include <stdlib.h>
#include <string.h>

#include "harness.h"

static shop s;

typedef struct bytes {
  const char* data;
  size_t len;
} bytes;

/* One parameter: a call with the text in its place and, for JSON, what a wrong document is answered
 * with. */
typedef parley_status (*parameter)(bytes text, parley_error** error);

static parley_status drop(parley_status status, parley_result* result) {
  CHECK((result == NULL) == (status != PARLEY_OK));
  parley_result_free(result);
  return status;
}

#define WITH_RESULT(name, call)                              \
  static parley_status name(bytes t, parley_error** error) { \
    parley_result* out = (parley_result*)&out;               \
    const parley_status status = call;                       \
    return drop(status, out);                                \
  }

WITH_RESULT(info_what, parley_engine_info(s.engine, t.data, t.len, &out, error))
WITH_RESULT(put_id,
            parley_tenant_put(s.engine, t.data, t.len, TEXT("{\"name\":\"A\"}"), &out, error))
WITH_RESULT(put_json, parley_tenant_put(s.engine, TEXT("b"), t.data, t.len, &out, error))
WITH_RESULT(list_query, parley_tenant_list(s.engine, t.data, t.len, &out, error))
WITH_RESULT(understand_input, parley_tenant_understand(s.tenant, t.data, t.len, &out, error))
WITH_RESULT(apply_batch, parley_kb_apply(s.tenant, t.data, t.len, &out, error))
WITH_RESULT(search_query, parley_kb_search(s.tenant, t.data, t.len, &out, error))
WITH_RESULT(kb_info_query, parley_kb_info(s.tenant, t.data, t.len, &out, error))
WITH_RESULT(sessions_query, parley_session_list(s.tenant, t.data, t.len, &out, error))
WITH_RESULT(append_input, parley_session_append(s.session, t.data, t.len, &out, error))
WITH_RESULT(view_query, parley_session_view(s.session, t.data, t.len, &out, error))

static parley_status engine_json(bytes t, parley_error** error) {
  parley_engine* out = (parley_engine*)&out;
  const parley_status status = parley_engine_open(t.data, t.len, &out, error);
  CHECK((out == NULL) == (status != PARLEY_OK));
  parley_engine_free(out);
  return status;
}

static parley_status open_id(bytes t, parley_error** error) {
  parley_tenant* out = (parley_tenant*)&out;
  const parley_status status = parley_tenant_open(s.engine, t.data, t.len, &out, error);
  CHECK((out == NULL) == (status != PARLEY_OK));
  parley_tenant_free(out);
  return status;
}

static parley_status session_json(bytes t, parley_error** error) {
  parley_session* out = (parley_session*)&out;
  const parley_status status = parley_session_open(s.tenant, t.data, t.len, &out, error);
  CHECK((out == NULL) == (status != PARLEY_OK));
  parley_session_free(out);
  return status;
}

static parley_status start_input(bytes t, parley_error** error) {
  parley_turn* out = (parley_turn*)&out;
  const parley_status status = parley_turn_start(s.session, t.data, t.len, NULL, &out, error);
  CHECK((out == NULL) == (status != PARLEY_OK));
  if (out != NULL) CHECK(listen(out).ends == 1);
  parley_turn_free(out);
  return status;
}

static parley_status kb_name(bytes t, parley_error** error) {
  return parley_kb_rollback(s.tenant, t.data, t.len, 1, error);
}
static parley_status secret_tenant(bytes t, parley_error** error) {
  return parley_engine_set_secret(s.engine, t.data, t.len, TEXT("key"), TEXT("v"), error);
}
static parley_status secret_name(bytes t, parley_error** error) {
  return parley_engine_set_secret(s.engine, NULL, 0, t.data, t.len, TEXT("v"), error);
}
static parley_status secret_value(bytes t, parley_error** error) {
  return parley_engine_set_secret(s.engine, NULL, 0, TEXT("key"), t.data, t.len, error);
}
static parley_status feed_json(bytes t, parley_error** error) {
  return parley_world_feed(s.engine, t.data, t.len, error);
}

enum { kMegabyte = 1 << 20 };
static char* megabyte; /* kMegabyte letters x, and one more */

static const bytes kNotUtf8[] = {
    {"\xFF", 1}, {"caf\xC3", 4}, {"\xED\xA0\x80", 3}, {"a\xC0\xAFz", 4}};

static void answers(parameter call, const char* data, size_t len, parley_status wanted) {
  parley_error* error = NULL;
  bytes text;
  text.data = data;
  text.len = len;
  CHECK_STATUS(call(text, &error), wanted);
  CHECK((error == NULL) == (wanted == PARLEY_OK));
  CHECK(wanted == PARLEY_OK || parley_error_get_message(error).len > 0);
  parley_error_free(error);
}

static void awkward(parameter call, parley_status wrong, parley_status large) {
  size_t i;
  answers(call, NULL, 5, PARLEY_ERR_ARGUMENT);
  answers(call, "a\0b", 3, wrong);
  answers(call, "\0", 1, wrong);
  for (i = 0; i < sizeof kNotUtf8 / sizeof *kNotUtf8; ++i) {
    answers(call, kNotUtf8[i].data, kNotUtf8[i].len, wrong);
  }
  answers(call, megabyte, kMegabyte, large);
}

static void ids(void) {
  static const parameter calls[] = {put_id, open_id, kb_name, secret_tenant, secret_name};
  size_t i;
  for (i = 0; i < sizeof calls / sizeof *calls; ++i) {
    awkward(calls[i], PARLEY_ERR_ARGUMENT, PARLEY_ERR_ARGUMENT);
    answers(calls[i], "a\nb", 3, PARLEY_ERR_ARGUMENT);
    answers(calls[i], "\x7F", 1, PARLEY_ERR_ARGUMENT);
    answers(calls[i], megabyte, 129, PARLEY_ERR_ARGUMENT);
    answers(calls[i], "", 0, PARLEY_ERR_ARGUMENT);
  }
  answers(put_id, NULL, 0, PARLEY_ERR_ARGUMENT);
  answers(put_id, megabyte, 128, PARLEY_OK);
  answers(open_id, megabyte, 128, PARLEY_OK);
  answers(put_id,
          "B\xC3\xA4"
          "cker",
          7, PARLEY_OK);
}

static void documents_that_configure(void) {
  awkward(engine_json, PARLEY_ERR_CONFIG, PARLEY_ERR_CONFIG);
  awkward(put_json, PARLEY_ERR_CONFIG, PARLEY_ERR_CONFIG);
  answers(engine_json, megabyte, kMegabyte + 1, PARLEY_ERR_LIMIT);
  answers(put_json, megabyte, kMegabyte + 1, PARLEY_ERR_LIMIT);
  answers(engine_json, NULL, 0, PARLEY_OK);
}

static void other_documents(void) {
  static const parameter calls[] = {list_query,     understand_input, search_query, kb_info_query,
                                    sessions_query, append_input,     view_query,   start_input,
                                    session_json,   feed_json};
  size_t i;
  for (i = 0; i < sizeof calls / sizeof *calls; ++i) {
    awkward(calls[i], PARLEY_ERR_ARGUMENT, PARLEY_ERR_ARGUMENT);
    answers(calls[i], megabyte, kMegabyte + 1, PARLEY_ERR_LIMIT);
    answers(calls[i], "[]", 2, PARLEY_ERR_ARGUMENT);
    answers(calls[i], "{\"surprise\":1}", 14, PARLEY_ERR_ARGUMENT);
  }
  awkward(apply_batch, PARLEY_ERR_ARGUMENT, PARLEY_ERR_ARGUMENT);
  answers(session_json, NULL, 0, PARLEY_OK);
}

static void words(void) {
  awkward(info_what, PARLEY_ERR_ARGUMENT, PARLEY_ERR_ARGUMENT);
  answers(info_what, "health", 6, PARLEY_OK);
  answers(info_what, "limits", 6, PARLEY_OK);
  answers(info_what, "metrics", 7, PARLEY_OK);
  answers(info_what, "health ", 7, PARLEY_ERR_ARGUMENT);
}

static void secrets(void) {
  answers(secret_value, NULL, 5, PARLEY_ERR_ARGUMENT);
  answers(secret_value, "a\0b", 3, PARLEY_ERR_ARGUMENT);
  answers(secret_value, "a\nb", 3, PARLEY_ERR_ARGUMENT);
  answers(secret_value, megabyte, kMegabyte, PARLEY_ERR_LIMIT);
  answers(secret_value, megabyte, 16384, PARLEY_OK);
  answers(secret_value, megabyte, 16385, PARLEY_ERR_LIMIT);
  answers(secret_value, "", 0, PARLEY_OK);
  answers(secret_value, NULL, 0, PARLEY_OK);
}

static void schema_names(void) {
  size_t i;
  for (i = 0; i < sizeof kNotUtf8 / sizeof *kNotUtf8; ++i) {
    CHECK(parley_schema(kNotUtf8[i].data, kNotUtf8[i].len).data == NULL);
  }
  CHECK(parley_schema(NULL, 5).data == NULL);
  CHECK(parley_schema("engine\0", 7).data == NULL);
  CHECK(parley_schema(megabyte, kMegabyte).data == NULL);
}

/* What a customer wrote is never refused for its bytes. */
static void what_a_customer_writes(void) {
  static const bytes said[] = {{"hello \xFF there", 13}, {"caf\xC3", 4}, {"a\0b", 3}, {"\0", 1}};
  size_t i;
  parley_result* view = NULL;
  parley_turn* turn = NULL;
  for (i = 0; i < sizeof said / sizeof *said; ++i) {
    heard h;
    CHECK_STATUS(parley_turn_say(s.session, said[i].data, said[i].len, NULL, &turn, NULL),
                 PARLEY_OK);
    h = listen(turn);
    CHECK(h.ends == 1 && strstr(h.end, "\"error\"") == NULL);
    parley_turn_free(turn);
  }
  CHECK_STATUS(parley_session_view(s.session, TEXT("{\"view\":\"transcript\"}"), &view, NULL),
               PARLEY_OK);
  CHECK(holds(parley_result_get_json(view), "hello \xEF\xBF\xBD there"));
  CHECK(holds(parley_result_get_json(view), "caf\xEF\xBF\xBD"));
  parley_result_free(view);
  turn = (parley_turn*)&turn;
  CHECK_STATUS(parley_turn_say(s.session, megabyte, kMegabyte, NULL, &turn, NULL),
               PARLEY_ERR_LIMIT);
  CHECK(turn == NULL);
  CHECK_STATUS(parley_turn_say(s.session, NULL, 5, NULL, &turn, NULL), PARLEY_ERR_ARGUMENT);
  CHECK_STATUS(parley_turn_say(s.session, NULL, 0, NULL, &turn, NULL), PARLEY_ERR_ARGUMENT);
  CHECK_STATUS(parley_turn_say(s.session, "", 0, NULL, &turn, NULL), PARLEY_ERR_ARGUMENT);
}

int main(void) {
  int code;
  megabyte = malloc(kMegabyte + 1);
  if (megabyte == NULL) return 1;
  memset(megabyte, 'x', kMegabyte + 1);
  s = open_shop(kShopTenant);
  RUN(ids);
  RUN(documents_that_configure);
  RUN(other_documents);
  RUN(words);
  RUN(secrets);
  RUN(schema_names);
  RUN(what_a_customer_writes);
  free_shop(&s);
  code = finish();
  free(megabyte);
  return code;
}
