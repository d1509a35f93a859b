/**
 * The libraries that are measured, and the small interface that each of the files in peers/ gives them.
 *
 * @typedef {object} Pool
 * @property {(name: string, ...list: any[]) => PromiseLike<any>} call runs a function of jobs.js
 * @property {() => unknown} close
 *
 * What follows is missing where the library cannot do it; the table says so then.
 *
 * @property {(buffer: ArrayBuffer) => PromiseLike<ArrayBuffer>} [transfer] there and back, uncopied
 * @property {(length: number) => Float64Array} [newShared] made such that tasks share it
 * @property {(count: number, receive: (value: number) => void) => PromiseLike<unknown>} [report] a task
 *   sends so many progress values; resolves when all are received
 * @property {(counter: Int32Array) => { cancel: () => PromiseLike<unknown> }} [spin] starts a task that
 *   never ends; `cancel()` resolves when the library says that it has ended
 * @property {(length: number) => Int32Array} [newCounter] for `spin`, if it must be made otherwise
 * @property {() => Promise<Held>} [hold] starts a task whose state can be read
 *
 * @typedef {object} Held
 * @property {() => boolean | PromiseLike<boolean>} isRunning
 * @property {() => unknown} end
 *
 * @typedef {{ open: (size: number) => Promise<Pool> }} Peer
 */

/** @type {Record<'node' | 'chromium', Record<string, () => Promise<Peer>>>} */
export const peers = {
  node: {
    backlit: () => import('./peers/backlit.js'),
    raw: () => import('./peers/raw.js'),
    comlink: () => import('./peers/comlink.js'),
    workerpool: () => import('./peers/workerpool.js'),
    piscina: () => import('./peers/piscina.js'),
    tinypool: () => import('./peers/tinypool.js'),
    poolifier: () => import('./peers/poolifier.js'),
    threads: () => import('./peers/threads.js'),
  },
  chromium: {
    backlit: () => import('./peers/backlit.js'),
    raw: () => import('./peers/raw.js'),
    comlink: () => import('./peers/comlink.js'),
    workerpool: () => import('./peers/workerpool.js'),
    coincident: () => import('./peers/coincident.js'),
    'poolifier-web-worker': () => import('./peers/poolifier-web-worker.js'),
    threads: () => import('./peers/threads.js'),
  },
};
