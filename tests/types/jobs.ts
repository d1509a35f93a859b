/** A jobs module, as an application would write it. */
import {
  cancelRequested,
  current,
  fraction,
  progress,
  signal,
  sleep,
  sleepSync,
} from 'backlit/task';
import type { CurrentTask } from 'backlit/task';
import { expectType } from './expect.js';

export interface Point {
  x: number;
  y: number;
}

export function simulate(steps: number, start: Point = { x: 0, y: 0 }): Point {
  for (let step = 0; step < steps && !cancelRequested(); step++) {
    progress({ step });
    fraction(step / steps);
  }
  sleepSync(0);
  expectType<AbortSignal>()(signal);
  return start;
}

export async function load(url: string): Promise<string[]> {
  const task = current();
  expectType<CurrentTask>()(task);
  expectType<AbortSignal>()(task.signal);
  expectType<boolean>()(task.cancelRequested());
  expectType<void>()(task.progress(url));
  expectType<void>()(task.fraction(0.5));
  expectType<void>()(task.sleepSync(0));
  expectType<Promise<void>>()(task.sleep(0));
  expectType<Promise<void>>()(sleep(0));
  // @ts-expect-error a fraction is a number
  task.fraction('half');
  // @ts-expect-error seconds are a number
  await task.sleep('1 s');
  // @ts-expect-error progress takes a value
  progress();
  const response = await fetch(url, { signal: task.signal });
  return (await response.text()).split('\n');
}

export const sum = (...list: number[]): number => list.reduce((a, b) => a + b, 0);
export const first = (array: Float64Array): number | undefined => array[0];
export const nothing = (): void => {};
export const version = 1;
