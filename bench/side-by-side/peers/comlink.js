/** Comlink: a worker's functions as if they were here. It has no pool. */
import { proxy, releaseProxy, transfer, wrap } from 'comlink';
import { isNode } from '../peer.js';
import { inTurn } from './in-turn.js';

const script = new URL('../workers/comlink.js', import.meta.url);
const nodeEndpoint = isNode && (await import('comlink/dist/esm/node-adapter.mjs')).default;

function newWorker() {
  if (!isNode) return new Worker(script, { type: 'module' });
  return new (process.getBuiltinModule('node:worker_threads').Worker)(script);
}

function openOne() {
  const worker = newWorker();
  const remote = wrap(isNode ? nodeEndpoint(worker) : worker);
  return {
    remote,
    call: (name, ...list) => remote[name](...list),
    end() {
      remote[releaseProxy]();
      return worker.terminate();
    },
  };
}

/** @param {number} size */
export async function open(size) {
  const pool = await inTurn(size, openOne);
  return {
    ...pool,
    transfer: (buffer) => pool.next().remote.transfer(transfer(buffer, [buffer])),
    report: (count, receive) => pool.next().remote.report(count, proxy(receive)),
  };
}
