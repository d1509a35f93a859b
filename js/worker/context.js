/** A task as its own function sees it: `backlit/task` is the public face of this. */
import { CancelledError, checked, errorOf } from '../errors.js';
import { Rung } from '../generated/core.js';
import { LiveSignal } from './live-signal.js';

/** @typedef {import('../core.js').Core} Core */

export class TaskContext {
  #core;
  #handle;
  /** Another attempt may be under way elsewhere. */
  #attempt;
  /** @type {LiveSignal | undefined} */
  #signal;
  /** @type {Set<() => void>} */
  #wakers = new Set();
  /** What a task ends with that is cancelled or has timed out, if it lets it out. */
  reason = /** @type {Error | undefined} */ (undefined);
  over = false;

  /**
   * @param {Core} core its exchange describes the task that was taken
   * @param {number} handle
   */
  constructor(core, handle) {
    this.#core = core;
    this.#handle = handle;
    this.#attempt = core.attempt;
    this.retryFilter = core.retryFilter;
  }

  /** @param {any} value */
  progress(value) {
    if (this.over) return;
    if (typeof value === 'number') {
      checked(this.#core.exports.backlit_progress_number(this.#handle, this.#attempt, value));
      return;
    }
    this.#core.writeValue(value, 'progress');
    const result = this.#core.exports.backlit_progress(this.#handle, this.#attempt);
    if (result < 0) this.#core.dropPayload();
    checked(result);
  }

  /** @param {number} value */
  fraction(value) {
    if (!(value >= 0 && value <= 1)) {
      throw new RangeError(`fraction(${value}): give a number from 0 to 1`);
    }
    if (!this.over) this.#core.exports.backlit_set_fraction(this.#handle, this.#attempt, value);
  }

  /** Whether the task shall end: it was cancelled, or its timeout is over. */
  cancelRequested() {
    const code = this.over
      ? CancelledError.code
      : this.#core.exports.backlit_cancel_requested(this.#handle, this.#attempt);
    if (code === 0) return false;
    this.reason ??= errorOf(code);
    return true;
  }

  /**
   * Whether this is what a function lets out that gives up.
   * @param {unknown} error
   */
  isGivingUp(error) {
    return (
      this.cancelRequested() &&
      (error === this.reason || error?.constructor === this.reason?.constructor)
    );
  }

  passOn() {
    this.#core.exports.backlit_pass_on(this.#handle, this.#attempt);
  }

  /**
   * Reports the attempt's end; its outcome lies in the exchange.
   * @param {number} state
   * @param {boolean} mayRetry
   */
  finish(state, mayRetry) {
    this.#core.exports.backlit_finish(this.#handle, this.#attempt, state, Number(mayRetry));
  }

  get signal() {
    return (this.#signal ??= LiveSignal.lend(this)).signal;
  }

  /** The cancel has come: what waits is woken, listeners are called. */
  abort() {
    if (!this.cancelRequested()) return;
    this.#signal?.abort(this.reason);
    for (const wake of this.#wakers) wake();
  }

  /**
   * The task has ended.
   * @param {boolean} atOnce its function returned without a promise, so nothing of it goes on
   */
  end(atOnce) {
    this.over = true;
    if (atOnce) this.#signal?.giveBack();
  }

  /** @param {number} seconds */
  sleep(seconds) {
    checkSeconds('sleep', seconds);
    return new Promise((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        if (this.cancelRequested()) reject(this.reason);
        else resolve(undefined);
      };
      const timer = setTimeout(wake, seconds * 1000);
      this.#wakers.add(wake);
      if (this.cancelRequested()) wake();
    });
  }

  /** @param {number} seconds */
  sleepSync(seconds) {
    checkSeconds('sleepSync', seconds);
    if (typeof document === 'object') {
      throw new Error('sleepSync() cannot block a page: use await sleep()');
    }
    this.#core.exports.backlit_sleep(this.#handle, this.#attempt, seconds, Rung.FLAG);
    if (this.cancelRequested()) throw this.reason;
  }
}

/**
 * @param {string} name
 * @param {number} seconds
 */
function checkSeconds(name, seconds) {
  if (!(seconds >= 0)) throw new RangeError(`${name}(${seconds}): give seconds, 0 or more`);
}
