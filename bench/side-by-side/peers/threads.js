/**
 * threads.js: its threads in turn. Its Pool is not used: with it each task waits for a timer first, and each
 * end of a task visits all that wait, so that 5,000 tasks at once take more than ten times as long.
 */
import { spawn, Thread, Transfer, Worker } from 'threads';
import { isNode } from '../peer.js';
import { inTurn } from './in-turn.js';

/** In Node it takes a path from this file, in a browser a URL. */
const script = isNode ? '../workers/threads.js' : new URL('../workers/threads.js', import.meta.url);

function openOne() {
  const spawned = spawn(new Worker(script, { type: 'module' }));
  let thread;
  const ready = spawned.then((it) => (thread = it));
  return {
    thread: () => thread,
    call: (name, ...list) =>
      thread ? thread[name](...list) : ready.then((it) => it[name](...list)),
    end: () => ready.then(Thread.terminate),
  };
}

/** @param {number} size */
export async function open(size) {
  const pool = await inTurn(size, openOne);
  return {
    ...pool,
    transfer: (buffer) =>
      pool
        .next()
        .thread()
        .transfer(Transfer(buffer, [buffer])),
    report: (count, receive) =>
      new Promise((resolve, reject) => {
        const values = pool.next().thread().report(count);
        values.subscribe({ next: receive, complete: resolve, error: reject });
      }),
  };
}
