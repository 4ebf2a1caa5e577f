/* A child made by fork() cannot use what it inherited, may free it, and can open an engine of its
 * own. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static void inherited_handles(shop* s, parley_turn* turn, counted* data) {
  parley_result* result = NULL;
  parley_turn* other = NULL;
  parley_tenant* tenant = NULL;
  const parley_event* event = NULL;
  CHECK_STATUS(parley_engine_info(s->engine, TEXT("health"), &result, NULL), PARLEY_ERR_STATE);
  CHECK_STATUS(parley_engine_drain(s->engine, 0, NULL), PARLEY_ERR_STATE);
  CHECK_STATUS(parley_tenant_put(s->engine, TEXT("x"), TEXT("{}"), &result, NULL),
               PARLEY_ERR_STATE);
  CHECK_STATUS(parley_tenant_open(s->engine, TEXT("shop"), &tenant, NULL), PARLEY_ERR_STATE);
  CHECK_STATUS(parley_tenant_get(s->tenant, 0, &result, NULL), PARLEY_ERR_STATE);
  CHECK_STATUS(parley_session_view(s->session, TEXT("{\"view\":\"state\"}"), &result, NULL),
               PARLEY_ERR_STATE);
  CHECK_STATUS(parley_turn_say(s->session, TEXT("hello"), NULL, &other, NULL), PARLEY_ERR_STATE);
  CHECK_STATUS(parley_turn_next(turn, 0, &event, NULL), PARLEY_ERR_STATE);
  CHECK_STATUS(parley_turn_next(turn, -1, &event, NULL), PARLEY_ERR_STATE);
  CHECK(event == NULL);
  parley_turn_cancel(turn);
  parley_turn_free(turn);
  parley_session_free(s->session);
  parley_tenant_free(s->tenant);
  parley_engine_free(s->engine);
  CHECK(read_count(&data->freed) == 0);
}

static void an_engine_of_its_own(void) {
  shop s = open_shop(kShopTenant);
  parley_turn* turn = say(s.session, "thank you");
  CHECK(strstr(listen(turn).text, "You are welcome.") != NULL);
  parley_turn_free(turn);
  free_shop(&s);
}

static shop s;
static parley_turn* turn;
static counted data;

static void child_inherits(void) {
  inherited_handles(&s, turn, &data);
}

static int child(void) {
  RUN(child_inherits);
  RUN(an_engine_of_its_own);
  return finish();
}

static void parent_goes_on(void) {
  heard h;
  parley_turn* next;
  parley_turn_cancel(turn);
  h = listen(turn);
  CHECK(h.ends == 1 && strstr(h.end, "\"reason\":\"cancelled\"") != NULL);
  parley_turn_free(turn);
  next = say(s.session, "thank you");
  CHECK(strstr(listen(next).text, "You are welcome.") != NULL);
  parley_turn_free(next);
  free_shop(&s);
  CHECK(read_count(&data.freed) == 1);
}

static void fork_and_wait(void) {
  parley_turn_options options;
  int status = 0;
  pid_t process;
  s = open_shop(kModelTenant);
  parley_turn_options_init(&options, sizeof options);
  options.notify = count_call;
  options.notify_data = &data;
  options.notify_free = count_free;
  feed(s.engine, "[{\"text\":\"Half of it. \"},{\"hang\":true}]");
  CHECK_STATUS(parley_turn_say(s.session, TEXT("go on"), &options, &turn, NULL), PARLEY_OK);
  fflush(NULL);
  process = fork();
  if (process == 0) _exit(child());
  CHECK(process > 0);
  CHECK(waitpid(process, &status, 0) == process);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  parent_goes_on();
}

int main(void) {
  RUN(fork_and_wait);
  return finish();
}
