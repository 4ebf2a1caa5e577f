/* The data of a callback is freed exactly once, on every path. */
#include <string.h>

#define PARLEY_ALLOW_EXPERIMENTAL
#include "harness.h"

static parley_turn_options options_with(counted* data) {
  parley_turn_options options;
  memset(data, 0, sizeof *data);
  parley_turn_options_init(&options, sizeof options);
  options.notify = count_call;
  options.notify_data = data;
  options.notify_free = count_free;
  return options;
}

/* A start that is refused; the data is gone when it returns, and was never used. */
static void refused(parley_session* session, const char* json, size_t len, parley_turn** turn,
                    parley_status wanted) {
  counted data;
  const parley_turn_options options = options_with(&data);
  CHECK_STATUS(parley_turn_start(session, json, len, &options, turn, NULL), wanted);
  CHECK(read_count(&data.freed) == 1);
  CHECK(read_count(&data.called) == 0);
}

static const char kHello[] = "{\"kind\":\"message\",\"parts\":[{\"text\":\"hello\"}]}";

static void refused_by_its_parameters(void) {
  shop s = open_shop(kShopTenant);
  parley_turn* turn = NULL;
  refused(NULL, TEXT(kHello), &turn, PARLEY_ERR_ARGUMENT);
  refused(s.session, TEXT(kHello), NULL, PARLEY_ERR_ARGUMENT);
  refused(s.session, NULL, 7, &turn, PARLEY_ERR_ARGUMENT);
  refused(s.session, TEXT("{"), &turn, PARLEY_ERR_ARGUMENT);
  refused(s.session, TEXT("{}"), &turn, PARLEY_ERR_ARGUMENT);
  refused(s.session, TEXT("{\"kind\":\"shout\"}"), &turn, PARLEY_ERR_ARGUMENT);
  refused(s.session, NULL, 0, &turn, PARLEY_ERR_ARGUMENT);
  free_shop(&s);
}

static void refused_by_the_conversation(void) {
  shop s = open_shop(kModelTenant);
  parley_turn* turn = NULL;
  parley_turn* running;
  parley_result* closed = NULL;
  feed(s.engine, "[{\"hang\":true}]");
  running = say(s.session, "wait for it");
  refused(s.session, TEXT(kHello), &turn, PARLEY_ERR_BUSY);
  parley_turn_cancel(running);
  CHECK(listen(running).ends == 1);
  parley_turn_free(running);
  CHECK_STATUS(parley_session_append(s.session, TEXT("{\"kind\":\"close\"}"), &closed, NULL),
               PARLEY_OK);
  parley_result_free(closed);
  refused(s.session, TEXT(kHello), &turn, PARLEY_ERR_STATE);
  free_shop(&s);
}

static void refused_by_the_engine(void) {
  shop s = open_shop(kShopTenant);
  parley_turn* turn = NULL;
  CHECK_STATUS(parley_engine_drain(s.engine, 0, NULL), PARLEY_OK);
  refused(s.session, TEXT(kHello), &turn, PARLEY_ERR_STATE);
  parley_engine_free(s.engine);
  s.engine = NULL;
  refused(s.session, TEXT(kHello), &turn, PARLEY_ERR_STATE);
  free_shop(&s);
}

static void refused_because_later(void) {
  shop s = open_shop(kShopTenant);
  counted data;
  parley_turn* turn = NULL;
  parley_turn_options options = options_with(&data);
  CHECK_STATUS(parley_turn_attach(s.session, TEXT("t"), 0, &options, &turn, NULL),
               PARLEY_ERR_STATE);
  CHECK(read_count(&data.freed) == 1);
  options = options_with(&data);
  CHECK_STATUS(parley_turn_attach(NULL, TEXT("t"), 0, &options, &turn, NULL), PARLEY_ERR_ARGUMENT);
  CHECK(read_count(&data.freed) == 1);
  refused(s.session,
          TEXT("{\"kind\":\"message\",\"policy\":\"queue\",\"parts\":[{\"text\":\"hello\"}]}"),
          &turn, PARLEY_ERR_STATE);
  free_shop(&s);
}

static void wakes_up_and_is_freed(void) {
  shop s = open_shop(kShopTenant);
  counted data;
  parley_turn* turn = NULL;
  const parley_turn_options options = options_with(&data);
  CHECK_STATUS(parley_turn_say(s.session, TEXT("thank you"), &options, &turn, NULL), PARLEY_OK);
  CHECK(listen(turn).ends == 1);
  parley_turn_free(turn);
  free_shop(&s);
  CHECK(read_count(&data.called) >= 1);
  CHECK(read_count(&data.freed) == 1);
}

static void a_turn_that_is_dropped(void) {
  shop s = open_shop(kModelTenant);
  counted data;
  parley_turn* turn = NULL;
  const parley_turn_options options = options_with(&data);
  feed(s.engine, "[{\"hang\":true}]");
  CHECK_STATUS(parley_turn_say(s.session, TEXT("hello"), &options, &turn, NULL), PARLEY_OK);
  parley_turn_free(turn);
  free_shop(&s);
  CHECK(read_count(&data.freed) == 1);
}

static void an_engine_that_goes_first(void) {
  shop s = open_shop(kModelTenant);
  counted data;
  parley_turn* turn = NULL;
  const parley_turn_options options = options_with(&data);
  feed(s.engine, "[{\"hang\":true}]");
  CHECK_STATUS(parley_turn_say(s.session, TEXT("hello"), &options, &turn, NULL), PARLEY_OK);
  parley_engine_free(s.engine);
  s.engine = NULL;
  CHECK(read_count(&data.freed) == 1); /* before it returned, with the turn still there */
  parley_turn_free(turn);
  free_shop(&s);
  CHECK(read_count(&data.freed) == 1);
}

static void data_without_a_function(void) {
  shop s = open_shop(kShopTenant);
  counted data;
  parley_turn* turn = NULL;
  parley_turn_options options = options_with(&data);
  options.notify = NULL;
  CHECK_STATUS(parley_turn_say(s.session, TEXT("thank you"), &options, &turn, NULL), PARLEY_OK);
  CHECK(listen(turn).ends == 1);
  parley_turn_free(turn);
  free_shop(&s);
  CHECK(read_count(&data.freed) == 1);
}

static void log_line(void* data, int32_t level, parley_str json) {
  CHECK(level >= 1 && level <= 4 && json.len > 0 && json.data[0] == '{');
  CHECK(json.data[json.len] == '\0');
  count_call(data);
}

static void log_functions(void) {
  counted first = {0, 0};
  counted second = {0, 0};
  counted third = {0, 0};
  parley_engine* engine = open_world();
  parley_engine_set_log(engine, log_line, &first, count_free);
  CHECK(read_count(&first.freed) == 0);
  parley_engine_set_log(engine, log_line, &second, count_free);
  parley_engine_set_log(engine, NULL, &third, count_free);
  CHECK(read_count(&third.freed) == 1);
  parley_engine_set_log(engine, NULL, NULL, NULL);
  parley_engine_free(engine);
  CHECK(read_count(&first.freed) == 1);
  CHECK(read_count(&second.freed) == 1);
  CHECK(read_count(&third.freed) == 1);
  parley_engine_set_log(NULL, log_line, &first, count_free);
  CHECK(read_count(&first.freed) == 2);
  engine = open_world();
  parley_engine_set_log(engine, log_line, &second, count_free);
  parley_engine_free(engine);
  CHECK(read_count(&second.freed) == 2);
}

static void notify_of_the_engine(void) {
  counted first = {0, 0};
  counted second = {0, 0};
  parley_engine* engine = open_world();
  parley_engine_set_notify(engine, count_call, &first, count_free);
  CHECK(read_count(&first.freed) == 0);
  parley_engine_set_notify(engine, count_call, &second, count_free);
  CHECK(read_count(&first.freed) == 1);
  parley_engine_free(engine);
  CHECK(read_count(&second.freed) == 1);
  parley_engine_set_notify(NULL, count_call, &first, count_free);
  CHECK(read_count(&first.freed) == 2);
  CHECK(read_count(&first.called) == 0);
}

int main(void) {
  RUN(refused_by_its_parameters);
  RUN(refused_by_the_conversation);
  RUN(refused_by_the_engine);
  RUN(refused_because_later);
  RUN(wakes_up_and_is_freed);
  RUN(a_turn_that_is_dropped);
  RUN(an_engine_that_goes_first);
  RUN(data_without_a_function);
  RUN(log_functions);
  RUN(notify_of_the_engine);
  return finish();
}
