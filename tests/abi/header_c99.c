/* The header alone, included twice, with everything it can declare, by a strict C99 compiler. */
#define PARLEY_ALLOW_EXPERIMENTAL
#include <parley.h>

/* Negative array sizes where a value of the contract is not what it was. */
#define SAME(name, condition) typedef char same_##name[(condition) ? 1 : -1]

SAME(version, PARLEY_VERSION ==
                  PARLEY_VERSION_MAJOR * 10000 + PARLEY_VERSION_MINOR * 100 + PARLEY_VERSION_PATCH);
SAME(progress, PARLEY_OK == 0 && PARLEY_AGAIN == 1 && PARLEY_DONE == 2);
SAME(argument, PARLEY_ERR_ARGUMENT == -1 && PARLEY_ERR_VERSION == -2 && PARLEY_ERR_STATE == -3);
SAME(config, PARLEY_ERR_CONFIG == -4 && PARLEY_ERR_NOT_FOUND == -5 && PARLEY_ERR_BUSY == -6);
SAME(limit, PARLEY_ERR_LIMIT == -7 && PARLEY_ERR_CONFLICT == -8 && PARLEY_ERR_CANCELLED == -9);
SAME(outside, PARLEY_ERR_DEADLINE == -10 && PARLEY_ERR_PROVIDER == -20 &&
                  PARLEY_ERR_NETWORK == -21 && PARLEY_ERR_STORE == -22 && PARLEY_ERR_TOOL == -23);
SAME(broken, PARLEY_ERR_BROKEN == -100 && PARLEY_ERR_NOMEM == -101 && PARLEY_ERR_INTERNAL == -102);
SAME(flags, PARLEY_TURN_DETACHED == 1 && PARLEY_TURN_SPECULATIVE == 2);
SAME(events, PARLEY_EVENT_ACCEPTED == 1 && PARLEY_EVENT_TEXT == 2 && PARLEY_EVENT_TOOL_CALL == 3 &&
                 PARLEY_EVENT_INTENT == 4 && PARLEY_EVENT_SOURCES == 5 && PARLEY_EVENT_CTA == 6);
SAME(more_events, PARLEY_EVENT_STATE == 7 && PARLEY_EVENT_GUARD == 8 && PARLEY_EVENT_USAGE == 9 &&
                      PARLEY_EVENT_WARNING == 10 && PARLEY_EVENT_RETRACT == 11 &&
                      PARLEY_EVENT_END == 100);
SAME(options_first, offsetof(parley_turn_options, struct_size) == 0);
SAME(options_order, offsetof(parley_turn_options, flags) == 4 &&
                        offsetof(parley_turn_options, deadline_ms) == 8 &&
                        offsetof(parley_turn_options, notify) == 16);
SAME(status_size, sizeof(parley_status) == 4 && sizeof(parley_event_kind) == 4);

/* Taking the addresses checks the signatures that bindings rely on. */
extern parley_status (*const header_turn_start)(parley_session*, const char*, size_t,
                                                const parley_turn_options*, parley_turn**,
                                                parley_error**);
parley_status (*const header_turn_start)(parley_session*, const char*, size_t,
                                         const parley_turn_options*, parley_turn**,
                                         parley_error**) = parley_turn_start;
extern parley_status (*const header_world_settle)(parley_engine*, parley_result**, parley_error**);
parley_status (*const header_world_settle)(parley_engine*, parley_result**,
                                           parley_error**) = parley_world_settle;
