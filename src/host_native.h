// The native platform, for tests: workers are POSIX threads that run kernels, or what a test gives
// them to run.
#ifndef BACKLIT_HOST_NATIVE_H
#define BACKLIT_HOST_NATIVE_H

#include <stdint.h>

// The next worker whose thread has ended, at the core's door if it was revoked, or -1. Each is told
// once.
int32_t host_native_next_dead(void);
// What a worker does from the moment that it knows its enum backlit_role, in place of running
// kernels. Called before backlit_open().
void host_native_run_workers_with(void (*run)(int role));
// Makes the allocation that is `countdown` away fail, and all after it; negative: none.
void host_native_fail_allocations_after(int64_t countdown);

#endif
