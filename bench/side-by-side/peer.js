/**
 * The small interface that the files in peers/ give each library. What is optional is missing where the
 * library cannot do it; the table says so then.
 *
 * @typedef {{ open: (size: number) => Promise<Pool> }} Peer
 *
 * @typedef {object} Pool
 * @property {(name: string, ...list: any[]) => PromiseLike<any>} call runs a function of jobs.js
 * @property {() => unknown} close
 * @property {() => PromiseLike<unknown>} [ready] when what it goes on to start after its first results is there
 * @property {(length: number) => Float64Array} [newShared] made such that tasks share it; see newShared
 * @property {(buffer: ArrayBuffer) => PromiseLike<ArrayBuffer>} [transfer] to a task and back, not copied
 * @property {(count: number, receive: (value: number) => void) => PromiseLike<unknown>} [report] a task
 *   sends so many progress values; resolves no earlier than all are received
 * @property {(alive: Float64Array) => { cancel: () => PromiseLike<unknown> }} [spin] starts a task that
 *   never ends; `cancel` resolves when it counts as ended for the client
 * @property {() => Promise<Held>} [hold] starts a task whose state can be read
 * @property {(name: string, ...list: any[]) => Submitted} [submit] as `call`, where a state comes with the
 *   task; see submit
 * @property {(milliseconds: number, name: string) => Repeated} [repeat] where the library calls a function
 *   again and again by itself; see repeat
 *
 * @typedef {object} Submitted
 * @property {PromiseLike<any>} result
 * @property {() => boolean} isDone read at once, without a message
 *
 * @typedef {object} Repeated
 * @property {() => PromiseLike<any[]>} stop gives all results
 *
 * @typedef {object} Held
 * @property {() => boolean | PromiseLike<boolean>} isRunning
 * @property {() => unknown} end
 */
export const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';

/**
 * @param {Pool} pool
 * @param {number} length
 */
export const newShared = (pool, length) =>
  pool.newShared?.(length) ??
  new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));

/**
 * A task whose state is read at once. What one writes where a call is only a promise: a flag.
 *
 * @param {Pool} pool
 * @param {string} name
 * @param {...any} list
 * @returns {Submitted}
 */
export function submit(pool, name, ...list) {
  if (pool.submit) return pool.submit(name, ...list);
  let done = false;
  const result = pool.call(name, ...list).then((value) => {
    done = true;
    return value;
  });
  return { result, isDone: () => done };
}

/**
 * A function that is called again and again. What one writes where the library cannot: a timer of the client.
 *
 * @param {Pool} pool
 * @param {number} milliseconds
 * @param {string} name
 * @returns {Repeated}
 */
export function repeat(pool, milliseconds, name) {
  if (pool.repeat) return pool.repeat(milliseconds, name);
  /** @type {PromiseLike<any>[]} */
  const calls = [];
  const timer = setInterval(() => {
    const call = pool.call(name);
    call.then(null, () => {}); // stop() tells it
    calls.push(call);
  }, milliseconds);
  return {
    stop() {
      clearInterval(timer);
      return Promise.all(calls);
    },
  };
}
