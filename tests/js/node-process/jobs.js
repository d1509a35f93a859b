/** What the programs of node-process.test.js run in workers. */
import { sleepSync } from '../../../js/task.js';

export const increment = (x) => x + 1;

export function spin() {
  for (;;);
}

export function nap(seconds) {
  sleepSync(seconds);
  return 'slept';
}

export async function asyncNeverEnds() {
  await new Promise(() => {});
}

/** Prints, then blocks its worker until the gate opens. */
export function speakAndBlock(gate) {
  console.log('spoken');
  console.log('spoken again');
  console.error('spoken as an error');
  while (Atomics.load(gate, 0) === 0);
  console.log('unblocked');
  return 'end';
}

/** Its timer throws first, then it ends. */
export function throwInTimer() {
  return new Promise((resolve) => {
    setTimeout(() => {
      throw new Error('thrown in a timer');
    }, 1);
    setTimeout(() => resolve('survived'), 1);
  });
}

export function rejectUnheard() {
  void Promise.reject(new Error('rejected unheard'));
  return new Promise((resolve) => setTimeout(() => resolve('survived'), 1));
}
