/** What can be said about a client's runtime and where it runs. */
import { Count } from './generated/core.js';
import { isIsolated, isolationProblem, missingHeaders } from './isolation.js';

/** @param {{ core: import('./core.js').Core } | undefined} client none before the start */
export function diagnosis(client) {
  const exports = client?.core.exports;
  const count = (/** @type {number} */ what) => exports?.backlit_count(what) ?? 0;
  return {
    started: client !== undefined,
    isolated: isIsolated(),
    missingHeaders: missingHeaders(),
    problem: isolationProblem(),
    workers: count(Count.WORKERS),
    busy: count(Count.BUSY),
    spares: count(Count.SPARES),
    booting: count(Count.BOOTING),
    zombies: count(Count.ZOMBIES),
    pending: count(Count.PENDING),
    tasks: count(Count.TASKS),
    lost: count(Count.LOST),
    disowned: count(Count.DISOWNED),
    heapUsed: exports?.backlit_heap_used() ?? 0,
    memory: client?.core.memory.buffer.byteLength ?? 0,
  };
}
