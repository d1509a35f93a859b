/** Jobs that use their task. */
import { progress, sleepSync } from '../../../js/task.js';

export const hold = () => sleepSync(3600);

export function report(count) {
  for (let value = 1; value <= count; value++) progress(value);
}
