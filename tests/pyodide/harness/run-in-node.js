import { fileURLToPath } from 'node:url';
import { startChild } from './child.js';

const PROGRAM = fileURLToPath(new URL('node-process.js', import.meta.url));

/**
 * Runs a job in a process of its own.
 *
 * @param {{ after(cleanUp: () => any): void }} context
 * @param {import('./run-tests.js').Job} job
 * @param {Parameters<typeof startChild>[4]} relay
 */
export function runInNode(context, job, relay) {
  startChild(context, process.execPath, [PROGRAM, JSON.stringify(job)], {}, relay);
}
