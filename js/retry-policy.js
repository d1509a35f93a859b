/** Which errors of a task are followed by another attempt, and when. */
import { checkOptions, shown } from './check.js';
import { isRetried, nameOfClass } from './error-names.js';
import { targetOf } from './functions.js';
import { errorClasses } from './generated/core.js';

const MAX_ATTEMPTS = 65_535; // of the core

/** @typedef {new (...list: any[]) => any} Class */

/**
 * @typedef {object} RetryFields What makes a `RetryPolicy`.
 * @property {number} [maxAttempts] how often the function is called at most, 1 to 65,535; default 1
 * @property {(Class | string)[] | null} [retryOn] classes of errors, or their names: an error matches
 *   with its class, a superclass or its `name`; default: whatever is thrown, but a cancel
 * @property {number} [baseDelay] seconds before the second attempt; default 0
 * @property {number} [maxDelay] seconds that no delay exceeds, before the jitter; default 60
 * @property {number} [multiplier] of the delay after each attempt, 1 or more; default 2
 * @property {number} [jitter] each delay is changed at random by up to so many times itself, 0 to 1;
 *   default 0
 * @property {number | null} [maxElapsed] seconds from the first attempt's begin after which no other one
 *   follows; default: no limit
 * @property {((error: any) => unknown) | null} [retryIf] asked about errors that match `retryOn`: a
 *   self-contained function or one of a jobs module. It is called in the worker.
 */

/**
 * @param {string} name
 * @param {(value: number) => boolean} isSo
 * @param {string} condition
 */
const number = (name, isSo, condition) => (/** @type {unknown} */ value) => {
  if (typeof value !== 'number') {
    throw new TypeError(`RetryPolicy.${name} must be a number, not ${shown(value)}`);
  }
  if (!isSo(value)) throw new RangeError(`RetryPolicy.${name} must be ${condition}, not ${value}`);
  if (!Number.isFinite(value)) throw new RangeError(`RetryPolicy.${name} must be finite`);
  return true;
};

const notNegative = (/** @type {number} */ value) => value >= 0;
const maxAttempts = number('maxAttempts', (value) => value >= 1, '>= 1');
const maxElapsed = number('maxElapsed', (value) => value > 0, '> 0 when set');

const rules = {
  maxAttempts(/** @type {any} */ value) {
    maxAttempts(value);
    if (Number.isInteger(value) && value <= MAX_ATTEMPTS) return true;
    throw new RangeError(
      `RetryPolicy.maxAttempts must be a whole number up to ${MAX_ATTEMPTS}, not ${value}`,
    );
  },
  retryOn: (/** @type {any} */ value) => value === null || (checkClasses(value), true),
  baseDelay: number('baseDelay', notNegative, '>= 0'),
  maxDelay: number('maxDelay', notNegative, '>= 0'),
  multiplier: number('multiplier', (value) => value >= 1, '>= 1'),
  jitter: number('jitter', (value) => value >= 0 && value <= 1, 'in [0, 1]'),
  maxElapsed: (/** @type {any} */ value) => value === null || maxElapsed(value),
  retryIf: (/** @type {any} */ value) => value === null || (keyOf(value), true),
};

/** @param {any} list */
function checkClasses(list) {
  if (!Array.isArray(list)) {
    throw new TypeError(
      `RetryPolicy.retryOn must be a list of classes of errors or of their names, not ${shown(list)}`,
    );
  }
  for (const entry of list) {
    if (typeof entry === 'string' && entry !== '') continue;
    if (entry?.prototype && nameOfClass(entry) !== '') continue;
    throw new TypeError(
      `RetryPolicy.retryOn has ${shown(entry)}: give a class of errors that has a name, or the name`,
    );
  }
}

/**
 * @param {unknown} retryIf
 * @returns {string[]} the key of the function, of which workers make it again
 */
function keyOf(retryIf) {
  const target = typeof retryIf === 'function' ? targetOf(retryIf) : undefined;
  if (target && 'key' in target) return JSON.parse(target.key);
  throw new TypeError(
    `RetryPolicy.retryIf must be a self-contained function, (error) => …, or one of a jobs module, not ${shown(retryIf)}`,
  );
}

/**
 * Retries after errors: `new RetryPolicy({ maxAttempts: 3, retryOn: [TypeError], baseDelay: 0.5 })`. It
 * cannot be changed.
 *
 * The worker in which an error is thrown decides, by the names of classes: a minifier must leave those
 * of your own as they are, or their prototypes must have a `name`.
 */
export class RetryPolicy {
  /** How often the function is called at most. @readonly @type {number} */
  maxAttempts;
  /** Classes of errors, or their names; null: all errors. @readonly @type {readonly (Class | string)[] | null} */
  retryOn;
  /** Seconds before the second attempt. @readonly @type {number} */
  baseDelay;
  /** Seconds that no delay exceeds, before the jitter. @readonly @type {number} */
  maxDelay;
  /** Of the delay after each attempt. @readonly @type {number} */
  multiplier;
  /** The share of itself by which each delay is changed at random at most. @readonly @type {number} */
  jitter;
  /** Seconds after which no other attempt follows; null: no limit. @readonly @type {number | null} */
  maxElapsed;
  /** Asked about errors that match `retryOn`; null: nobody is asked. @readonly @type {((error: any) => unknown) | null} */
  retryIf;
  #names;
  #key;
  /** What retriedErrors() gave: to ask is dear. @type {number | undefined} */
  #retriedErrors;

  /**
   * Throws a RangeError for a number that is out of its range, a TypeError for a value of another type
   * and for an unknown field. Each says which.
   *
   * @param {RetryFields} [fields] default: one attempt
   */
  constructor(fields = {}) {
    checkOptions('RetryPolicy', fields, rules);
    this.maxAttempts = fields.maxAttempts ?? 1;
    this.retryOn = fields.retryOn ? Object.freeze([...fields.retryOn]) : null;
    this.baseDelay = fields.baseDelay ?? 0;
    this.maxDelay = fields.maxDelay ?? 60;
    this.multiplier = fields.multiplier ?? 2;
    this.jitter = fields.jitter ?? 0;
    this.maxElapsed = fields.maxElapsed ?? null;
    this.retryIf = fields.retryIf ?? null;
    this.#names =
      this.retryOn?.map((entry) => (typeof entry === 'string' ? entry : nameOfClass(entry))) ??
      null;
    this.#key = this.retryIf && keyOf(this.retryIf);
    Object.freeze(this);
  }

  /**
   * Whether another attempt may follow this error, as far as `retryOn` and `retryIf` say.
   *
   * Throws a TypeError if only a worker can say: `retryIf` is of a jobs module, or gives a promise.
   *
   * @param {unknown} error what the function threw
   * @returns {boolean}
   */
  shouldRetry(error) {
    const verdict = this.#verdict(error);
    if (verdict !== undefined) return verdict;
    throw new TypeError(
      'RetryPolicy.shouldRetry() cannot tell: retryIf runs in the worker. Give a plain function that returns true or false',
    );
  }

  /**
   * How long to wait before another attempt. With jitter it is another value each time.
   *
   * @param {number} attemptIndex 0 after the first attempt, 1 after the second, …; RangeError below 0
   * @returns {number} seconds
   */
  delayForAttempt(attemptIndex) {
    if (!(attemptIndex >= 0)) {
      throw new RangeError(`attemptIndex must be >= 0, not ${shown(attemptIndex)}`);
    }
    // Many attempts make the power infinite, and 0 times that is no number.
    const raw = this.baseDelay && this.baseDelay * this.multiplier ** attemptIndex;
    const delay = Math.min(raw, this.maxDelay);
    return delay + delay * this.jitter * (2 * Math.random() - 1);
  }

  /** The time now, in seconds, on a clock that only goes on. */
  startTime() {
    return performance.now() / 1000;
  }

  /**
   * Whether no attempt may follow any more.
   * @param {number} startedAt what startTime() said
   */
  exceededElapsed(startedAt) {
    return this.maxElapsed !== null && this.startTime() - startedAt >= this.maxElapsed;
  }

  /**
   * @internal
   * What workers need for shouldRetry(), as text: see worker/retry-filter.js.
   * @returns {string | null} null: every error is retried
   */
  filterKey() {
    if (this.#names === null && this.#key === null) return null;
    return JSON.stringify({ names: this.#names, retryIf: this.#key });
  }

  /**
   * @internal
   * Which of the core's own errors are followed by another attempt. No worker is there to ask then, so
   * none of them if only a worker could say.
   * @returns {number} bit -code of each
   */
  retriedErrors() {
    return (this.#retriedErrors ??= this.#findRetriedErrors());
  }

  #findRetriedErrors() {
    let mask = 0;
    for (const [code, Class] of errorClasses) {
      if (this.#safeVerdict(new Class()) === true) mask |= 1 << -code;
    }
    return mask >>> 0;
  }

  /** @param {unknown} error */
  #safeVerdict(error) {
    try {
      return this.#verdict(error);
    } catch {
      return false; // the filter failed, as it would in a worker
    }
  }

  /**
   * @param {unknown} error
   * @returns {boolean | undefined} undefined: only a worker can say
   */
  #verdict(error) {
    if (!isRetried(error, this.#names)) return false;
    if (this.retryIf === null) return true;
    if (this.#key?.length !== 1) return undefined;
    const { retryIf } = this;
    const verdict = /** @type {any} */ (retryIf(error));
    return typeof verdict?.then === 'function' ? undefined : Boolean(verdict);
  }
}
