/** What the tests run in workers. */
import { cancelRequested, current, fraction, progress, signal, sleep, sleepSync } from '../../../js/task.js';

export const increment = (x) => x + 1;
export const echo = (...list) => (list.length === 1 ? list[0] : list);
export const count = (...list) => list.length;

export function spin() {
  for (;;);
}
