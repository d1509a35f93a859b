/**
 * coincident: as Comlink, but what a worker calls on the page blocks the worker until it is answered. It has
 * no pool, and results cannot be transferred.
 */
import coincident from 'coincident/main';
import { inTurn } from './in-turn.js';

const { Worker } = coincident();
const script = new URL('../workers/coincident.js', import.meta.url);

function openOne() {
  const worker = new Worker(script);
  return {
    proxy: worker.proxy,
    call: (name, ...list) => worker.proxy[name](...list),
    end: () => worker.terminate(),
  };
}

/** @param {number} size */
export async function open(size) {
  const pool = await inTurn(size, openOne);
  return {
    ...pool,
    report(count, receive) {
      const { proxy } = pool.next();
      proxy.receive = receive;
      return proxy.report(count);
    },
  };
}
