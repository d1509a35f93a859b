/**
 * CPU that the process uses while nothing happens: with the pool open and idle, after all the work
 * before, and after its shutdown (what the process and raw's two idle workers use by themselves).
 */
import { atMost, pause, row } from '../measure.js';

/** @param {import('../portable.js').Bench} bench */
export async function idle({ ours, host, quick }) {
  const percent = async () => {
    await pause(1000);
    const before = await host.cpuSeconds();
    const start = performance.now();
    await pause(quick ? 1000 : 5000);
    const used = (await host.cpuSeconds()) - before;
    return (used / (performance.now() - start)) * 1e5;
  };
  const open = await percent();
  await ours.close();
  const closed = await percent();
  const figure = 'CPU of the process, pool idle';
  return [row(figure, '%', open, closed, atMost(0.5), 'after shutdown()')];
}
