/** Tinypool. */
import { Tinypool } from 'tinypool';
import { receiveByPort } from './message-port.js';

const filename = new URL('../workers/tinypool.js', import.meta.url).href;

/** @param {number} size */
export async function open(size) {
  const pool = new Tinypool({
    filename,
    minThreads: size,
    maxThreads: size,
  });
  await Promise.all(Array.from({ length: size }, () => pool.run([1], { name: 'increment' })));
  return {
    call: (name, ...list) => pool.run(list, { name }),
    transfer: (buffer) => pool.run(Tinypool.move(buffer), { name: 'transfer' }),
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
