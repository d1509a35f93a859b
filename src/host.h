// What the core asks of the platform it runs on: host_wasm.c in a browser or Node, host_native.c in
// the native tests.
#ifndef BACKLIT_HOST_H
#define BACKLIT_HOST_H

#include <stddef.h>
#include <stdint.h>

struct worker;

// The platform's heap, not marked.
void *host_allocate(size_t size);
void host_free(void *block);

// Starts a thread that runs this worker. Called by the supervisor. 0, or OUT_OF_MEMORY.
int host_thread_start(struct worker *worker);
// Frees what the platform kept for a thread that is dead. The worker may be started again after it.
void host_thread_died(struct worker *worker);
// The end of a thread whose lease is revoked: it never gets to run the core again.
_Noreturn void host_park_for_ever(struct worker *worker);

// The room that a client's thread needs beside its stack, and its set-up in the attached instance
// is the host's affair.
enum { CLIENT_THREAD_SIZE = 1024, CLIENT_STACK_SIZE = 64 * 1024 };

void host_random(void *bytes, size_t size);
// See clock_now().
double host_now(void);

#endif
