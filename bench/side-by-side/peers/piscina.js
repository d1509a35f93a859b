/** Piscina, with the queue that its manual recommends for many tasks, and without its own measurements. */
import { FixedQueue, move, Piscina } from 'piscina';
import { receiveByPort } from './message-port.js';

const filename = new URL('../workers/piscina.js', import.meta.url).href;

/** @param {number} size */
export async function open(size) {
  const pool = new Piscina({
    filename,
    minThreads: size,
    maxThreads: size,
    taskQueue: new FixedQueue(),
    recordTiming: false,
  });
  await Promise.all(Array.from({ length: size }, () => pool.run([1], { name: 'increment' })));
  return {
    call: (name, ...list) => pool.run(list, { name }),
    transfer: (buffer) => pool.run(move(buffer), { name: 'transfer' }),
    report: (count, receive) =>
      receiveByPort(count, receive, (port) =>
        pool.run({ count, port }, { name: 'report', transferList: [port] }),
      ),
    spin(alive) {
      const controller = new AbortController();
      const promise = pool.run([alive], { name: 'spin', signal: controller.signal });
      const ended = promise.catch(() => {});
      return {
        cancel: () => {
          controller.abort();
          return ended;
        },
      };
    },
    close: () => pool.destroy(),
  };
}
