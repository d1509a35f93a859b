import { fileURLToPath } from 'node:url';
import { startChild } from './child.js';

const PROGRAM = fileURLToPath(new URL('node-process.js', import.meta.url));

// V8 11.3, of Node 20, now and then ends the process ("unreachable code", in its deoptimizer) when it
// drops optimized code that has such a call to WebAssembly under way.
const FLAG = '--no-turbo-inline-js-wasm-calls';

/**
 * Runs a job in a process of its own.
 *
 * @param {{ after(cleanUp: () => any): void }} context
 * @param {import('./run-tests.js').Job} job
 * @param {Parameters<typeof startChild>[4]} relay
 */
export function runInNode(context, job, relay) {
  startChild(context, process.execPath, [FLAG, PROGRAM, JSON.stringify(job)], {}, relay);
}
