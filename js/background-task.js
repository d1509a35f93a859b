/** A task as the client that submitted it holds it. */
import { State } from './generated/core.js';
import { statusOf } from './task-status.js';

/** @typedef {import('./client.js').Client} Client */

/**
 * @typedef {object} TaskTimings When a task went on: in seconds since 1970, as `Date.now() / 1000`;
 *   null for what has not happened.
 * @property {number} queued when it was submitted
 * @property {number | null} started when its first attempt began
 * @property {number | null} ended when it ended
 */

/**
 * All its properties can be read at any time, without waiting and without the event loop. `await task`
 * gives the result, or throws the error.
 *
 * @template [T=any] of the result
 */
export class Task {
  #client;
  #record;

  /**
   * @internal
   * @param {Client} client
   * @param {import('./client.js').TaskRecord} record
   * @param {string | undefined} name
   */
  constructor(client, record, name) {
    this.#client = client;
    this.#record = record;
    /** What `options({ name })` gave it, for people. @readonly */
    this.name = name;
  }

  /** The task's own id: a UUID. */
  get id() {
    return this.#client.id(this.#record.handle);
  }

  /** 'PENDING', 'RUNNING', 'DONE', 'ERROR' or 'CANCELLED'; see TaskStatus. */
  get status() {
    return statusOf[this.#state()];
  }

  /** Whether it has ended. */
  get done() {
    const { remains, handle } = this.#record;
    return remains !== undefined || this.#client.state(handle) >= State.DONE;
  }

  /**
   * What the function returned. Throws its error after an ERROR, a CancelledError after a cancel, and
   * an Error while the task has not ended.
   * @returns {T}
   */
  get result() {
    const remains = this.#settled();
    if (remains === undefined) {
      throw new Error(`the task is ${this.status}: read its result when task.done, or await task`);
    }
    if (remains.state !== State.DONE) throw remains.value;
    return remains.value;
  }

  /** What the function threw, or null. @returns {any} */
  get error() {
    const remains = this.#settled();
    return remains?.state === State.ERROR ? remains.value : null;
  }

  /** The progress values that were not read yet; each is given once. @returns {any[]} */
  get progress() {
    const remains = this.#settled();
    if (remains) return remains.progress.splice(0);
    return this.#client.drainProgress(this.#record.handle);
  }

  /** The newest progress value, whether it was read or not; undefined if there is none. @returns {any} */
  get latest() {
    return this.#remains ? this.#remains.latest : this.#client.latestProgress(this.#record.handle);
  }

  /** How many progress values were dropped, oldest first, because nobody read them in time. */
  get progressDropped() {
    return this.#remains
      ? this.#remains.dropped
      : this.#client.droppedProgress(this.#record.handle);
  }

  /** How much is done, 0 to 1, as the function last said; null if it did not. */
  get fraction() {
    return this.#remains ? this.#remains.fraction : this.#client.fraction(this.#record.handle);
  }

  /**
   * What ended a cancelled task, else null. 'flag': its function gave up, or it had not begun;
   * 'interrupt': its function was interrupted, in Python; 'disown': its worker was ended.
   * @returns {'flag' | 'interrupt' | 'disown' | null}
   */
  get cancelledBy() {
    return this.#look().cancelledBy;
  }

  /** Whether its cancel was requested, and accepted. */
  get cancelRequested() {
    return this.#look().cancelRequested;
  }

  /** How many times its function was called so far: more than once only with a RetryPolicy. */
  get attempts() {
    return this.#look().attempts;
  }

  /**
   * When it was submitted, when its first attempt began and when it ended.
   * @returns {TaskTimings}
   */
  get timings() {
    const { queued, started, ended } = this.#look();
    return { queued, started: orNull(started), ended: orNull(ended) };
  }

  /**
   * Asks for the task's end. A pending task is CANCELLED at once. A running one sees the request; if it
   * does not end within its `cancelGrace`, its worker is ended and replaced.
   * @returns {boolean} whether the request was accepted: false if the task had ended
   */
  cancel() {
    return this.#remains === undefined && this.#client.cancel(this.#record.handle);
  }

  /**
   * @template [A=T]
   * @template [B=never]
   * @param {((value: T) => A | PromiseLike<A>) | null} [fulfilled] called with the result
   * @param {((reason: any) => B | PromiseLike<B>) | null} [rejected] called with the error
   * @returns {Promise<A | B>}
   */
  then(fulfilled, rejected) {
    return this.#client.promise(this.#record).then(fulfilled, rejected);
  }

  /**
   * As a promise's.
   * @template [B=never]
   * @param {((reason: any) => B | PromiseLike<B>) | null} [rejected] called with the error
   */
  catch(rejected) {
    return this.then(null, rejected);
  }

  /** As a promise's. @param {(() => void) | null} [ended] called when the task has ended */
  finally(ended) {
    return this.then().finally(ended);
  }

  /** @internal */
  get [Symbol.toStringTag]() {
    return 'Task';
  }

  get #remains() {
    return this.#record.remains;
  }

  #look() {
    return this.#remains ?? this.#client.look(this.#record.handle);
  }

  #state() {
    return this.#remains ? this.#remains.state : this.#client.state(this.#record.handle);
  }

  #settled() {
    return this.#state() >= State.DONE ? this.#client.takeRemains(this.#record) : undefined;
  }
}

/** @param {number} number */
const orNull = (number) => (Number.isNaN(number) ? null : number);
