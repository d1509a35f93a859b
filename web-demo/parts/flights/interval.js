/** A task twice a second: submitted by the core, even while this page stands still. */
import { remote, scheduleInterval, TaskManager } from 'backlit';

const jobs = remote(new URL('./jobs.js', import.meta.url));

export const SECONDS = 0.5;

/** Keeps the newest ticks. */
export const manager = new TaskManager({ maxCompleted: 20 });

export const startTicks = () =>
  scheduleInterval(jobs.tick, { seconds: SECONDS, manager, name: 'Tick' });

/** In every frame: the times that the ticks gave. */
export function times() {
  return [...manager].filter(({ status }) => status === 'DONE').map(({ result }) => result);
}
