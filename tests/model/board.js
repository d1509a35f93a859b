/**
 * The board: an array in the core's memory through which a test tells each attempt of each task what to
 * do. Each task has a slot of its own, and in it a count of the attempts that have begun and a cell for
 * each of them.
 */

export const SLOTS = 40;
export const MOST_ATTEMPTS = 4;

export const Order = {
  NONE: 0,
  SUCCEED: 1, // with `value` as result
  FAIL: 2, // with a RangeError
  FAIL_OTHERWISE: 3, // with a TypeError
  DIE: 4, // the worker's thread ends
  PROGRESS: 5, // gives `value` as progress
  FRACTION: 6, // gives `value` eighths as fraction
  LOOK: 7, // notes whether it shall end
  HEED: 8, // gives up if it shall end
};

/** The words of a cell: what to do, with which value; how many orders were followed; what it saw. */
export const Cell = { ORDER: 0, VALUE: 1, FOLLOWED: 2, SAW: 3, SIZE: 4 };

const SLOT_SIZE = 1 + MOST_ATTEMPTS * Cell.SIZE;

export const BOARD_SIZE = SLOTS * SLOT_SIZE;

/** Where a slot counts the attempts that have begun. */
export const begunAt = (slot) => slot * SLOT_SIZE;

export const cellAt = (slot, attempt) => begunAt(slot) + 1 + (attempt - 1) * Cell.SIZE;

/** Values of one kind go to the client as numbers, those of the other encoded. */
export const progressValue = (value) => (value % 2 === 0 ? value : { value });
