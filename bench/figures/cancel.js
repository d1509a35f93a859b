/**
 * Ending `while (true) {}` at once (`cancelGrace: 0`), from the call of cancel():
 *
 * - until the status is CANCELLED;
 * - until the next task, submitted right after it, is done (awaited);
 * - until the thread is dead beyond doubt: diagnose().zombies is 0;
 * - the CPU time of the whole process until then, which includes starting the next spare.
 *
 * Once with one worker spinning, and, as the hard case, with both. What raw does for it: terminate(),
 * a new worker, and its first answer.
 */
import { diagnose, jobs, options, run } from '../peers/backlit.js';
import { openRaw } from '../peers/raw.js';
import { atMost, inTurn, pause, row, timeOf, until } from '../measure.js';

const atOnce = options({ cancelGrace: 0 });

/** @param {number} spinning @param {import('../portable.js').Host} host */
async function cancelSpinning(spinning, host) {
  await until(() => diagnose().spares > 0 && diagnose().workers === 2 && diagnose().booting === 0);
  const tasks = Array.from({ length: spinning }, () => atOnce.run(jobs.spin));
  await until(() => tasks.every(({ status }) => status === 'RUNNING'));
  const cpu = await host.cpuSeconds();
  const start = performance.now();
  for (const task of tasks) task.cancel();
  while (!tasks.every(({ status }) => status === 'CANCELLED'));
  const cancelled = performance.now() - start;
  await run(jobs.increment, 1);
  const next = performance.now() - start;
  await until(() => diagnose().zombies === 0);
  const dead = performance.now() - start;
  const burnt = ((await host.cpuSeconds()) - cpu) * 1000;
  return { cancelled, next, dead, burnt };
}

/** @param {import('../portable.js').Host} host */
async function replaceRaw(host) {
  const spinning = await openRaw(1);
  await spinning.call('increment', 1);
  void spinning.call('spin');
  await pause(20);
  let fresh;
  const next = await timeOf(async () => {
    void spinning.close();
    fresh = await openRaw(1);
    await fresh.call('increment', 1);
  });
  await fresh.close();
  // Chromium lets the thread run on this long, and nothing tells its end.
  if (host.name === 'chromium') await pause(2500);
  return { next };
}

/** @param {import('../portable.js').Bench} bench */
export async function cancel({ host, quick }) {
  const result = await inTurn(
    { repetitions: quick ? 2 : 7, warmUps: 1 },
    {
      one: () => cancelSpinning(1, host),
      both: () => cancelSpinning(2, host),
      raw: () => replaceRaw(host),
    },
  );
  const death = atMost(host.name === 'chromium' ? 2100 : 20);
  const rows = (/** @type {string} */ which, /** @type {Record<string, number>} */ times) => [
    row(`${which}: CANCELLED after`, 'ms', times.cancelled, null, atMost(5)),
    row(`${which}: next task done after`, 'ms', times.next, result.raw.next, atMost(20)),
    row(`${which}: threads dead after`, 'ms', times.dead, null, death),
    row(`${which}: CPU time until then`, 'ms', times.burnt),
  ];
  return [
    ...rows('cancel of while(true){}', result.one),
    ...rows('cancel of both workers’ while(true){}', result.both),
  ];
}
