/** What the suites run in workers. */
import {
  cancelRequested,
  current,
  fraction,
  progress,
  signal,
  sleep,
  sleepSync,
} from '../../../js/task.js';

export const increment = (x) => x + 1;
export const echo = (value) => value;
export const echoAll = (...list) => list;
export const countArguments = (...list) => list.length;
export const first = (array) => array[0];
export const nothing = () => {};
export const bytes = (length) => new Uint8Array(length).fill(7);
export const notAFunction = 42;

const loaded = performance.timeOrigin + performance.now();
export const whenLoaded = () => loaded;

export function spin() {
  for (;;);
}

/** Spins until the other side sets the first element of an array in the core's memory. */
export function spinUntilSet(gate) {
  while (Atomics.load(gate, 0) === 0);
  return 'the gate is open';
}

export function setFirst(array) {
  Atomics.store(array, 0, 1);
}

/** Tells by a shared array that it runs. */
export function openAndSleep(gate) {
  Atomics.store(gate, 0, 1);
  sleepSync(3600);
}

/** Says that it has started, and ends when it is asked to, by returning. */
export function stopWhenAsked() {
  progress('started');
  while (!cancelRequested());
  return 'stopped';
}

export function stopByThrowing() {
  progress('started');
  for (;;) signal.throwIfAborted();
}

export function signalAborted() {
  progress('started');
  while (!signal.aborted);
  return signal.reason.name;
}

/** Does not look at the request before the gate opens. */
export function returnLate(gate) {
  while (Atomics.load(gate, 0) === 0);
  return cancelRequested();
}

export function sleepLong() {
  progress('started');
  sleepSync(3600);
}

export function sleepAndClean() {
  progress('started');
  try {
    sleepSync(3600);
  } finally {
    progress('cleaned up');
  }
}

export function countTo(count) {
  for (let index = 0; index < count; index++) progress(index);
  return count;
}

export function progressEach(values) {
  for (const value of values) progress(value);
}

export function progressThenWait(values, gate) {
  for (const value of values) progress(value);
  while (Atomics.load(gate, 0) === 0);
}

export function fractions(gate) {
  fraction(0.25);
  while (Atomics.load(gate, 0) === 0);
  fraction(1);
}

export function badFraction() {
  fraction(2);
}

export function progressOfFunction() {
  progress({ list: [1, () => {}] });
}

export function returnFunction() {
  return { deep: [() => {}] };
}

class TooHot extends RangeError {
  constructor(degrees, options) {
    super(`${degrees} degrees`, options);
    this.degrees = degrees;
  }
}

export function fail(kind) {
  switch (kind) {
    case 'type':
      throw new TypeError('not so');
    case 'properties':
      throw Object.assign(new Error('with more'), { code: 'E_MORE', detail: { list: [1, 2] } });
    case 'cause':
      throw new Error('outer', { cause: new SyntaxError('inner') });
    case 'class':
      throw new TooHot(99);
    case 'text':
      throw 'just a text';
    case 'function':
      throw () => {};
    default:
      throw new Error(kind);
  }
}

export function die() {
  if (typeof process === 'object') process.exit(1);
  self.close();
  return new Promise(() => {});
}

/** Puts the thread into a state that would show up in the next task, if there were one. */
export function leaveTimer() {
  setTimeout(() => {
    globalThis.timerRan = true;
  }, 0);
}
export const timerRan = () => globalThis.timerRan === true;

export const promise = (value) => Promise.resolve(value);
export const rejectedPromise = () => Promise.reject(new RangeError('rejected'));
export const promiseForCancel = () =>
  new Promise((_, reject) => {
    const { signal: mine } = current();
    progress('started');
    mine.addEventListener('abort', () => reject(mine.reason));
  });

// --- Asynchronous ones: they run on the loop worker.

export async function asyncIncrement(x) {
  await null;
  return x + 1;
}

export async function asyncFail() {
  await null;
  throw new RangeError('later');
}

export async function asyncSleep(seconds) {
  const task = current();
  task.progress('started');
  await task.sleep(seconds);
  return 'slept';
}

export async function bareSleep(seconds) {
  await sleep(seconds);
  return 'slept';
}

/** Uses the bare functions after an await, where they cannot always know their task. */
export async function bareProgress(gate) {
  current().progress('started');
  while (Atomics.load(gate, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  progress('bare');
}

export async function interleaved(value, rounds) {
  const task = current();
  for (let round = 0; round < rounds; round++) {
    await task.sleep(0.001);
    task.progress(`${value}.${round}`);
  }
  return value;
}

export async function neverEnds() {
  current().progress('started');
  await new Promise(() => {});
}

export async function asyncSpin() {
  current().progress('started');
  await null;
  for (;;);
}

export async function abortEvent() {
  const task = current();
  const { signal: mine } = task;
  task.progress('started');
  return new Promise((resolve) => {
    mine.addEventListener('abort', () => resolve(`aborted: ${mine.reason.name}`));
  });
}

/** Counts its calls in the first element, and fails until they are so many. */
export function failBefore(calls, count, kind = 'type') {
  const call = Atomics.add(calls, 0, 1) + 1;
  if (call < count) fail(kind);
  return call;
}

export async function asyncFailBefore(calls, count) {
  return failBefore(calls, count);
}

export function dieBefore(calls, count) {
  const call = Atomics.add(calls, 0, 1) + 1;
  return call < count ? die() : call;
}

/** Counts its calls, then heeds nothing until the second element is set. */
export function spinAtFirst(calls) {
  const call = Atomics.add(calls, 0, 1) + 1;
  while (call === 1 && Atomics.load(calls, 1) === 0);
  return call;
}

export async function neverEndAtFirst(calls) {
  const task = current();
  const call = Atomics.add(calls, 0, 1) + 1;
  if (call > 1) return call;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    task.progress('first');
    if (Atomics.load(calls, 1) !== 0) return 'late';
  }
}

export function reasonOfAbort() {
  progress('started');
  while (!cancelRequested());
  return signal.reason.name;
}

export async function asyncReasonOfAbort() {
  const task = current();
  const { signal } = task;
  task.progress('started');
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(signal.reason.name));
  });
}

/** Tells when it is asked to end, and does not. */
export function spinOnWhenAsked() {
  progress('started');
  while (!cancelRequested());
  progress('asked');
  for (;;);
}

export const isSecondCall = () => false;
export const hasMessage = (error) => error.message.includes('so');
