/**
 * Workers that boot Python by js/python/boot.js, one at a time, given the orders that the supervisor would
 * give: from `new Worker` until its Python has the package imported.
 *
 * `memory`: how much more the processes have, of each of two further workers; what they share counts once.
 */
import { median } from '../measure.js';
import { onMessageFrom } from '../../js/worker/platform.js';

/**
 * @param {import('../../js/python/boot.js').PythonSettings} settings
 * @param {import('./client.js').Host} host
 * @param {boolean} quick
 */
export async function boot(settings, host, quick) {
  const first = await bootWorker({ settings, makesSnapshot: true });
  first.end();
  const { snapshot } = first;
  const orders = {
    plain: { settings, makesSnapshot: false },
    making: { settings, makesSnapshot: true },
    snapshot: { settings, snapshot, makesSnapshot: false },
  };
  const times = { plain: [], making: [], snapshot: [] };
  for (let turn = quick ? 1 : 7; turn > 0; turn--) {
    for (const [name, order] of Object.entries(orders)) {
      const { time, end } = await bootWorker(order);
      times[name].push(time);
      await end();
    }
  }
  const before = await host.memory();
  const further = [await bootWorker(orders.snapshot), await bootWorker(orders.snapshot)];
  const memory = ((await host.memory()) - before) / further.length;
  for (const { end } of further) await end();
  return {
    plain: median(times.plain),
    making: median(times.making),
    snapshot: median(times.snapshot),
    size: snapshot.length,
    memory,
  };
}

/** @param {import('../../js/python/boot.js').BootOrder} bootOrder */
export async function bootWorker(bootOrder) {
  const start = performance.now();
  const worker = await newWorker(new URL('boot-worker.js', import.meta.url));
  let snapshot;
  await new Promise((resolve, reject) => {
    onMessageFrom(worker, (message) => {
      if (message.asksForBootOrder) worker.postMessage({ bootOrder });
      if (message.snapshot === null) reject(new Error('no snapshot could be made or used'));
      snapshot = message.snapshot ?? snapshot;
      if (message.isReady) resolve(undefined);
    });
  });
  return { snapshot, time: performance.now() - start, end: async () => worker.terminate() };
}

/** @param {URL} url */
export async function newWorker(url) {
  if (globalThis.Worker) return new Worker(url, { type: 'module' });
  const { Worker: NodeWorker } = await import('node:worker_threads');
  return new NodeWorker(url);
}
