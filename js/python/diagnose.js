/** What can be said about a Python client's runtime and where it runs. */
import { Count } from '../generated/core.js';
import { isIsolated, isolationProblem, missingHeaders } from '../isolation.js';

/**
 * @param {import('./client.js').PythonClient} [client] none before the start
 * @returns {Record<string, any>}
 */
export function diagnose(client) {
  const exports = client?.core.exports;
  const count = (/** @type {number} */ what) => exports?.backlit_count(what) ?? 0;
  return {
    started: client !== undefined,
    executor: (client?.isLocal ?? !isIsolated()) ? 'local' : 'worker',
    isolated: isIsolated(),
    missing_headers: missingHeaders(),
    problem: isolationProblem() ?? undefined,
    workers: count(Count.WORKERS),
    busy: count(Count.BUSY),
    spares: count(Count.SPARES),
    booting: count(Count.BOOTING),
    zombies: count(Count.ZOMBIES),
    pending: count(Count.PENDING),
    tasks: count(Count.TASKS),
    lost: count(Count.LOST),
    disowned: count(Count.DISOWNED),
    heap_used: exports?.backlit_heap_used() ?? 0,
    memory: client?.core.memory.buffer.byteLength ?? 0,
  };
}
