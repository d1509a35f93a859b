/**
 * workerpool. All its workers start with it (`minWorkers`), and a cancelled one is ended as soon as its
 * options allow: they give it a second by default to clean up, which a loop cannot do.
 */
import workerpool from 'workerpool';
import { isNode } from '../peer.js';

const script = new URL('../workers/workerpool.js', import.meta.url);

/** @param {number} size */
export async function open(size) {
  const pool = workerpool.pool(isNode ? script.pathname : script.href, {
    minWorkers: size,
    maxWorkers: size,
    workerType: isNode ? 'thread' : 'web',
    workerOpts: isNode ? undefined : { type: 'module' },
    workerTerminateTimeout: 1,
  });
  await Promise.all(Array.from({ length: size }, () => pool.exec('increment', [1])));
  return {
    call: (name, ...list) => pool.exec(name, list),
    submit(name, ...list) {
      const promise = pool.exec(name, list);
      return { result: promise, isDone: () => !promise.pending };
    },
    transfer: (buffer) => pool.exec('transfer', [buffer], { transfer: [buffer] }),
    report: (count, receive) => pool.exec('report', [count], { on: receive }),
    spin(alive) {
      const promise = pool.exec('spin', [alive]);
      return { cancel: () => promise.cancel().catch(() => {}) };
    },
    async hold() {
      const promise = pool.exec('spin', [new Float64Array(1)]);
      return { isRunning: () => promise.pending, end: () => promise.cancel().catch(() => {}) };
    },
    close: () => pool.terminate(true),
  };
}
