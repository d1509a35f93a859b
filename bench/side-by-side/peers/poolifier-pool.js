/** What is the same with poolifier in Node and in a browser. */
import { receiveByPort } from './message-port.js';

/** @param {any} pool @param {number} size */
export async function poolOf(pool, size) {
  const call = (name, ...list) => pool.execute(list, name);
  await Promise.all(Array.from({ length: size }, () => call('increment', 1)));
  return {
    call,
    report: (count, receive) =>
      receiveByPort(count, receive, (port) =>
        pool.execute([count, port], 'report', undefined, [port]),
      ),
    close: () => pool.destroy(),
  };
}
