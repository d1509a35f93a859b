/**
 * A peer in a Pyodide, in the thread that this runs in: Node's main one, or a worker of a page. It is
 * measured by session.py; how its workers boot, by what starts them here.
 */
import { timeOf } from '../../measure.js';
import { bootWorker } from '../../python/boot.js';
import { bootSettings, openPyodide } from '../../python/client.js';
import { PyodidePool, startWorker } from './pool/pool.js';

/**
 * @typedef {import('../../python/client.js').Place} Place
 * @typedef {(pyodide: any, place: Place) => Promise<() => Promise<Record<string, number>>>} PrepareBoot
 *   gives what measures one repetition
 */

/** @type {Record<string, PrepareBoot>} */
const boots = {
  async backlit(pyodide, place) {
    const settings = bootSettings(pyodide, place);
    const { snapshot, end } = await bootWorker({ settings, makesSnapshot: true });
    await end();
    const timeOfBoot = (order) => timeToStart(() => bootWorker({ settings, ...order }));
    return async () => ({
      plain: await timeOfBoot({ makesSnapshot: false }),
      snapshot: await timeOfBoot({ makesSnapshot: false, snapshot }),
    });
  },
  pyodide_pool: async (_, place) => async () => ({
    plain: await timeToStart(() => startWorker(place)),
  }),
};

/** @param {() => Promise<{ end: () => unknown }>} start */
async function timeToStart(start) {
  let worker;
  const time = await timeOf(async () => (worker = await start()));
  await worker.end();
  return time;
}

/**
 * @param {Place} place
 * @param {string} peer the name of its file in peers/
 * @param {number} size
 */
export async function openSession(place, peer, size) {
  const pyodide = await openPyodide(place, {
    'bench/python': ['jobs.py', 'both.py', 'ours.py'],
    'bench/side-by-side/python': [
      'session.py',
      'measures.py',
      'peer.py',
      'peers/polled.py',
      `peers/${peer}.py`,
    ],
  });
  if (peer === 'pyodide_pool') {
    pyodide.registerJsModule('js_pyodide_pool', { pool: new PyodidePool(size, place) });
  }
  const session = await pyodide.pyimport('session').open_session(peer, size);
  let boot;
  return {
    names: [...session.names().toJs(), 'boot'],
    /** @param {string} name @param {boolean} quick */
    async measure(name, quick) {
      if (name !== 'boot') return JSON.parse(await session.measure(name, quick));
      boot ??= await boots[peer](pyodide, place);
      return boot();
    },
    close: () => session.close(),
  };
}
