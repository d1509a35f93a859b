/**
 * For what drives one worker and has no pool: calls go to the workers in turn. A cancel ends a worker and
 * starts another, which is all that can be done then: what waits in that worker's queue is lost with it.
 *
 * @typedef {object} One a worker
 * @property {(name: string, ...list: any[]) => PromiseLike<any>} call
 * @property {() => unknown} end
 */

/**
 * @template {One} Worker
 * @param {number} size
 * @param {() => Worker} openOne
 */
export async function inTurn(size, openOne) {
  const workers = Array.from({ length: size }, openOne);
  await Promise.all(workers.map((worker) => worker.call('increment', 1)));
  let turn = 0;
  const next = () => workers[(turn = (turn + 1) % size)];
  return {
    next,
    call: (/** @type {string} */ name, /** @type {any[]} */ ...list) => next().call(name, ...list),
    spin(/** @type {Float64Array} */ alive) {
      const worker = next();
      const index = turn;
      void worker.call('spin', alive);
      return {
        cancel: async () => {
          worker.end();
          workers[index] = openOne();
        },
      };
    },
    /** These can only be asked, by a message, and answer only while they do not compute. */
    hold: async () => ({ isRunning: () => next().call('state'), end: () => {} }),
    close: () => Promise.all(workers.map((worker) => worker.end())),
  };
}
