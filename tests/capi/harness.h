/* What every C test needs: checks that count, and a small shop to talk to. Plain C99 and parley.h.
 */
#ifndef PARLEY_TESTS_HARNESS_H
#define PARLEY_TESTS_HARNESS_H

#include <stddef.h>
#include <stdint.h>

#include "parley.h"

/* Counts; tells about a failure on stderr and goes on. Any thread. */
#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)
/* Two statuses are the same; tells both names if not. */
#define CHECK_STATUS(got, wanted) check_status((got), (wanted), #got, __FILE__, __LINE__)
/* A text as two arguments, without its final NUL. */
#define TEXT(literal) (literal), (sizeof(literal) - 1)

int check(int good, const char* what, const char* file, int line);
int check_status(parley_status got, parley_status wanted, const char* what, const char* file,
                 int line);

/* Runs a case and prints a line "ok NAME" or "not ok NAME". */
/* NOLINTNEXTLINE(modernize-redundant-void-arg): C reads the header, too. */
void run_case(const char* name, void (*body)(void));
#define RUN(body) run_case(#body, body)

/* Prints "N passed, N failed" (cases); the exit code of main. */
int finish(void);

/* Whether the text holds the piece. */
int holds(parley_str text, const char* piece);

/* ---- a shop with a manual clock and a pretended model named "script" ---- */

typedef struct shop {
  parley_engine* engine;
  parley_tenant* tenant;
  parley_session* session;
} shop;

extern const char kWorld[];       /* an engine document: in memory, manual clock */
extern const char kShopTenant[];  /* answers by the built-in responder and from intents */
extern const char kModelTenant[]; /* answers by the pretended model */

parley_engine* open_world(void);
shop open_shop(const char* tenant_document);
void free_shop(shop* s);
void put_tenant(parley_engine* engine, const char* id, const char* document);

/* What a turn told, until DONE. */
typedef struct heard {
  int events;
  int ends;     /* number of END events */
  int last_end; /* whether the last event was END */
  int64_t seq;  /* of the last event; -1 if they did not grow */
  char text[8192];
  char end[2048]; /* JSON of END */
} heard;

/* Pulls until DONE, at most a real minute for each event. */
heard listen(parley_turn* turn);
parley_turn* say(parley_session* session, const char* text);

/* Adds an answer to the script; steps is a JSON array. */
void feed(parley_engine* engine, const char* steps);

/* Waits until nothing can happen any more but by the clock or the host. */
void settle(parley_engine* engine);

/* A callback's data that counts. */
typedef struct counted {
  int called;
  int freed;
} counted;
void count_call(void* data);
void count_free(void* data);
int read_count(const int* place);

#endif
