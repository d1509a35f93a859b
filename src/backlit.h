// backlit: background tasks on the threads of one WebAssembly module.
//
// This header is the whole interface of the core: to the hosts that drive it (js/, later pyodide/)
// and to applications that link kernels of their own into it. What is marked BACKLIT_API is
// exported from the module; scripts/generate.js makes the export list and the JavaScript constants
// from it.
//
// Who is who. One thread, the *supervisor*, opens the runtime, starts and ends workers and ticks
// the deadlines. *Clients* attach to it, submit tasks and read them. *Workers* take tasks and run
// them. Every function says who may call it; "anybody" is all three.
//
// Ownership. A task is a record in shared memory, freed when nobody holds a reference to it any
// more: a client holds one per handle that it was given, the core holds one until the task has
// ended and its worker has let go of it. A payload is a reference-counted block; who creates one
// owns a reference, and hands it over with the call that takes it, if that call succeeds.
//
// Times are seconds. No function blocks, except where its comment says how long.
#ifndef BACKLIT_H
#define BACKLIT_H

#include <stddef.h>
#include <stdint.h>

#include "errors.h"

#ifdef __cplusplus
extern "C" {
#endif

#define BACKLIT_API __attribute__((visibility("default")))

enum backlit_error {
#define BACKLIT_ERROR_CODE(name, code, class_name, message) BACKLIT_##name = (code),
  BACKLIT_ERRORS(BACKLIT_ERROR_CODE)
#undef BACKLIT_ERROR_CODE
};

// A task's handle: generation * 2^20 + slot, a whole number that a double holds exactly, so that
// JavaScript can carry it without BigInt. A slot that is used again gets a new generation, so an
// old handle never reads another task. Negative values are error codes.
typedef double backlit_task;

// A task's life. Each arrow is one compare-and-swap; the last row is for ever.
//
//   submit ──► PENDING ──take──► RUNNING ──return / raise / give up──► DONE | ERROR | CANCELLED
//                 └──cancel──► CANCELLED
//
// RUNNING is also a task whose attempt has failed and that waits for the next one. It holds no
// worker then.
//
// generated: js
enum backlit_state {
  BACKLIT_STATE_PENDING = 0,
  BACKLIT_STATE_RUNNING = 1,
  BACKLIT_STATE_DONE = 2,
  BACKLIT_STATE_ERROR = 3,
  BACKLIT_STATE_CANCELLED = 4,
};

// The rungs of the ladder that an attempt comes to after a cancel or its timeout, and which of them
// ended a task.
// generated: js
enum backlit_rung {
  BACKLIT_RUNG_NONE = 0,      // no rung: also a task that gave up unasked
  BACKLIT_RUNG_FLAG = 1,      // the function sees that it shall end
  BACKLIT_RUNG_INTERRUPT = 2, // the host ends it from outside, if its language can
  BACKLIT_RUNG_DISOWN = 3,    // its worker is lost
};

// generated: js
enum backlit_priority {
  BACKLIT_PRIORITY_HIGH = 0,
  BACKLIT_PRIORITY_NORMAL = 1,
  BACKLIT_PRIORITY_LOW = 2,
};

// What an argument, a result or a progress value is. Scalars need no payload.
// generated: js
enum backlit_kind {
  BACKLIT_KIND_EMPTY = 0, // no value: no arguments, or undefined
  BACKLIT_KIND_NULL = 1,
  BACKLIT_KIND_FALSE = 2,
  BACKLIT_KIND_TRUE = 3,
  BACKLIT_KIND_NUMBER = 4,  // in `number`
  BACKLIT_KIND_ENCODED = 5, // a payload in the format of the language that submitted the task
  BACKLIT_KIND_VALUES = 6,  // a payload of struct backlit_value: what kernels take and return
  BACKLIT_KIND_FAILURE = 7, // an error of the core: its code is in `number`; as text, see a payload
};

// --8<-- [start:types] (what docs/api/c.md shows)
// The type of one value for or from a kernel.
// generated: js
enum backlit_type {
  BACKLIT_TYPE_NULL = 0,
  BACKLIT_TYPE_BOOLEAN = 1,
  BACKLIT_TYPE_NUMBER = 2,
  BACKLIT_TYPE_TEXT = 3, // UTF-8, not terminated
  BACKLIT_TYPE_INT8 = 4,
  BACKLIT_TYPE_UINT8 = 5,
  BACKLIT_TYPE_UINT8_CLAMPED = 6,
  BACKLIT_TYPE_INT16 = 7,
  BACKLIT_TYPE_UINT16 = 8,
  BACKLIT_TYPE_INT32 = 9,
  BACKLIT_TYPE_UINT32 = 10,
  BACKLIT_TYPE_FLOAT32 = 11,
  BACKLIT_TYPE_FLOAT64 = 12,
  BACKLIT_TYPE_INT64 = 13,
  BACKLIT_TYPE_UINT64 = 14,
};
// --8<-- [end:types]

// ---- Payloads (anybody)
// --------------------------------------------------------------------------

struct backlit_payload;

// A block of `size` bytes, and room for references to `arrays` other payloads, which live at least
// as long as this one. NULL when the memory is full. A worker's block is freed at its death, unless
// it was handed over before.
BACKLIT_API struct backlit_payload *backlit_payload_create(size_t size, uint32_t arrays);
BACKLIT_API void *backlit_payload_bytes(struct backlit_payload *payload);
BACKLIT_API size_t backlit_payload_size(const struct backlit_payload *payload);
// Makes `payload` hold a reference to `array` at `index`.
BACKLIT_API void backlit_payload_refer(struct backlit_payload *payload, uint32_t index,
                                       struct backlit_payload *array);
BACKLIT_API struct backlit_payload *backlit_payload_referred(const struct backlit_payload *payload,
                                                             uint32_t index);
BACKLIT_API void backlit_payload_release(struct backlit_payload *payload);

// A lasting hold on an array in the core's memory, for a view of it; NULL when the memory is full.
// A worker's holds end with it.
struct backlit_hold;
BACKLIT_API struct backlit_hold *backlit_hold_array(struct backlit_payload *array);
BACKLIT_API struct backlit_payload *backlit_held(const struct backlit_hold *hold);
BACKLIT_API void backlit_hold_end(struct backlit_hold *hold);

// What the hosts of workers need besides their tasks, such as the files of a client's environment.
enum { BACKLIT_PUBLISH_SLOTS = 4 };
// Client: puts the payload, which it takes, in the place of what the slot held. NULL empties it.
BACKLIT_API void backlit_publish(uint32_t slot, struct backlit_payload *payload);
// A count that grows with every call of it. Who takes a task that was submitted after the call sees
// what it published.
BACKLIT_API uint32_t backlit_publications(void);
// A hold on what the slot has now, which is the caller's to end; NULL: it is empty, or the memory
// is full.
BACKLIT_API struct backlit_hold *backlit_published(uint32_t slot);

// The core's heap, safe against the death of the thread that calls it: NULL when it is full.
BACKLIT_API void *backlit_allocate(size_t size);
BACKLIT_API void backlit_free(void *bytes);
// Bytes in use.
BACKLIT_API double backlit_heap_used(void);

// ---- What passes between a thread and the core
// ---------------------------------------------------

// Filled by the calls that say so, read by the calling thread alone. Times are in seconds on the
// core's clock (in a browser and in Node: since the Unix epoch), NaN for what has not happened.
struct backlit_exchange {
  double number;                   // 0
  double fraction;                 // 8   NaN: none was given
  double queued;                   // 16
  double started;                  // 24
  double ended;                    // 32
  uint32_t kind;                   // 40  enum backlit_kind
  int32_t function;                // 44
  uint32_t state;                  // 48  enum backlit_state
  uint32_t rung;                   // 52  enum backlit_rung
  struct backlit_payload *payload; // 56  on loan while the task is held, unless said otherwise
  uint32_t has_progress;           // 60  whether the task ever gave any
  uint32_t attempt;                // 64  the attempts that were begun
  uint32_t cancel_requested;       // 68
  int32_t retry_filter;            // 72  see struct backlit_options
};

// The calling thread's own.
BACKLIT_API struct backlit_exchange *backlit_exchange(void);

// ---- Functions (anybody)
// -------------------------------------------------------------------------

// The number of the function that this key names, the same for all threads; negative:
// TOO_MANY_FUNCTIONS, OUT_OF_MEMORY. The key is the host's: it must tell a worker where to find the
// function.
BACKLIT_API int32_t backlit_function_intern(const char *key, uint32_t length);
// The number of a C kernel; negative: UNKNOWN_KERNEL.
BACKLIT_API int32_t backlit_function_kernel(const char *name, uint32_t length);
BACKLIT_API const char *backlit_function_key(int32_t function);
BACKLIT_API uint32_t backlit_function_key_length(int32_t function);
// Worker: it has loaded the function, and found it asynchronous or not. An asynchronous one's tasks
// go to the loop worker, also those that wait.
BACKLIT_API void backlit_function_found(int32_t function, int is_async);
// Spare: the number of the function that was the index-th to be found.
BACKLIT_API int32_t backlit_function_found_at(uint32_t index);
// Loop worker: the next function that it shall load to find that out, or -1.
BACKLIT_API int32_t backlit_function_to_find(void);

// ---- Clients
// -------------------------------------------------------------------------------------

struct backlit_client;

// Supervisor: room for a client's thread (structure, thread-local storage, stack); NULL when the
// memory is full. `may_block` is 0 for a browser's main thread. Worker: room for an instance in its
// own thread, a client for the tasks that its tasks run, which ends with the worker.
BACKLIT_API struct backlit_client *backlit_client_open(int may_block);
// For the raw instance that attaches: where its thread structure lies, its stack's top and bottom.
BACKLIT_API void *backlit_client_thread(struct backlit_client *client);
BACKLIT_API void *backlit_client_stack_top(struct backlit_client *client);
BACKLIT_API void *backlit_client_stack_bottom(struct backlit_client *client);
// The client's first call, on its own thread.
BACKLIT_API void backlit_client_enter(struct backlit_client *client);
// The word that changes when a watched task has ended or some task has written output, after
// backlit_client_arm() said 1. Arming says 0 if there already is such news: then take all of it
// instead of sleeping.
BACKLIT_API _Atomic uint32_t *backlit_client_wake_word(void);
BACKLIT_API int backlit_client_arm(void);
// The next watched task that has ended, its outcome in the exchange as by backlit_outcome(), if its
// handle was not released meanwhile; 0: none.
BACKLIT_API backlit_task backlit_client_next_ended(void);
// The oldest text that the client's tasks have written and that was not taken yet, in the
// exchange's payload, which is the caller's to release. Gives its stream, 0: none. What a task has
// written is there when its end is seen.
BACKLIT_API uint32_t backlit_client_next_output(void);
// How many texts were dropped, the oldest, because more than 4 MiB were not taken.
BACKLIT_API double backlit_client_output_dropped(void);

// generated: js
enum backlit_retry_filter {
  BACKLIT_RETRY_FILTER_NONE = -2, // there are no retries
  BACKLIT_RETRY_FILTER_ALL = -1,  // every error is retried
};

// How a task is run.
struct backlit_options {
  double grace;      // 0   seconds from the interrupt to the loss of the worker; 0 at once,
                     //     negative never
  double timeout;    // 8   seconds for each attempt; 0: no limit
  double flag_grace; // 16  seconds on the flag alone before the interrupt
  // The delay before attempt n + 1 is min(base_delay * multiplier^(n - 1), max_delay), and that ±
  // up to `jitter` times itself.
  double base_delay;  // 24  seconds
  double multiplier;  // 32
  double max_delay;   // 40  seconds
  double jitter;      // 48  0 to 1
  double max_elapsed; // 56  seconds from the first attempt's begin after which none follows; 0: no
                      //     limit
  uint32_t max_attempts;   // 64  1 to 65535; 1: no retries
  int32_t retry_filter;    // 68  a function that tells the host which errors are retried, or one of
                           //     enum backlit_retry_filter
  uint32_t retried_errors; // 72  of the core's own errors: bit -code
  uint32_t priority;       // 76  enum backlit_priority
  uint32_t is_local;       // 80  1: runs on the client's own thread
  uint32_t stays;          // 84  1: attempts go to the worker that had the first, while it lives
};

// The calling client's own, for all that it submits from now on.
BACKLIT_API struct backlit_options *backlit_client_options(void);

// Submits what lies in the exchange (function, kind, number, payload) with the client's options.
// Gives a handle, whose reference is the caller's, or a code: QUEUE_FULL, TOO_MANY_TASKS,
// OUT_OF_MEMORY. Then nothing was queued and the payload is still the caller's.
BACKLIT_API backlit_task backlit_submit(void);
// enum backlit_state, or STALE_HANDLE.
BACKLIT_API int backlit_status(backlit_task task);
// The state, and in the exchange all that there is to know of the task (but the function), its
// value once it has ended; or STALE_HANDLE.
BACKLIT_API int backlit_outcome(backlit_task task);
// 1: the request was accepted, also when it had been made before; 0: the task has ended;
// STALE_HANDLE.
BACKLIT_API int backlit_cancel(backlit_task task);
// enum backlit_rung, or STALE_HANDLE.
BACKLIT_API int backlit_cancelled_by(backlit_task task);
// Asks for the task to come through backlit_client_next_ended(): 1; 0: it has already ended.
BACKLIT_API int backlit_watch(backlit_task task);
// Gives the handle's reference back.
BACKLIT_API void backlit_release(backlit_task task);
// Writes the task's id: 16 bytes in UUID version 4 layout. Also after the handle's release.
BACKLIT_API void backlit_id(backlit_task task, uint8_t *id);

// The oldest progress value not read yet, in the exchange; its payload is the caller's to release.
// 1: there was one; 0; STALE_HANDLE.
BACKLIT_API int backlit_progress_next(backlit_task task);
// Up to `count` numbers from the front of the queue, for as long as they are numbers.
BACKLIT_API uint32_t backlit_progress_numbers(backlit_task task, double *numbers, uint32_t count);
// The newest progress value, read or not; as backlit_progress_next().
BACKLIT_API int backlit_progress_latest(backlit_task task);
// How many values were dropped because the queue was full.
BACKLIT_API double backlit_progress_dropped(backlit_task task);
// The fraction that the task last gave, 0 to 1; NaN when it gave none, or the handle is stale.
BACKLIT_API double backlit_fraction(backlit_task task);

// ---- Schedules
// -----------------------------------------------------------------------------------

struct backlit_schedule;

// generated: js
enum backlit_scheduled {
  BACKLIT_SCHEDULED_SUBMITTED = 0,
  BACKLIT_SCHEDULED_SKIPPED = 1, // the task before was still running
  BACKLIT_SCHEDULED_MISSED =
      2, // passed over because the supervisor came late, or the queue was full
};

// Client: submits what lies in the exchange, with the client's options, every `period` seconds from
// now on; or, if that is 0, at the times that the supervisor's host makes from `text`. Of the tasks
// that nobody asks for, the newest `keep` are kept. Takes both payloads; NULL when the memory is
// full: then it has taken none.
BACKLIT_API struct backlit_schedule *backlit_schedule_open(double period,
                                                           struct backlit_payload *text,
                                                           uint32_t keep, int skips_if_running);
// The oldest task that it has submitted and that was not told yet, as a handle whose reference is
// the caller's; 0: none.
BACKLIT_API backlit_task backlit_schedule_next(struct backlit_schedule *schedule);
BACKLIT_API void backlit_schedule_pause(struct backlit_schedule *schedule);
// Goes on at the next time that it would have been due without the pause.
BACKLIT_API void backlit_schedule_resume(struct backlit_schedule *schedule);
// When it is due next; NaN: it is paused, or that is not known yet.
BACKLIT_API double backlit_schedule_due(struct backlit_schedule *schedule);
// One of the counts above.
BACKLIT_API double backlit_schedule_counted(struct backlit_schedule *schedule, int what);
// Ends it; the pointer is not valid any more. Its tasks go on.
BACKLIT_API void backlit_schedule_close(struct backlit_schedule *schedule);

// Supervisor: a schedule that needs to know when it is due next, or NULL; the text that it was
// opened with; when it was due last, NaN if it was not. Feeding it takes it back: it is `due` then;
// at `look`, if that is before, it asks again, and if that is 0 it is never due again. `missed`:
// the times that were passed over.
BACKLIT_API struct backlit_schedule *backlit_schedule_to_feed(void);
BACKLIT_API struct backlit_payload *backlit_schedule_text(struct backlit_schedule *schedule);
BACKLIT_API double backlit_schedule_last_due(struct backlit_schedule *schedule);
BACKLIT_API void backlit_schedule_feed(struct backlit_schedule *schedule, double due, double look,
                                       double missed);

// ---- Workers
// -------------------------------------------------------------------------------------

// generated: js
enum backlit_role {
  BACKLIT_ROLE_COMPUTE = 0, // one task at a time
  BACKLIT_ROLE_LOOP = 1,    // asynchronous tasks, interleaved
  BACKLIT_ROLE_LOCAL = 2,   // a client's own thread, for the tasks that it wants to run itself
  BACKLIT_ROLE_SPARE = 3,   // none yet
};
// Worker: its first call, when it is ready to run tasks. Blocks until it is needed, or until some
// worker has loaded more functions than the `loaded` ones, in the order of
// backlit_function_found_at: then SPARE, and the worker loads the next one and calls again. enum
// backlit_role, or CANCELLED: it shall end.
BACKLIT_API int backlit_worker_await_role(uint32_t loaded);
// Makes the calling thread, another instance in the thread of the client `owner`, the worker for
// the owner's local tasks. It is attached like a client, with `room` for it. 0 or OUT_OF_MEMORY.
BACKLIT_API int backlit_local_open(struct backlit_client *owner, struct backlit_client *room);
// Worker: the next task, in the exchange, as a handle whose reference is the core's own. With
// `wait` it blocks until there is one. Kernels are run here. 0: none yet; the wake word will
// change. CANCELLED: the worker shall end.
//
// All calls about a task that a worker has taken name the attempt, as the exchange gave it: the
// attempt may have been ended, and another one be under way elsewhere. Then they do nothing.
BACKLIT_API backlit_task backlit_take(int wait);
// The word that changes when there is something new for this worker.
BACKLIT_API _Atomic uint32_t *backlit_worker_wake_word(void);
// Says that the thread has nothing else to do than to wait for its wake word.
BACKLIT_API void backlit_worker_arm(void);
// Worker: passes the task to the loop worker, since its function has turned out to be asynchronous.
BACKLIT_API void backlit_pass_on(backlit_task task, uint32_t attempt);
// Worker: the attempt's end, with the outcome from the exchange (kind, number, payload). `state` is
// DONE, ERROR or CANCELLED; an attempt that ends as CANCELLED because of its timeout is an ERROR
// with TIMED_OUT; one that nobody asked to end is CANCELLED by no rung. `retry`: after an ERROR,
// the policy's filter says that another attempt may follow; if one would but for a cancel, the task
// is CANCELLED by the flag. 1: it counts as the task's end; 0: another attempt follows, or this one
// had already ended: the payload was released.
BACKLIT_API int backlit_finish(backlit_task task, uint32_t attempt, int state, int retry);
// Worker: whether the attempt shall end, as an error code: CANCELLED, TIMED_OUT, or 0.
BACKLIT_API int backlit_cancel_requested(backlit_task task, uint32_t attempt);
// Worker: the word that becomes 2, SIGINT's number, when an attempt that it runs is to be
// interrupted. The host's interpreter watches and clears it. It may come when the attempt is over:
// what it calls then has to ask the next function.
BACKLIT_API _Atomic uint32_t *backlit_worker_interrupt_word(void);
// Worker: whether the attempt is to be interrupted, as an error code: CANCELLED, TIMED_OUT, or 0,
// also when the worker has reported its end. An attempt that was told so and ends as CANCELLED was
// ended by the interrupt.
BACKLIT_API int backlit_take_interrupt(backlit_task task, uint32_t attempt);
// Worker: the exchange (kind, number, payload) as a progress value of the task. 0 or OUT_OF_MEMORY.
BACKLIT_API int backlit_progress(backlit_task task, uint32_t attempt);
BACKLIT_API int backlit_progress_number(backlit_task task, uint32_t attempt, double number);
BACKLIT_API void backlit_set_fraction(backlit_task task, uint32_t attempt, double fraction);
// Worker, or client in its thread: between these two its task waits for another one. If a task
// would have to wait for a compute worker, there may be one more meanwhile: up to twice as many as
// otherwise. Afterwards one that has nothing to do is told to end.
BACKLIT_API void backlit_wait_begin(void);
BACKLIT_API void backlit_wait_end(void);
// Worker: the exchange's payload as text (UTF-8) that the task has written, for the client that
// submitted it, also from an attempt that was given up. `stream`: 1 for the standard output, 2 for
// the standard error. Takes the payload and gives 0, or OUT_OF_MEMORY, STALE_HANDLE.
BACKLIT_API int backlit_output(backlit_task task, uint32_t attempt, uint32_t stream);
// Worker: blocks for so many seconds, or until the attempt has come to this rung: then as
// backlit_cancel_requested() for the flag, as backlit_take_interrupt() for the interrupt.
BACKLIT_API int backlit_sleep(backlit_task task, uint32_t attempt, double seconds,
                              enum backlit_rung rung);

// ---- The supervisor
// ------------------------------------------------------------------------------

// Opens the runtime: once. `at_once` compute workers are there from the beginning; there will be
// more, up to `workers`, when tasks would have to wait otherwise. `spares` threads are kept loaded
// to take over from lost workers. 0 or OUT_OF_MEMORY.
BACKLIT_API int backlit_open(uint32_t workers, uint32_t at_once, uint32_t spares,
                             uint32_t max_pending);
// The word that changes when there is something to do before the next deadline.
BACKLIT_API _Atomic uint32_t *backlit_supervisor_wake_word(void);
// Does what is due: deadlines, spares. Gives the seconds to the next deadline; negative: none.
BACKLIT_API double backlit_supervise(void);
// The next worker whose thread has to be ended, or -1. It is told once.
BACKLIT_API int32_t backlit_worker_to_terminate(void);
BACKLIT_API void *backlit_worker_thread(int32_t worker);
// This worker's thread is dead beyond doubt: what it held is freed, its tasks end as WORKER_LOST,
// its slot may be used again.
BACKLIT_API void backlit_worker_died(int32_t worker);
// Anybody: no task starts any more, pending and running tasks are cancelled. All workers are then
// to be terminated.
BACKLIT_API void backlit_close(void);

// generated: js
enum backlit_count {
  BACKLIT_COUNT_WORKERS = 0, // compute workers that can take tasks
  BACKLIT_COUNT_BUSY = 1,    // of these, with a task
  BACKLIT_COUNT_SPARES = 2,  // loaded and waiting to take over
  BACKLIT_COUNT_BOOTING = 3,
  BACKLIT_COUNT_ZOMBIES = 4,  // disowned or told to end, their death not confirmed
  BACKLIT_COUNT_PENDING = 5,  // tasks in the lanes, also in the calling client's own
  BACKLIT_COUNT_TASKS = 6,    // records in use
  BACKLIT_COUNT_LOST = 7,     // workers that died by themselves
  BACKLIT_COUNT_DISOWNED = 8, // workers that were disowned
};
// Anybody: one of the counts above.
BACKLIT_API uint32_t backlit_count(int what);

// Anybody: seconds on the core's clock.
BACKLIT_API double backlit_clock(void);

// ---- For C programs
// ----------------------------------------------------------------------------

// The text of the table in errors.h.
const char *backlit_error_message(int code);

// ---- For tests
// ---------------------------------------------------------------------------------

// The core's clock stands at this time; NaN: it goes by itself again.
BACKLIT_API void backlit_set_clock(double seconds);
// The randomness of delays is the same sequence for the same whole number.
BACKLIT_API void backlit_seed(double seed);

// ---- Kernels
// -------------------------------------------------------------------------------------

// --8<-- [start:kernels]
// One run of a kernel. Passed to every function below.
struct backlit_call;

struct backlit_value {
  uint32_t type;   // enum backlit_type
  uint32_t length; // of text and arrays, in bytes
  union {
    double number; // BOOLEAN, NUMBER
    uint64_t address;
  };
};

// Returns 0, or a code: backlit_fail()'s, BACKLIT_CANCELLED after giving up for a cancel, …
typedef int (*backlit_kernel)(struct backlit_call *call);

enum {
  BACKLIT_COOPERATIVE = 0, // is asked to stop and never killed: may use all of libc
  // May be killed anywhere outside of the functions of this header and malloc()/free(): must not
  // use locks or stdio, keep no state outside of its call, and take its memory from
  // backlit_arena().
  BACKLIT_KILLABLE = 1,
};

BACKLIT_API int backlit_register_kernel(const char *name, backlit_kernel kernel, uint32_t flags);

// Defines and registers a kernel: BACKLIT_KERNEL(mandelbrot, BACKLIT_COOPERATIVE) { … return 0; }
#define BACKLIT_KERNEL(name, flags)                                                                \
  static int name(struct backlit_call *call);                                                      \
  __attribute__((constructor)) static void register_##name(void) {                                 \
    backlit_register_kernel(#name, name, flags);                                                   \
  }                                                                                                \
  static int name(struct backlit_call *call)

uint32_t backlit_argument_count(struct backlit_call *call);
// Number `index` of the arguments, a boolean as 0 or 1; NaN and a remembered BAD_ARGUMENT, which
// the task then ends with, if there is none of that type.
double backlit_argument_number(struct backlit_call *call, uint32_t index);
// The bytes of an array or a text, valid during the call; NULL and BAD_ARGUMENT likewise. `length`
// in bytes and `type` may be NULL. Arrays in the core's memory come by reference: writing is
// allowed.
void *backlit_argument_bytes(struct backlit_call *call, uint32_t index, uint32_t *length,
                             uint32_t *type);
void backlit_return_number(struct backlit_call *call, double number);
// Room for a result of this type and length in bytes; NULL when the memory is full: return
// BACKLIT_OUT_OF_MEMORY then.
void *backlit_return_array(struct backlit_call *call, uint32_t type, uint32_t length);
// Remembers the text of the failure (copied) and gives KERNEL_FAILED: `return backlit_fail(call,
// "…")`.
int backlit_fail(struct backlit_call *call, const char *message);
int backlit_call_cancel_requested(struct backlit_call *call);
int backlit_call_progress(struct backlit_call *call, double number);
void backlit_call_fraction(struct backlit_call *call, double fraction);
// Memory that is freed when the call ends, however it ends; NULL when the memory is full.
void *backlit_arena(struct backlit_call *call, size_t size);
// --8<-- [end:kernels]

#ifdef __cplusplus
}
#endif

#endif
