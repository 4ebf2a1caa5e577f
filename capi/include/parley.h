/*
 * parley.h - the C interface of Parley, an embeddable conversation engine.
 *
 * Everything a program in another language can do with Parley goes through this file. It is
 * stable within a major version: names, signatures, values and the meaning written here stay,
 * new functions and new constants may be added. capi/symbols.txt records when each function came.
 *
 * A first answer, errors left out:
 *
 *     parley_engine  *engine  = NULL;
 *     parley_tenant  *tenant  = NULL;
 *     parley_session *session = NULL;
 *     parley_turn    *turn    = NULL;
 *     const parley_event *event = NULL;
 *
 *     parley_engine_open("{\"data\":\"shop.db\"}", 18, &engine, NULL);
 *     parley_tenant_open(engine, "shop", 4, &tenant, NULL);
 *     parley_session_open(tenant, NULL, 0, &session, NULL);
 *     parley_turn_say(session, "Do you ship to Austria?", 23, NULL, &turn, NULL);
 *     while (parley_turn_next(turn, -1, &event, NULL) == PARLEY_OK) {
 *       if (parley_event_get_kind(event) == PARLEY_EVENT_TEXT) {
 *         parley_str text = parley_event_get_text(event);
 *         fwrite(text.data, 1, text.len, stdout);
 *       }
 *     }
 *     parley_turn_free(turn);
 *     parley_session_free(session);
 *     parley_tenant_free(tenant);
 *     parley_engine_free(engine);
 *
 * ------------------------------------------------------------------------------------------------
 * CONVENTIONS. They hold for every function below and are not repeated there.
 *
 *  1. Handles. Every handle is opaque and belongs to the caller, who gives it back with the
 *     function of its noun that ends in _free. _free accepts NULL. Handles may be freed in any
 *     order; a session keeps alive what it needs of its tenant, a turn what it needs of its
 *     session. parley_engine_free is the only _free that may block. A handle that outlives its
 *     engine stays safe to pass: every call on it answers PARLEY_ERR_STATE, only parley_turn_next
 *     still hands out what was queued, then END, then PARLEY_DONE.
 *
 *  2. Text that goes in is UTF-8, given as pointer and length in bytes. It needs no terminating
 *     NUL and is copied before the call returns. NULL with length 0 is the empty text; NULL with
 *     another length is PARLEY_ERR_ARGUMENT. An id (of a tenant, session, customer, turn, call,
 *     knowledge base, document or secret) has 1 to 128 bytes and is refused with
 *     PARLEY_ERR_ARGUMENT if it is not valid UTF-8 or holds a control character, NUL included.
 *     What a customer wrote is never refused for its bytes: whatever is not UTF-8 becomes U+FFFD.
 *
 *  3. Text that comes out is a parley_str. Its bytes are followed by a NUL that len does not
 *     count. It is borrowed: the comment of the function names the handle it belongs to and until
 *     when it may be read. A getter that is given NULL returns the empty text with a non-NULL
 *     pointer, or 0 where it returns a number.
 *
 *  4. JSON that goes in is one UTF-8 document, checked against the schema that parley_schema()
 *     publishes under the name given in the function's comment. Where a document may be left
 *     out, NULL with length 0 means {}. A wrong document is answered with PARLEY_ERR_CONFIG if it
 *     configures something (engine, tenant) and PARLEY_ERR_ARGUMENT elsewhere; the error's detail
 *     names every fault by JSON pointer, with the reason and what would be right. JSON that
 *     comes out may gain members, and turns may gain kinds of event, in any later version: a host
 *     skips what it does not know.
 *
 *  5. Errors. A parley_status is returned: 0 is success, positive values are no failures,
 *     negative values are failures, and from -100 downwards the engine can no longer be used
 *     and should be freed. The last parameter, if it is not NULL, then receives an error object
 *     that the caller frees; it is written on failure only, so OK, AGAIN and DONE leave the
 *     variable as it was. An output parameter that should receive a handle is set to NULL
 *     when the call fails. Beside the statuses listed at a function, each function that returns a
 *     status may return PARLEY_ERR_ARGUMENT for a NULL handle or a NULL output parameter,
 *     PARLEY_ERR_STATE for a handle whose engine is gone or was inherited by fork(), and
 *     PARLEY_ERR_BROKEN, PARLEY_ERR_NOMEM or PARLEY_ERR_INTERNAL.
 *
 *  6. Callbacks come as three parameters: function, data, and a function that frees data. The
 *     library owns data from the moment of the call, also when the call fails, and calls the
 *     freeing function (if it is not NULL) exactly once, after the last use, on any thread. A
 *     callback must not call back into this interface unless its comment allows it, and must
 *     not throw.
 *
 *  7. Threads. Functions on an engine, a tenant or a session may be called from any thread, also
 *     at the same time. On one turn parley_turn_next is called by one thread at a time, and every
 *     other function by any thread. Events, results and errors never change and may be read by
 *     several threads at once. Freeing a handle while another thread uses it is the caller's fault.
 *
 *  8. fork(). In the child every call on an inherited handle answers PARLEY_ERR_STATE. Only the
 *     _free functions may be used on such a handle, and they do nothing. The child opens an engine
 *     of its own; two processes may share one data file.
 *
 *  9. Time. Durations are milliseconds. A timeout_ms of 0 does not wait, a negative one waits
 *     without limit. Points in time inside JSON are milliseconds since 1970-01-01 UTC.
 *     Money is counted in millionths of the currency, never as a floating-point number.
 *
 * 10. Limits. Every text, document, list and queue has a maximum; parley_engine_info("limits")
 *     tells the ones in force. What exceeds one is refused with PARLEY_ERR_LIMIT before anything
 *     was changed. A JSON document is at most 1 MiB unless its function says otherwise.
 *
 * 11. Manners. The library never prints, exits, aborts, installs signal handlers, changes the
 *     locale or reads the environment. Engines share nothing that can change.
 *
 * 12. Growth. A function marked "not available in this version" answers PARLEY_ERR_STATE
 *     with exactly that message, after it has checked its handles and freed what convention 6 puts
 *     into its care. Functions behind PARLEY_ALLOW_EXPERIMENTAL may change in any version.
 * ------------------------------------------------------------------------------------------------
 */
#ifndef PARLEY_H
#define PARLEY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Marks the functions that the shared library exports. With GCC and clang they stay visible when
 * everything else is compiled hidden. A host may define it beforehand, for instance as empty.
 */
#ifndef PARLEY_API
#if defined(__GNUC__) && __GNUC__ >= 4
#define PARLEY_API __attribute__((visibility("default")))
#else
#define PARLEY_API
#endif
#endif

/* Version of this header. Compare with parley_version() to find out about the library. */
#define PARLEY_VERSION_MAJOR 0
#define PARLEY_VERSION_MINOR 1
#define PARLEY_VERSION_PATCH 0
/* One number that grows with every version: major * 10000 + minor * 100 + patch. */
#define PARLEY_VERSION \
  (PARLEY_VERSION_MAJOR * 10000 + PARLEY_VERSION_MINOR * 100 + PARLEY_VERSION_PATCH)

/* ---- types ----------------------------------------------------------------------------------- */

/* Owns the data file, the threads and the model clients. Several may live in one process. */
typedef struct parley_engine parley_engine;

/* One business. The only way to documents, sessions and customers: there is no call that
 * reaches data without a tenant. Always shows the tenant's current version. */
typedef struct parley_tenant parley_tenant;

/* One conversation of a customer with a tenant: one ledger with one writer. */
typedef struct parley_session parley_session;

/* One input and everything that follows from it, up to exactly one END event. */
typedef struct parley_turn parley_turn;

/* One step of a turn. Never freed by the caller: it belongs to the turn it came from and may be
 * read until the next parley_turn_next or parley_turn_free on that turn. */
typedef struct parley_event parley_event;

/* The JSON answer of a call. Owned by the caller, freed with parley_result_free. */
typedef struct parley_result parley_result;

/* Why a call failed. Owned by the caller, freed with parley_error_free. */
typedef struct parley_error parley_error;

/* Borrowed text, see convention 3. data is never NULL, but for parley_schema() of an unknown
 * name; len counts bytes without the final NUL. */
typedef struct parley_str {
  const char* data;
  size_t len;
} parley_str;

/* What a call came to; see convention 5 for the ranges and the constants below for the values. */
typedef int32_t parley_status;

enum {
  /* The call did what was asked. */
  PARLEY_OK = 0,
  /* Nothing happened within the timeout; ask again. */
  PARLEY_AGAIN = 1,
  /* The turn's END was delivered before; nothing will follow. */
  PARLEY_DONE = 2,

  /* A parameter is wrong: NULL where a value is needed, a bad id, JSON against its schema. */
  PARLEY_ERR_ARGUMENT = -1,
  /* Header, options struct, data file or trace is newer than this library understands. */
  PARLEY_ERR_VERSION = -2,
  /* The handle cannot do this now: engine gone, draining or forked, session closed, call already
   * answered, or the function is not available in this version. */
  PARLEY_ERR_STATE = -3,
  /* A document that configures an engine or a tenant is wrong; detail lists all faults. */
  PARLEY_ERR_CONFIG = -4,
  /* No such tenant, version, knowledge base, session, customer, turn or call. */
  PARLEY_ERR_NOT_FOUND = -5,
  /* Somebody else is at it: a turn is running, or another process holds the file. */
  PARLEY_ERR_BUSY = -6,
  /* A maximum was reached: size, number, rate, plan. detail may say when to try again. */
  PARLEY_ERR_LIMIT = -7,
  /* What the call was based on has changed meanwhile; read again and decide anew. */
  PARLEY_ERR_CONFLICT = -8,
  /* The work was cancelled by the host. */
  PARLEY_ERR_CANCELLED = -9,
  /* The work did not finish before its deadline. */
  PARLEY_ERR_DEADLINE = -10,

  /* A model provider refused or answered nonsense. */
  PARLEY_ERR_PROVIDER = -20,
  /* The network failed: name look-up, connection, TLS, cut stream. */
  PARLEY_ERR_NETWORK = -21,
  /* The data file cannot be read or written: damaged, full disk, no permission. */
  PARLEY_ERR_STORE = -22,
  /* A tool failed or answered against its declaration. */
  PARLEY_ERR_TOOL = -23,

  /* The engine met a fault it cannot recover from. Free it and open another one. */
  PARLEY_ERR_BROKEN = -100,
  /* Memory ran out. */
  PARLEY_ERR_NOMEM = -101,
  /* A bug in the library; the message is worth reporting. */
  PARLEY_ERR_INTERNAL = -102
};

/*
 * Wakes the host up. Runs on a thread of the engine, possibly before the call that set it has
 * returned, and may only signal: write to an eventfd, schedule a callback on the host's loop, set
 * a condition variable. It is called once each time a queue goes from empty to not empty, so the
 * host drains the queue with timeout 0 until AGAIN or DONE before it sleeps again.
 *
 * data   what the host passed with the function.
 */
typedef void (*parley_notify_fn)(void* data);

/*
 * Releases the data of a callback, see convention 6. Runs exactly once, on any thread, possibly
 * inside the call that received the data.
 *
 * data   what the host passed with the function; may be NULL.
 */
typedef void (*parley_free_fn)(void* data);

/*
 * Receives one log line. Runs on a thread of the engine, one call at a time for an engine, and
 * must not call this interface. Lines are dropped and counted when the host is too slow.
 *
 * data    what the host passed with the function.
 * level   1 error, 2 warning, 3 information, 4 debug.
 * json    {at, level, module, message, ...}; borrowed until the callback returns. Never holds a
 *         secret, nor what a customer wrote.
 */
typedef void (*parley_log_fn)(void* data, int32_t level, parley_str json);

/* ---- library --------------------------------------------------------------------------------- */

/*
 * The library's version as text, for instance "0.1.0".
 *
 * Returns   static text, valid for as long as the library is loaded.
 * Threads   any, at any time, also before an engine exists and after fork().
 * since 0.1
 */
PARLEY_API parley_str parley_version(void);

/*
 * How this library was built: JSON {version, compiler, build_type, features: [..],
 * dependencies: {name: version}}.
 *
 * Returns   static text, valid for as long as the library is loaded.
 * Threads   any, at any time.
 * since 0.1
 */
PARLEY_API parley_str parley_build_info(void);

/*
 * The JSON Schema (draft 2020-12) that the library itself checks a kind of document against.
 *
 * name, len   one of: engine tenant session input append submit event query batch world. "query"
 *             holds one definition under $defs for every function that takes a query.
 * Returns     static text, valid for as long as the library is loaded; {NULL, 0} for any other
 *             name.
 * Threads     any, at any time.
 * since 0.1
 */
PARLEY_API parley_str parley_schema(const char* name, size_t len);

/*
 * The name of a status without its prefix, in small letters: "ok", "again", "err_not_found".
 *
 * status    any number.
 * Returns   static text; "unknown" for a number without a name.
 * Threads   any, at any time.
 * since 0.1
 */
PARLEY_API parley_str parley_status_name(parley_status status);

/* ---- engine ---------------------------------------------------------------------------------- */

/*
 * Opens an engine: reads the configuration, opens or creates the data file, brings an older file
 * up to date, settles turns that a killed process left behind, and starts the threads. Tenants and
 * their knowledge are loaded at their first use.
 *
 * json, len   document of schema "engine"; may be left out, then everything has its default and
 *             the data live in memory.
 * engine      receives the new handle; the caller frees it with parley_engine_free.
 * error       receives an owned error on failure, or NULL.
 *
 * Returns     PARLEY_OK
 *             PARLEY_ERR_CONFIG   the document is wrong; detail lists every fault
 *             PARLEY_ERR_VERSION  the file was written by a newer library; it is left untouched
 *             PARLEY_ERR_STORE    the file is damaged, is no data file, or cannot be opened; it is
 *                                 never replaced by an empty one
 *             PARLEY_ERR_BUSY     another process holds the file exclusively
 *             PARLEY_ERR_LIMIT    the document is larger than 1 MiB
 * Threads     any. Blocks while the file is opened.
 * since 0.1
 */
PARLEY_API parley_status parley_engine_open(const char* json, size_t len, parley_engine** engine,
                                            parley_error** error);

/*
 * Prepares for shutdown: refuses new turns with PARLEY_ERR_STATE from now on and waits until the
 * running ones have ended. Followers of those turns still get all events. Cannot be undone.
 *
 * engine       the engine.
 * timeout_ms   how long to wait for the running turns; 0 only closes the door, negative waits
 *              without limit.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK       no turn is running any more
 *              PARLEY_AGAIN    the time is over and some turns still run; call again, or free
 * Threads      any, but not from a callback. Blocks for at most timeout_ms.
 * since 0.1
 */
PARLEY_API parley_status parley_engine_drain(parley_engine* engine, int32_t timeout_ms,
                                             parley_error** error);

/*
 * Ends the engine: cancels the turns that still run, commits what they had said, waits for the
 * engine's own threads and closes the data file. Every callback's data is freed before it
 * returns. Tenants, sessions and turns of this engine stay safe to use and to free, see
 * convention 1.
 *
 * engine    the engine, or NULL. Not to be used afterwards.
 * Threads   any thread that is not one of the engine's: never from a callback. Blocks until the
 *           threads have ended. After fork(), in the child, it does nothing.
 * since 0.1
 */
PARLEY_API void parley_engine_free(parley_engine* engine);

/*
 * Facts about the running engine.
 *
 * engine      the engine.
 * what, len   "health":  {status: ok|degraded, draining, store: {..}, tenants, sessions, turns}
 *             "metrics": {name: number}, counters since the engine was opened; durations in
 *                        microseconds, named ..._us
 *             "limits":  {name: number}, every maximum that is in force, defaults included
 * result      receives the answer; the caller frees it.
 * error       receives an owned error on failure, or NULL.
 *
 * Returns     PARLEY_OK
 *             PARLEY_ERR_ARGUMENT   what is none of the three words
 * Threads     any. Does not wait for turns.
 * since 0.1
 */
PARLEY_API parley_status parley_engine_info(parley_engine* engine, const char* what, size_t len,
                                            parley_result** result, parley_error** error);

/*
 * Hands out a turn that the engine started by itself because a timer came due, a reminder was set
 * or a message is to go out. The host follows it like a turn of its own and frees it.
 *
 * Not available in this version.
 *
 * engine       the engine.
 * timeout_ms   how long to wait for such a turn.
 * turn         receives a turn when PARLEY_OK is returned; the caller frees it. NULL otherwise.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK
 *              PARLEY_AGAIN       none within the time
 *              PARLEY_ERR_STATE   not available in this version; later: the engine is draining
 * Threads      any; several may wait, each turn goes to one of them. Blocks up to timeout_ms.
 * since 0.1
 */
PARLEY_API parley_status parley_engine_next_turn(parley_engine* engine, int32_t timeout_ms,
                                                 parley_turn** turn, parley_error** error);

/*
 * Sets the wake-up for parley_engine_next_turn: called when a turn started by the engine becomes
 * ready. Replaces an earlier one, whose data is freed once it is not in use any more.
 *
 * engine      the engine. If it is NULL or its engine is gone, data is freed at once.
 * fn          the wake-up, or NULL to have none.
 * data        handed to fn; owned by the library from now on.
 * data_free   frees data, or NULL.
 * Threads     any, but not from a callback. Does not wait.
 * since 0.1
 */
PARLEY_API void parley_engine_set_notify(parley_engine* engine, parley_notify_fn fn, void* data,
                                         parley_free_fn data_free);

/*
 * Gives the engine a secret, for instance a provider's key, under the name by which documents
 * refer to it. Secrets are held in memory only: they never reach the data file, logs, events,
 * errors or traces, and have to be set again after each open. Setting a name again replaces
 * the value; the next request uses it.
 *
 * engine              the engine.
 * tenant, tenant_len  the tenant whose tools and webhooks may use the secret. NULL and 0: the
 *                     secret serves the models of the engine's own document only, and is never sent
 *                     to an address that a tenant's document names. The tenant need not exist yet.
 * name, name_len      the secret's id.
 * value, value_len    its bytes, at most 16 KiB; length 0 removes the secret. A copy is made,
 *                     and overwritten when it is let go.
 * error               receives an owned error on failure, or NULL.
 *
 * Returns     PARLEY_OK
 *             PARLEY_ERR_ARGUMENT   bad tenant id or name, or a value with a control character
 *             PARLEY_ERR_LIMIT      value too long, or too many secrets
 * Threads     any. Does not wait.
 * since 0.1
 */
PARLEY_API parley_status parley_engine_set_secret(parley_engine* engine, const char* tenant,
                                                  size_t tenant_len, const char* name,
                                                  size_t name_len, const char* value,
                                                  size_t value_len, parley_error** error);

/*
 * Sets where log lines go. Without it nothing is logged. Which levels are produced is said by
 * log.level of the engine's document. Replaces an earlier function, whose data is freed once it is
 * not in use any more.
 *
 * engine      the engine. If it is NULL or its engine is gone, data is freed at once.
 * fn          receives the lines, or NULL to have none.
 * data        handed to fn; owned by the library from now on.
 * data_free   frees data, or NULL.
 * Threads     any, but not from a callback. Does not wait.
 * since 0.1
 */
PARLEY_API void parley_engine_set_log(parley_engine* engine, parley_log_fn fn, void* data,
                                      parley_free_fn data_free);

/* ---- tenant ---------------------------------------------------------------------------------- */

/*
 * Creates a tenant or gives it a new version. Turns that run go on with the version they began
 * with; the next turn uses the new one. A body equal to the current one makes no new version.
 * Putting a deleted tenant is refused until its clean-up has finished.
 *
 * engine           the engine.
 * id, id_len       the tenant's id. If the document has a member "id" it must be the same.
 * json, json_len   document of schema "tenant".
 * result           receives {tenant, version, hash, changed}; the caller frees it.
 * error            receives an owned error on failure, or NULL.
 *
 * Returns     PARLEY_OK                 the version is durable
 *             PARLEY_ERR_ARGUMENT       bad id
 *             PARLEY_ERR_CONFIG         wrong document: detail {errors: [{pointer, message,
 *                                       expected}]} lists all faults at once, nothing is kept
 *             PARLEY_ERR_LIMIT          document larger than 1 MiB, or too many tenants
 *             PARLEY_ERR_STATE          the tenant is being deleted
 *             PARLEY_ERR_STORE
 * Threads     any. Blocks until the version is durable.
 * since 0.1
 */
PARLEY_API parley_status parley_tenant_put(parley_engine* engine, const char* id, size_t id_len,
                                           const char* json, size_t json_len,
                                           parley_result** result, parley_error** error);

/*
 * Lists the tenants in the order of their ids, without the deleted ones.
 *
 * engine       the engine.
 * query, len   {after?, limit?, versions?}, "parley_tenant_list" in schema "query". after is the
 *              last id of the page before; limit is 1..1000, by default 100; versions lists the
 *              versions of one tenant.
 * result       receives {tenants: [{id, name, version, at}], next?}; the caller frees it.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK, PARLEY_ERR_ARGUMENT for a wrong query, PARLEY_ERR_STORE
 * Threads      any. Blocks while reading.
 * since 0.1
 */
PARLEY_API parley_status parley_tenant_list(parley_engine* engine, const char* query, size_t len,
                                            parley_result** result, parley_error** error);

/*
 * Opens a tenant. The handle follows the tenant through its versions; it pins none. Knowledge is
 * loaded at the first use that needs it.
 *
 * engine    the engine.
 * id, len   the tenant's id.
 * tenant    receives the handle; the caller frees it with parley_tenant_free.
 * error     receives an owned error on failure, or NULL.
 *
 * Returns   PARLEY_OK
 *           PARLEY_ERR_ARGUMENT    bad id
 *           PARLEY_ERR_NOT_FOUND   no such tenant, or it was deleted
 *           PARLEY_ERR_STORE
 * Threads   any. Blocks while reading.
 * since 0.1
 */
PARLEY_API parley_status parley_tenant_open(parley_engine* engine, const char* id, size_t len,
                                            parley_tenant** tenant, parley_error** error);

/*
 * Lets go of a tenant handle. The tenant, its sessions and turns are not touched.
 *
 * tenant    the handle, or NULL.
 * Threads   any. Never blocks.
 * since 0.1
 */
PARLEY_API void parley_tenant_free(parley_tenant* tenant);

/*
 * The document of one version, as it was put.
 *
 * tenant    the tenant.
 * version   the version's number; 0 is the current one.
 * result    receives {tenant, version, at, hash, body: {..}}; the caller frees it.
 * error     receives an owned error on failure, or NULL.
 *
 * Returns   PARLEY_OK
 *           PARLEY_ERR_NOT_FOUND   no such version, or the tenant was deleted meanwhile
 *           PARLEY_ERR_STORE
 * Threads   any. Blocks while reading.
 * since 0.1
 */
PARLEY_API parley_status parley_tenant_get(parley_tenant* tenant, int64_t version,
                                           parley_result** result, parley_error** error);

/*
 * Goes back to an earlier version by making a new one with the old body, so that the history
 * stays complete. The old body is checked against today's schema first.
 *
 * tenant    the tenant.
 * version   the version to return to, 1 or more.
 * error     receives an owned error on failure, or NULL.
 *
 * Returns   PARLEY_OK              the new version is durable
 *           PARLEY_ERR_NOT_FOUND   no such version
 *           PARLEY_ERR_CONFIG      the old body is not acceptable any more; detail says why
 *           PARLEY_ERR_STORE
 * Threads   any. Blocks until the version is durable.
 * since 0.1
 */
PARLEY_API parley_status parley_tenant_rollback(parley_tenant* tenant, int64_t version,
                                                parley_error** error);

/*
 * Deletes a tenant. From the return on it cannot be opened or listed any more, its running
 * turns are cancelled, and calls on its handles answer PARLEY_ERR_NOT_FOUND. Its sessions,
 * documents and versions are removed from the data file.
 *
 * tenant    the tenant; the handle still has to be freed.
 * error     receives an owned error on failure, or NULL.
 *
 * Returns   PARLEY_OK              durable
 *           PARLEY_ERR_NOT_FOUND   it was deleted before
 *           PARLEY_ERR_STORE
 * Threads   any. Blocks until the deletion is durable.
 * since 0.1
 */
PARLEY_API parley_status parley_tenant_delete(parley_tenant* tenant, parley_error** error);

/*
 * Looks at what the tenant has waiting and counted.
 *
 * Not available in this version.
 *
 * tenant       the tenant.
 * query, len   {view: outbox|timers|counters|health, after?, limit?}, "parley_tenant_view" in
 *              schema "query".
 * result       receives {items: [..], next?} or, for health, one object; the caller frees it.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK
 *              PARLEY_ERR_STATE      not available in this version
 *              PARLEY_ERR_ARGUMENT   wrong query
 *              PARLEY_ERR_NOT_FOUND  the tenant was deleted
 *              PARLEY_ERR_STORE
 * Threads      any. Blocks while reading.
 * since 0.1
 */
PARLEY_API parley_status parley_tenant_view(parley_tenant* tenant, const char* query, size_t len,
                                            parley_result** result, parley_error** error);

/*
 * Changes what the tenant has waiting: sends an outbox entry again, sets or clears a timer.
 *
 * Not available in this version.
 *
 * tenant       the tenant.
 * input, len   {kind: outbox_retry|timer_set|timer_clear, ..}, "parley_tenant_append" in schema
 *              "append".
 * result       receives what was changed; the caller frees it.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK              durable
 *              PARLEY_ERR_STATE       not available in this version
 *              PARLEY_ERR_ARGUMENT    wrong input
 *              PARLEY_ERR_NOT_FOUND   no such entry or timer, or the tenant was deleted
 *              PARLEY_ERR_LIMIT       too many timers
 *              PARLEY_ERR_STORE
 * Threads      any. Blocks until durable.
 * since 0.1
 */
PARLEY_API parley_status parley_tenant_append(parley_tenant* tenant, const char* input, size_t len,
                                              parley_result** result, parley_error** error);

/*
 * What the engine makes of a text, without a session and without storing anything: intents with
 * their confidence and the reasons, entities, language, urgency. A transcript that still grows is
 * passed again and again with "partial": true and, as "previous", the opaque member of the same
 * name of the last answer; "stable" in the answer then says whether the decision will hold.
 *
 * tenant       the tenant.
 * input, len   {text, partial?, previous?, session?, ..}, "parley_tenant_understand" in schema
 *              "query". text is at most 64 KiB.
 * result       receives {intents: [{name, confidence}], reasons, entities, language, ..,
 *              stable, previous?}; the caller frees it.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK
 *              PARLEY_ERR_ARGUMENT    wrong input
 *              PARLEY_ERR_LIMIT       text too long
 *              PARLEY_ERR_NOT_FOUND   the tenant was deleted
 *              PARLEY_ERR_STORE       the tenant could not be loaded
 * Threads      any. Computes on the calling thread; no network.
 * since 0.1
 */
PARLEY_API parley_status parley_tenant_understand(parley_tenant* tenant, const char* input,
                                                  size_t len, parley_result** result,
                                                  parley_error** error);

/* ---- knowledge ------------------------------------------------------------------------------- */

/*
 * Puts and removes documents of a knowledge base in one step. Either all of the batch becomes
 * visible, as one new version, or nothing. Turns that run keep the version they began with. A batch
 * that changes nothing makes no version; removing a name that is not there is only a warning.
 *
 * tenant       the tenant.
 * batch, len   document of schema "batch", at most 64 MiB. One document's body has a limit of its
 *              own (limits.document_bytes of the engine).
 * result       receives {kb, version, put, removed, unchanged, chunks, warnings: [..]}; the
 *              caller frees it.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK              durable and searchable
 *              PARLEY_ERR_ARGUMENT    wrong batch, or one name both put and removed
 *              PARLEY_ERR_LIMIT       too many or too large documents; detail names the first
 *              PARLEY_ERR_NOT_FOUND   the tenant was deleted
 *              PARLEY_ERR_STORE
 * Threads      any; batches for one base run one after the other. Blocks until durable.
 * since 0.1
 */
PARLEY_API parley_status parley_kb_apply(parley_tenant* tenant, const char* batch, size_t len,
                                         parley_result** result, parley_error** error);

/*
 * Searches a knowledge base as a turn would.
 *
 * tenant       the tenant.
 * query, len   {query, kb?, k?}, "parley_kb_search" in schema "query". kb is by default the base
 *              the tenant answers from, k the number of hits, 1..100, by default 8.
 * result       receives {version, confidence, hits: [{document, title, heading?, text, score}]},
 *              best first, equal scores in the order of the chunks' ids; the caller frees it.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK              also when nothing was found
 *              PARLEY_ERR_ARGUMENT    wrong query
 *              PARLEY_ERR_NOT_FOUND   no such base, or the tenant was deleted
 *              PARLEY_ERR_LIMIT       query text too long
 *              PARLEY_ERR_STORE
 * Threads      any. Computes on the calling thread; the first search loads the base.
 * since 0.1
 */
PARLEY_API parley_status parley_kb_search(parley_tenant* tenant, const char* query, size_t len,
                                          parley_result** result, parley_error** error);

/*
 * Looks at a knowledge base itself.
 *
 * tenant       the tenant.
 * query, len   {view: versions|health|diff|documents, kb?, ..}, "parley_kb_info" in schema
 *              "query". diff needs from and to, two version numbers.
 * result       receives what the view shows; the caller frees it.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK
 *              PARLEY_ERR_ARGUMENT    wrong query
 *              PARLEY_ERR_NOT_FOUND   no such base or version, or the tenant was deleted
 *              PARLEY_ERR_STORE
 * Threads      any. Blocks while reading.
 * since 0.1
 */
PARLEY_API parley_status parley_kb_info(parley_tenant* tenant, const char* query, size_t len,
                                        parley_result** result, parley_error** error);

/*
 * Goes back to an earlier version of a knowledge base by making a new one with the documents of
 * the old.
 *
 * tenant    the tenant.
 * kb, len   the base's name; NULL and 0: the base the tenant answers from.
 * version   the version to return to, 1 or more.
 * error     receives an owned error on failure, or NULL.
 *
 * Returns   PARLEY_OK              durable and searchable
 *           PARLEY_ERR_ARGUMENT    bad name
 *           PARLEY_ERR_NOT_FOUND   no such base or version, or the tenant was deleted
 *           PARLEY_ERR_STORE
 * Threads   any; one after the other with batches for the same base. Blocks until durable.
 * since 0.1
 */
PARLEY_API parley_status parley_kb_rollback(parley_tenant* tenant, const char* kb, size_t len,
                                            int64_t version, parley_error** error);

/* ---- session --------------------------------------------------------------------------------- */

/*
 * Opens a conversation, or makes a new one. Which one: the session that is named; else, if channel
 * and address are bound to an open conversation, that one; else, if the tenant's history is
 * shared and the customer is known, the customer's open conversation, to which channel and address
 * are then added; else a new one under a fresh id. Opening the same conversation twice gives two
 * handles to it. Members that are given update the stored ones.
 *
 * tenant      the tenant.
 * json, len   document of schema "session"; may be left out.
 * session     receives the handle; the caller frees it with parley_session_free.
 * error       receives an owned error on failure, or NULL.
 *
 * Returns     PARLEY_OK              a new conversation is durable
 *             PARLEY_ERR_ARGUMENT    wrong document or bad id
 *             PARLEY_ERR_CONFLICT    the named session belongs to another customer
 *             PARLEY_ERR_LIMIT       the tenant's number of sessions is reached
 *             PARLEY_ERR_NOT_FOUND   the tenant was deleted
 *             PARLEY_ERR_STATE       the engine is draining
 *             PARLEY_ERR_STORE
 * Threads     any. Blocks until durable.
 * since 0.1
 */
PARLEY_API parley_status parley_session_open(parley_tenant* tenant, const char* json, size_t len,
                                             parley_session** session, parley_error** error);

/*
 * Lets go of a session handle. The conversation is not closed; turns that run go on.
 *
 * session   the handle, or NULL.
 * Threads   any. Never blocks.
 * since 0.1
 */
PARLEY_API void parley_session_free(parley_session* session);

/*
 * The id by which the session can be opened again.
 *
 * session   the session.
 * Returns   text borrowed from the session, valid until parley_session_free.
 * Threads   any.
 * since 0.1
 */
PARLEY_API parley_str parley_session_get_id(const parley_session* session);

/*
 * Lists the tenant's sessions, the one used last first.
 *
 * tenant       the tenant.
 * query, len   {customer?, channel?, state?, after?, limit?}, "parley_session_list" in schema
 *              "query". limit is 1..1000, by default 100.
 * result       receives {sessions: [{id, customer?, owner, epoch, turns, created_at,
 *              touched_at}], next?}; the caller frees it. next, if there is one, is passed as
 *              after for the following page.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK
 *              PARLEY_ERR_ARGUMENT    wrong query
 *              PARLEY_ERR_NOT_FOUND   the tenant was deleted
 *              PARLEY_ERR_STORE
 * Threads      any. Blocks while reading.
 * since 0.1
 */
PARLEY_API parley_status parley_session_list(parley_tenant* tenant, const char* query, size_t len,
                                             parley_result** result, parley_error** error);

/*
 * Records what happens to a conversation outside of a turn: what a person of the business wrote,
 * that they take the conversation over or give it back, how far an answer was sent or heard,
 * metadata, a note, a rating, the end.
 *
 * take_over makes a person the owner and release makes the engine the owner again; both raise the
 * epoch when the owner changes, so that an answer begun before cannot be committed. take_over and
 * close cancel a running turn first. An input with an epoch is refused with a conflict if the
 * session is in another one. A human_message with an id is recorded once: giving it again answers
 * the seq it has. What people of the business wrote stands in views and in the model's history.
 *
 * The kinds "delivered" and "heard" are not available in this version.
 *
 * session      the session.
 * input, len   document of schema "append".
 * result       receives {seq, owner, epoch}; the caller frees it.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK              durable
 *              PARLEY_ERR_ARGUMENT    wrong input
 *              PARLEY_ERR_STATE       kind not available in this version, or the session is closed
 *              PARLEY_ERR_CONFLICT    another epoch, or another process moved the conversation on
 *              PARLEY_ERR_NOT_FOUND   the tenant, session or turn it speaks of does not exist
 *              PARLEY_ERR_LIMIT       metadata too large
 *              PARLEY_ERR_STORE
 * Threads      any. Blocks until durable; while a turn runs it is placed in order with it.
 * since 0.1
 */
PARLEY_API parley_status parley_session_append(parley_session* session, const char* input,
                                               size_t len, parley_result** result,
                                               parley_error** error);

/*
 * Reads a conversation. All views are computed from the ledger, so they also serve for turns of
 * long ago.
 *
 * session      the session.
 * query, len   {view, after?, limit?, turn?}, "parley_session_view" in schema "query"; view is
 *              transcript  what was said, by whom, with sources, for people
 *              messages    the same as the model's messages
 *              state       owner, epoch, slots, metadata
 *              usage       tokens and cost
 *              events      the committed events, in order
 *              explain     how one turn came about: stages with durations, what decided, passages
 *                          with scores, the prompt, verdicts; needs turn, a number or an id
 *              trace       a recording for parley_replay; not available in this version
 * result       receives {items: [..], next?} or, for state, usage and explain, one object; the
 *              caller frees it. next, if there is one, is passed as after for the following page.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK
 *              PARLEY_ERR_ARGUMENT    wrong query
 *              PARLEY_ERR_STATE       view "trace": not available in this version
 *              PARLEY_ERR_NOT_FOUND   no such turn, or the session or tenant was deleted
 *              PARLEY_ERR_STORE
 * Threads      any. Blocks while reading; shows committed turns only.
 * since 0.1
 */
PARLEY_API parley_status parley_session_view(parley_session* session, const char* query, size_t len,
                                             parley_result** result, parley_error** error);

/*
 * Everything the tenant holds about a customer, as one JSON document.
 *
 * Not available in this version.
 *
 * tenant          the tenant.
 * customer, len   the customer's id.
 * result          receives {customer, facts, sessions: [..]}; the caller frees it.
 * error           receives an owned error on failure, or NULL.
 *
 * Returns         PARLEY_OK
 *                 PARLEY_ERR_STATE       not available in this version
 *                 PARLEY_ERR_ARGUMENT    bad id
 *                 PARLEY_ERR_NOT_FOUND   the tenant knows no such customer
 *                 PARLEY_ERR_STORE
 * Threads         any. Blocks while reading.
 * since 0.1
 */
PARLEY_API parley_status parley_customer_export(parley_tenant* tenant, const char* customer,
                                                size_t len, parley_result** result,
                                                parley_error** error);

/*
 * Erases a customer: the words of all conversations, facts, addresses and whatever was recorded.
 * That the conversations took place, and their order, stays provable.
 *
 * Not available in this version.
 *
 * tenant          the tenant.
 * customer, len   the customer's id.
 * result          receives {customer, sessions, events}, the numbers erased; the caller frees it.
 * error           receives an owned error on failure, or NULL.
 *
 * Returns         PARLEY_OK              durable, and gone from every file of the engine
 *                 PARLEY_ERR_STATE       not available in this version
 *                 PARLEY_ERR_ARGUMENT    bad id
 *                 PARLEY_ERR_NOT_FOUND   the tenant knows no such customer
 *                 PARLEY_ERR_BUSY        another process is reading the file; try again
 *                 PARLEY_ERR_STORE
 * Threads         any. Blocks until durable.
 * since 0.1
 */
PARLEY_API parley_status parley_customer_erase(parley_tenant* tenant, const char* customer,
                                               size_t len, parley_result** result,
                                               parley_error** error);

/* ---- turn ------------------------------------------------------------------------------------ */

/* Flags of a turn. */
enum {
  /* parley_turn_free lets the turn run to its end and commit instead of cancelling it.
   * Not available in this version. */
  PARLEY_TURN_DETACHED = 1u,
  /* The turn works ahead on an input that may still change: it commits nothing, runs no writing
   * tool and does not count as the session's running turn until parley_turn_promote. Its
   * ACCEPTED says speculative and is not durable; promoting yields a second one that is.
   * Not available in this version. */
  PARLEY_TURN_SPECULATIVE = 2u
};

/*
 * How a turn is to run. Prepare it with parley_turn_options_init and change what is needed;
 * zero is every member's default. The struct grows at its end only. A shorter one, from an older
 * header, has defaults for what it lacks; a longer one, from a newer header, is accepted if the
 * part that this library does not know is zero, and refused with PARLEY_ERR_VERSION otherwise.
 * Unknown flags are refused with PARLEY_ERR_VERSION, too.
 */
typedef struct parley_turn_options {
  /* sizeof(parley_turn_options) as the caller's compiler saw it, in bytes. */
  uint32_t struct_size;
  /* Any of the PARLEY_TURN_ constants, added up. */
  uint32_t flags;
  /* Milliseconds that the whole turn may take; 0 is the tenant's conversation.deadline_ms.
   * Negative is refused with PARLEY_ERR_ARGUMENT. */
  int64_t deadline_ms;
  /* Wake-up for parley_turn_next, or NULL. */
  parley_notify_fn notify;
  /* Handed to notify. Owned by the library from the call on that receives the options, on every
   * path, see convention 6. */
  void* notify_data;
  /* Frees notify_data after the last notify, or NULL. */
  parley_free_fn notify_free;
} parley_turn_options; /* the members of version 1 end here */

/*
 * Fills options with defaults: sets struct_size and makes every other byte zero.
 *
 * options       the caller's struct; NULL does nothing.
 * struct_size   sizeof(parley_turn_options) of the caller. Exactly this many bytes are written;
 *               fewer than 4 do nothing.
 * Threads       any.
 * since 0.1
 */
PARLEY_API void parley_turn_options_init(parley_turn_options* options, size_t struct_size);

/*
 * Starts a turn and returns at once. The first event is ACCEPTED, and it comes only after the
 * input is durable: a host that has to acknowledge a webhook waits for this event. An input whose
 * id was seen before on the same session and channel does not run again: the turn follows the
 * running one, or replays the finished one, and ACCEPTED says duplicate. What the input does not
 * set is taken from the session, and else from the tenant.
 *
 * session      the session.
 * input, len   document of schema "input", at most 1 MiB.
 * options      how to run, or NULL for the defaults.
 * turn         receives the turn; the caller frees it with parley_turn_free.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK              the turn will end with exactly one END
 *              PARLEY_ERR_ARGUMENT    wrong input, options with a bad size or deadline
 *              PARLEY_ERR_VERSION     options of a newer header that ask for something unknown
 *              PARLEY_ERR_STATE       the session is closed or the engine draining; DETACHED,
 *                                     SPECULATIVE, or a policy other than reject: not available
 *                                     in this version
 *              PARLEY_ERR_BUSY        a turn is running and the policy is reject
 *              PARLEY_ERR_LIMIT       input too large, or too many turns at once or per minute;
 *                                     detail then has retry_after_ms
 *              PARLEY_ERR_NOT_FOUND   the session or tenant was deleted
 * Threads      any. Does not wait for the turn.
 * since 0.1
 */
PARLEY_API parley_status parley_turn_start(parley_session* session, const char* input, size_t len,
                                           const parley_turn_options* options, parley_turn** turn,
                                           parley_error** error);

/*
 * Starts a turn with a plain message: the same as parley_turn_start with kind "message" and
 * one part of text.
 *
 * session     the session.
 * text, len   what the customer wrote; repaired if it is not UTF-8. Empty text is
 *             PARLEY_ERR_ARGUMENT.
 * options     how to run, or NULL for the defaults.
 * turn        receives the turn; the caller frees it with parley_turn_free.
 * error       receives an owned error on failure, or NULL.
 *
 * Returns     as parley_turn_start; PARLEY_ERR_LIMIT also for text longer than the tenant's
 *             limits.input_chars, counted in code points
 * Threads     any. Does not wait for the turn.
 * since 0.1
 */
PARLEY_API parley_status parley_turn_say(parley_session* session, const char* text, size_t len,
                                         const parley_turn_options* options, parley_turn** turn,
                                         parley_error** error);

/*
 * Follows a running or finished turn once more, for a reloaded page or a second screen. Events
 * come from the one after after_seq. TEXT events that were not pulled in time are joined: the
 * joined one has the seq of its last piece and the offset, in code points, of its first. A
 * finished turn gives its text as one TEXT. Only the handle that started a turn holds the
 * provider back when it is not pulled. Freeing an attached handle never cancels.
 *
 * Not available in this version.
 *
 * session        the session.
 * turn_id, len   what parley_turn_get_id of the first handle returned.
 * after_seq      the last event that is known already; 0 for all.
 * options        only notify is used; NULL for none.
 * turn           receives a second handle; the caller frees it with parley_turn_free.
 * error          receives an owned error on failure, or NULL.
 *
 * Returns        PARLEY_OK
 *                PARLEY_ERR_STATE       not available in this version
 *                PARLEY_ERR_ARGUMENT    bad id, negative after_seq, bad options
 *                PARLEY_ERR_VERSION     options of a newer header that ask for something unknown
 *                PARLEY_ERR_NOT_FOUND   the session has no such turn
 *                PARLEY_ERR_LIMIT       too many followers of one turn
 *                PARLEY_ERR_STORE
 * Threads        any. May read from the data file.
 * since 0.1
 */
PARLEY_API parley_status parley_turn_attach(parley_session* session, const char* turn_id,
                                            size_t len, int64_t after_seq,
                                            const parley_turn_options* options, parley_turn** turn,
                                            parley_error** error);

/*
 * The turn's id, made by the engine, unique within the data file.
 *
 * turn      the turn.
 * Returns   text borrowed from the turn, valid until parley_turn_free.
 * Threads   any.
 * since 0.1
 */
PARLEY_API parley_str parley_turn_get_id(const parley_turn* turn);

/*
 * Takes the next event. Events of a turn come in the order of their seq. TEXT that is not pulled
 * joins up to 64 KiB, then the model's stream is held back. A turn that failed also ends
 * with END, so a failed turn is no failure of this function.
 *
 * turn         the turn.
 * timeout_ms   how long to wait for an event.
 * event        receives the event, borrowed from the turn until the next parley_turn_next or
 *              parley_turn_free on it. NULL unless PARLEY_OK is returned.
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK             an event
 *              PARLEY_AGAIN          none within the time
 *              PARLEY_DONE           END was delivered before
 *              PARLEY_ERR_BUSY       another thread is inside parley_turn_next of this turn
 * Threads      one at a time for a turn. Blocks for at most timeout_ms. After the engine was freed
 *              it never blocks: it delivers what is queued, END, then PARLEY_DONE.
 * since 0.1
 */
PARLEY_API parley_status parley_turn_next(parley_turn* turn, int32_t timeout_ms,
                                          const parley_event** event, parley_error** error);

/*
 * Answers a TOOL_CALL event: with the tool's result, with its failure, or with an approval.
 *
 * Not available in this version.
 *
 * turn                   the turn that asked.
 * call_id, call_id_len   member "call" of the event.
 * json, json_len         document of schema "submit", at most 1 MiB.
 * error                  receives an owned error on failure, or NULL.
 *
 * Returns                PARLEY_OK
 *                        PARLEY_ERR_STATE       not available in this version; later: the call was
 *                                               answered before, or the turn has ended
 *                        PARLEY_ERR_NOT_FOUND   the turn made no such call
 *                        PARLEY_ERR_ARGUMENT    wrong document
 *                        PARLEY_ERR_LIMIT       document too large
 * Threads                any. Does not wait for the turn.
 * since 0.1
 */
PARLEY_API parley_status parley_turn_submit(parley_turn* turn, const char* call_id,
                                            size_t call_id_len, const char* json, size_t json_len,
                                            parley_error** error);

/*
 * Makes a speculative turn real, with the input as it finally became.
 *
 * Not available in this version.
 *
 * turn         a turn started with PARLEY_TURN_SPECULATIVE.
 * input, len   document of schema "input".
 * error        receives an owned error on failure, or NULL.
 *
 * Returns      PARLEY_OK              a second ACCEPTED will follow, durable this time
 *              PARLEY_ERR_STATE       not available in this version; later: not speculative, or
 *                                     promoted before
 *              PARLEY_ERR_CONFLICT    the final input means something else, or the conversation
 *                                     moved on; free this turn and start another
 *              PARLEY_ERR_ARGUMENT    wrong input
 *              PARLEY_ERR_BUSY        another turn is running and the policy is reject
 *              PARLEY_ERR_LIMIT       as parley_turn_start
 * Threads      any. Does not wait for the turn.
 * since 0.1
 */
PARLEY_API parley_status parley_turn_promote(parley_turn* turn, const char* input, size_t len,
                                             parley_error** error);

/*
 * Asks a turn to stop. It commits what was said so far and ends with END, reason cancelled, for
 * every handle that follows it; if it ends by itself first, that end stands.
 *
 * turn      the turn, or NULL. Calling again, or after END, does nothing.
 * Threads   any, also while another thread waits in parley_turn_next. Never blocks.
 * since 0.1
 */
PARLEY_API void parley_turn_cancel(parley_turn* turn);

/*
 * Lets go of a turn. A turn that runs is cancelled if this is the handle that started it. Events
 * not yet pulled are dropped. notify is not called any more once this has returned, unless a call
 * had already begun.
 *
 * turn      the turn, or NULL.
 * Threads   any, but not while another thread is inside parley_turn_next of it. Never blocks.
 * since 0.1
 */
PARLEY_API void parley_turn_free(parley_turn* turn);

/* ---- event ----------------------------------------------------------------------------------- */

/* What an event tells; one of the constants below or, in later versions, another number, which a
 * host skips. 1..199 are events of turns; the ledger counts its own rows from 200. */
typedef int32_t parley_event_kind;

/* Members named here are the ones of this version; schema "event" has them in full. Every
 * event's JSON has seq, kind (the name in small letters) and turn (the turn's id). */
enum {
  /* The input is durable. Always first. {turn_number, duplicate?, queued?, speculative?} */
  PARLEY_EVENT_ACCEPTED = 1,
  /* A piece of the answer that passed the gate. {text, offset}: offset counts code points from
   * the beginning of the answer. */
  PARLEY_EVENT_TEXT = 2,
  /* The host is to run a tool and answer with parley_turn_submit. {call, name, arguments, effect,
   * approval?, key?, deadline_ms?} */
  PARLEY_EVENT_TOOL_CALL = 3,
  /* What the customer seems to want, best first. {intents: [{name, confidence}], reason} */
  PARLEY_EVENT_INTENT = 4,
  /* Where the answer comes from. {sources: [{n, document, title, heading?, quote, score}]} */
  PARLEY_EVENT_SOURCES = 5,
  /* Something to offer beside the answer. {id, label, url?, action?} */
  PARLEY_EVENT_CTA = 6,
  /* The conversation's state changed. {owner: bot|human|closed, epoch, ..} */
  PARLEY_EVENT_STATE = 7,
  /* A check of the gate did something. {check, verdict, ..} */
  PARLEY_EVENT_GUARD = 8,
  /* What the turn used so far. {input_tokens, output_tokens, cached_tokens, cost_micro} */
  PARLEY_EVENT_USAGE = 9,
  /* Something went wrong that the turn survived. {code, message} */
  PARLEY_EVENT_WARNING = 10,
  /* Text from an offset on that was handed out before is taken back. {from} */
  PARLEY_EVENT_RETRACT = 11,
  /* The turn is over and committed; the last event, exactly once. {reason, answered_by, error?}
   * with reason stop, length, handoff, gate, cancelled, interrupted, merged, deadline or error,
   * and answered_by responder, script, model:NAME or none. */
  PARLEY_EVENT_END = 100
};

/*
 * What the event tells.
 *
 * event     the event.
 * Returns   one of the PARLEY_EVENT_ constants or a number of a later version; 0 for NULL.
 * Threads   any.
 * since 0.1
 */
PARLEY_API parley_event_kind parley_event_get_kind(const parley_event* event);

/*
 * The event's number within its turn. Numbers grow, and may leave gaps where TEXT was joined.
 *
 * event     the event.
 * Returns   1 or more; 0 for NULL.
 * Threads   any.
 * since 0.1
 */
PARLEY_API int64_t parley_event_get_seq(const parley_event* event);

/*
 * The text of a TEXT event, whole code points, without the cost of rendering JSON.
 *
 * event     the event.
 * Returns   text borrowed from the event; empty for every other kind.
 * Threads   any.
 * since 0.1
 */
PARLEY_API parley_str parley_event_get_text(const parley_event* event);

/*
 * The whole event as one JSON object of schema "event". Rendered when it is first asked for.
 *
 * event     the event.
 * Returns   text borrowed from the event; empty if memory ran out.
 * Threads   any, also several at once.
 * since 0.1
 */
PARLEY_API parley_str parley_event_get_json(const parley_event* event);

/* ---- result and error ------------------------------------------------------------------------ */

/*
 * The answer of a call, one JSON object.
 *
 * result    the result.
 * Returns   text borrowed from the result, valid until parley_result_free.
 * Threads   any.
 * since 0.1
 */
PARLEY_API parley_str parley_result_get_json(const parley_result* result);

/*
 * Frees a result. It does not depend on any other handle and may outlive the engine.
 *
 * result    the result, or NULL.
 * Threads   any. Never blocks.
 * since 0.1
 */
PARLEY_API void parley_result_free(parley_result* result);

/*
 * The status that the failing call returned.
 *
 * error     the error.
 * Returns   a negative status; PARLEY_OK for NULL.
 * Threads   any.
 * since 0.1
 */
PARLEY_API parley_status parley_error_get_status(const parley_error* error);

/*
 * The error for people, on one line: what was wrong, where, and what would be right.
 *
 * error     the error.
 * Returns   text borrowed from the error, valid until parley_error_free.
 * Threads   any.
 * since 0.1
 */
PARLEY_API parley_str parley_error_get_message(const parley_error* error);

/*
 * The error for programs: a JSON object with any of pointer, errors: [{pointer, message,
 * expected}], provider, http_status, retryable, retry_after_ms. Never holds a secret.
 *
 * error     the error.
 * Returns   text borrowed from the error, valid until parley_error_free; "{}" if there is no more
 *           to say.
 * Threads   any.
 * since 0.1
 */
PARLEY_API parley_str parley_error_get_detail(const parley_error* error);

/*
 * Frees an error. It does not depend on any other handle and may outlive the engine.
 *
 * error     the error, or NULL.
 * Threads   any. Never blocks.
 * since 0.1
 */
PARLEY_API void parley_error_free(parley_error* error);

/* ---- replay ---------------------------------------------------------------------------------- */

/*
 * Runs a recorded conversation again, without network, against this engine's tenants and
 * knowledge, and compares event by event. Nothing is written.
 *
 * Not available in this version.
 *
 * engine                 the engine.
 * options, options_len   {fork?, set?}: from turn number fork on go on freely, with some values
 *                        changed; "parley_replay" in schema "query". NULL and 0 for none.
 * trace, len             JSON lines as view "trace" gave them.
 * result                 receives {identical, first_difference, hash, turns}; the caller frees
 *                        it.
 * error                  receives an owned error on failure, or NULL.
 *
 * Returns                PARLEY_OK              also when there are differences
 *                        PARLEY_ERR_STATE       not available in this version
 *                        PARLEY_ERR_ARGUMENT    wrong options, or the trace is cut or damaged
 *                        PARLEY_ERR_VERSION     the trace is newer than this library
 *                        PARLEY_ERR_NOT_FOUND   a tenant version, knowledge version or table that
 *                                               the trace rests on is missing; detail names it
 *                        PARLEY_ERR_LIMIT       trace too large
 *                        PARLEY_ERR_STORE
 * Threads                any. Blocks until the end of the trace.
 * since 0.1
 */
PARLEY_API parley_status parley_replay(parley_engine* engine, const char* options,
                                       size_t options_len, const char* trace, size_t len,
                                       parley_result** result, parley_error** error);

#ifdef PARLEY_ALLOW_EXPERIMENTAL
/* ---- scripted world (experimental) ----------------------------------------------------------- */

/* An engine whose document has a member "world" takes its time, its randomness and its model from
 * a script. Tests in every language then run the same scenarios without network, real clock or
 * sleeping. On any other engine these three answer PARLEY_ERR_STATE. */

/*
 * Moves a manual clock forward. What comes due on the way happens in the order of its time; work
 * that this sets off goes on in the background, see parley_world_settle.
 *
 * engine    an engine with world.clock "manual".
 * ms        milliseconds, 0 or more.
 * error     receives an owned error on failure, or NULL.
 *
 * Returns   PARLEY_OK
 *           PARLEY_ERR_ARGUMENT   ms is negative, or the clock would overflow
 *           PARLEY_ERR_STATE      the engine has no manual clock
 * Threads   any, but not from a callback.
 * since 0.1
 */
PARLEY_API parley_status parley_world_advance(parley_engine* engine, int64_t ms,
                                              parley_error** error);

/*
 * Adds answers to the script of the pretended model, behind those that are there already.
 *
 * engine      an engine with a world.
 * json, len   document of schema "world".
 * error       receives an owned error on failure, or NULL.
 *
 * Returns     PARLEY_OK
 *             PARLEY_ERR_ARGUMENT   wrong document
 *             PARLEY_ERR_STATE      the engine has no world
 *             PARLEY_ERR_LIMIT      too many answers wait
 * Threads     any, but not from a callback. Does not wait.
 * since 0.1
 */
PARLEY_API parley_status parley_world_feed(parley_engine* engine, const char* json, size_t len,
                                           parley_error** error);

/*
 * Waits until nothing can happen any more without the clock moving or the host acting.
 *
 * engine    an engine with a world.
 * result    receives {now_ms, next_ms?, turns}: the clock, when the next thing is due if anything
 *           is, and how many turns still run; the caller frees it.
 * error     receives an owned error on failure, or NULL.
 *
 * Returns   PARLEY_OK
 *           PARLEY_ERR_STATE   the engine has no world
 * Threads   any, but not from a callback. Blocks until then.
 * since 0.1
 */
PARLEY_API parley_status parley_world_settle(parley_engine* engine, parley_result** result,
                                             parley_error** error);
#endif /* PARLEY_ALLOW_EXPERIMENTAL */

#ifdef __cplusplus
}
#endif

#endif /* PARLEY_H */
