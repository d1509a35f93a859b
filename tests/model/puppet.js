/** What the tasks of the model run: functions that do what the test tells them on the board. */
import { current } from '../../js/task.js';
import { Cell, Order, begunAt, cellAt, progressValue } from './board.js';

/** This thread's first view of the board: while there is one, its others take no more memory. */
let kept;

function enter(board, slot) {
  kept ??= board;
  return cellAt(slot, Atomics.add(board, begunAt(slot), 1) + 1);
}

/** Waits for orders without ever returning to the event loop, so only its worker's end can stop it. */
export function obey(board, slot) {
  const task = current();
  const cell = enter(board, slot);
  for (;;) {
    Atomics.wait(board, cell + Cell.ORDER, Order.NONE);
    const end = follow(task, board, cell);
    if (end !== undefined) return end.result;
  }
}

export async function obeyAsync(board, slot) {
  const task = current();
  const cell = enter(board, slot);
  for (;;) {
    const news = Atomics.waitAsync(board, cell + Cell.ORDER, Order.NONE);
    if (news.async) await news.value;
    const end = follow(task, board, cell);
    if (end !== undefined) return end.result;
  }
}

export function returnAtOnce() {}

export async function returnSoon() {}

/** Gives what ends the function, if the order does. */
function follow(task, board, cell) {
  const order = Atomics.exchange(board, cell + Cell.ORDER, Order.NONE);
  const value = Atomics.load(board, cell + Cell.VALUE);
  if (order === Order.NONE) return undefined;
  try {
    return act(task, order, value, (saw) => void Atomics.store(board, cell + Cell.SAW, +saw));
  } finally {
    Atomics.add(board, cell + Cell.FOLLOWED, 1);
  }
}

function act(task, order, value, note) {
  switch (order) {
    case Order.SUCCEED:
      return { result: value };
    case Order.FAIL:
      throw new RangeError('as told');
    case Order.FAIL_OTHERWISE:
      throw new TypeError('as told');
    case Order.DIE:
      return { result: die() };
    case Order.PROGRESS:
      return task.progress(progressValue(value));
    case Order.FRACTION:
      return task.fraction(value / 8);
    case Order.LOOK:
      return note(task.cancelRequested());
    case Order.HEED:
      return task.signal.throwIfAborted();
  }
}

function die() {
  if (typeof process === 'object') process.exit(1);
  self.close();
  return new Promise(() => {});
}
