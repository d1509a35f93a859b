// What the core and libc call in JavaScript. `now`, `runWorker`, `workerStarted` and `writeOutput`
// come from host.pre.js.
addToLibrary({
  host_run_worker: () => runWorker(wasmExports, wasmMemory),

  host_worker_started__deps: ['$PThread'],
  host_worker_started: (index, thread) => workerStarted(index, PThread.pthreads[thread >>> 0]),

  emscripten_get_now: () => now(),

  fd_write__deps: [],
  fd_write__postset: '',
  fd_write__proxy: '', // not to the supervisor: 'none' would be taken for 'async'
  fd_write: (descriptor, vectors, count, written) =>
    writeOutput(wasmMemory, descriptor, vectors, count, written),

  host_start_again__deps: ['$spawnThread'],
  host_start_again: (thread, start, argument) =>
    spawnThread({
      startRoutine: start,
      arg: argument,
      pthread_ptr: thread >>> 0,
      transferList: [],
    }),
});
