/** Comlink as a peer in the benchmark: workers that compute, whose state is asked for by messages. */
import { wrap } from '../../node_modules/comlink/dist/esm/comlink.mjs';

/** @param {number} size */
export async function openComlink(size) {
  const workers = Array.from(
    { length: size },
    () => new Worker(new URL('./comlink-worker.js', import.meta.url), { type: 'module' }),
  );
  const remotes = workers.map((worker) => wrap(worker));
  await Promise.all(remotes.map((remote) => remote.start()));
  return {
    remotes,
    close: () => workers.forEach((worker) => worker.terminate()),
  };
}
