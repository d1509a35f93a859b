/** Piscina and Tinypool, which came of it, are used alike. */
import { receiveByPort } from './message-port.js';

/**
 * @param {any} pool
 * @param {number} size
 * @param {(value: any) => any} move marks what is transferred
 */
export async function openPool(pool, size, move) {
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
