/* The options struct grows at its end: older and newer callers both work, and init writes what it
 * was told to. */
#include <string.h>

#include "harness.h"

/* What a newer header may declare. */
typedef struct newer_options {
  parley_turn_options known;
  uint64_t more[4];
} newer_options;

static shop s;

static newer_options prepared(size_t size, counted* data) {
  newer_options options;
  memset(&options, 0, sizeof options);
  parley_turn_options_init(&options.known, size);
  options.known.notify = count_call;
  options.known.notify_data = data;
  options.known.notify_free = count_free;
  return options;
}

static parley_status start(const newer_options* options) {
  parley_turn* turn = (parley_turn*)&turn;
  const parley_status status =
      parley_turn_say(s.session, TEXT("thank you"), &options->known, &turn, NULL);
  CHECK((turn == NULL) == (status != PARLEY_OK));
  if (status == PARLEY_OK) CHECK(listen(turn).ends == 1);
  parley_turn_free(turn);
  settle(
      s.engine); /* the data may be freed on another thread, but is when nothing goes on any more */
  return status;
}

static void init_writes_exactly_its_size(void) {
  unsigned char bytes[96];
  size_t size;
  for (size = 0; size <= 64; ++size) {
    uint32_t told = 0;
    size_t i;
    memset(bytes, 0xAA, sizeof bytes);
    parley_turn_options_init((parley_turn_options*)(void*)bytes, size);
    for (i = size < 4 ? 0 : size; i < sizeof bytes; ++i)
      CHECK(bytes[i] == 0xAA);
    if (size < 4) continue;
    memcpy(&told, bytes, sizeof told);
    CHECK(told == size);
    for (i = 4; i < size; ++i)
      CHECK(bytes[i] == 0);
  }
}

static void shorter_ones_have_defaults(void) {
  static const size_t sizes[] = {4, 8, 16, 24, 32};
  size_t i;
  for (i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
    unsigned char bytes[sizeof(parley_turn_options)];
    parley_turn* turn = NULL;
    memset(bytes, 0xEE, sizeof bytes); /* what is behind the caller's struct is none of ours */
    parley_turn_options_init((parley_turn_options*)(void*)bytes, sizes[i]);
    CHECK_STATUS(parley_turn_say(s.session, TEXT("thank you"),
                                 (const parley_turn_options*)(const void*)bytes, &turn, NULL),
                 PARLEY_OK);
    CHECK(listen(turn).ends == 1);
    parley_turn_free(turn);
  }
}

static void longer_ones_are_fine_if_zero(void) {
  counted data = {0, 0};
  newer_options options = prepared(sizeof(newer_options), &data);
  CHECK_STATUS(start(&options), PARLEY_OK);
  CHECK(read_count(&data.freed) == 1);
}

static void longer_ones_that_ask_are_refused(void) {
  size_t at;
  for (at = sizeof(parley_turn_options); at < sizeof(newer_options); ++at) {
    counted data = {0, 0};
    newer_options options = prepared(sizeof(newer_options), &data);
    ((unsigned char*)&options)[at] = 1;
    CHECK_STATUS(start(&options), PARLEY_ERR_VERSION);
    CHECK(read_count(&data.freed) == 1);
    CHECK(read_count(&data.called) == 0);
  }
}

static void a_bad_size_is_refused(void) {
  static const uint32_t sizes[] = {0, 1, 3, 5, 20, 39, 5000, 0xFFFFFFFFu};
  size_t i;
  for (i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
    counted data = {0, 0};
    newer_options options = prepared(sizeof(parley_turn_options), &data);
    options.known.struct_size = sizes[i];
    CHECK_STATUS(start(&options), PARLEY_ERR_ARGUMENT);
    CHECK(read_count(&data.freed) == (sizes[i] >= sizeof(parley_turn_options)));
  }
}

static void unknown_flags_are_refused(void) {
  uint32_t flag;
  for (flag = 4; flag != 0; flag <<= 1) {
    counted data = {0, 0};
    newer_options options = prepared(sizeof(parley_turn_options), &data);
    options.known.flags = flag;
    CHECK_STATUS(start(&options), PARLEY_ERR_VERSION);
    CHECK(read_count(&data.freed) == 1);
  }
}

static void a_deadline_in_the_past_is_refused(void) {
  counted data = {0, 0};
  newer_options options = prepared(sizeof(parley_turn_options), &data);
  options.known.deadline_ms = -1;
  CHECK_STATUS(start(&options), PARLEY_ERR_ARGUMENT);
  CHECK(read_count(&data.freed) == 1);
}

static void later_flags_are_not_available_yet(void) {
  static const uint32_t flags[] = {PARLEY_TURN_DETACHED, PARLEY_TURN_SPECULATIVE};
  size_t i;
  for (i = 0; i < 2; ++i) {
    counted data = {0, 0};
    parley_error* error = NULL;
    parley_turn* turn = NULL;
    newer_options options = prepared(sizeof(parley_turn_options), &data);
    options.known.flags = flags[i];
    CHECK_STATUS(parley_turn_say(s.session, TEXT("hello"), &options.known, &turn, &error),
                 PARLEY_ERR_STATE);
    CHECK(turn == NULL);
    CHECK(strcmp(parley_error_get_message(error).data, "not available in this version") == 0);
    CHECK(read_count(&data.freed) == 1);
    parley_error_free(error);
  }
}

int main(void) {
  s = open_shop(kShopTenant);
  RUN(init_writes_exactly_its_size);
  RUN(shorter_ones_have_defaults);
  RUN(longer_ones_are_fine_if_zero);
  RUN(longer_ones_that_ask_are_refused);
  RUN(a_bad_size_is_refused);
  RUN(unknown_flags_are_refused);
  RUN(a_deadline_in_the_past_is_refused);
  RUN(later_flags_are_not_available_yet);
  free_shop(&s);
  return finish();
}
