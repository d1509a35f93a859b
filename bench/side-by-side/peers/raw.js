/** What one writes without a library: a message per task, a promise per id. */
import { isNode } from '../peer.js';
import { inTurn } from './in-turn.js';

const script = new URL('../workers/raw.js', import.meta.url);

/** @param {(message: any) => void} receive */
function newWorker(receive) {
  if (isNode) {
    const { Worker: NodeWorker } = process.getBuiltinModule('node:worker_threads');
    return new NodeWorker(script).on('message', receive);
  }
  const worker = new Worker(script, { type: 'module' });
  worker.onmessage = ({ data }) => receive(data);
  return worker;
}

function openOne() {
  const waiting = new Map();
  let nextId = 0;
  const worker = newWorker(({ id, progress, value }) => {
    const { receive, resolve } = waiting.get(id);
    if (progress !== undefined) return receive(progress);
    waiting.delete(id);
    resolve(value);
  });
  const send = (name, list, transferred, receive) =>
    new Promise((resolve) => {
      const id = nextId++;
      waiting.set(id, { receive, resolve });
      worker.postMessage({ id, name, list }, transferred);
    });
  return { send, call: (name, ...list) => send(name, list), end: () => worker.terminate() };
}

/** @param {number} size */
export async function open(size) {
  const pool = await inTurn(size, openOne);
  return {
    ...pool,
    transfer: (buffer) => pool.next().send('transfer', [buffer], [buffer]),
    report: (count, receive) => pool.next().send('report', [count], [], receive),
  };
}
