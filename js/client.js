/** This thread as a client: submits tasks, reads them, and wakes who awaits them. */
import { onAbort } from './abort-actions.js';
import { CancelledError, OutOfMemoryError, checked } from './errors.js';
import { Forgotten } from './forgotten.js';
import { targetOf } from './functions.js';
import { RetryFilter, Rung, State } from './generated/core.js';
import { Task } from './background-task.js';

/**
 * @typedef {import('./core.js').Core} Core
 * @typedef {import('./task-settings.js').Settings} Settings
 * @typedef {'flag' | 'interrupt' | 'disown'} RungName
 *
 * What client and Task know of a task together: the core's handle and whether it was not given back
 * yet; what is left at the end; who awaits it; its place in Forgotten, and the Task while it is there;
 * what lets go of the signal that cancels it.
 * @typedef {{ handle: number, isHeld: boolean, remains: Remains | undefined,
 *   promise: Promise<any> | undefined, resolve: ((value: any) => void) | undefined,
 *   reject: ((reason: any) => void) | undefined, fresh: number, task: Task | undefined,
 *   unfollow: (() => void) | undefined }} TaskRecord
 *
 * What is left of a task that has ended, once it was looked at: it then needs the core no more.
 * @typedef {{ state: number, value: any, progress: any[], latest: any, dropped: number,
 *   fraction: number | null, cancelledBy: RungName | null, attempts: number, cancelRequested: boolean,
 *   queued: number, started: number, ended: number }} Remains
 */

const BULK = 256;
const MOST_KEPT = 2 ** 31 - 1;
const SLOT = 2 ** 20 - 1; // the bits of a handle that are its slot

/** @type {(RungName | null)[]} */
const rungNames = [];
rungNames[Rung.NONE] = null;
rungNames[Rung.FLAG] = 'flag';
rungNames[Rung.INTERRUPT] = 'interrupt';
rungNames[Rung.DISOWN] = 'disown';

/** @type {any[]} */
const nothing = [];

export class Client {
  #core;
  #keepAlive;
  #startLocalWorker;
  #wakeWord;
  /** Room for a bulk of numbers, or an id. */
  #scratch;
  /** The awaited tasks, by the slot of the handle. @type {(TaskRecord | undefined)[]} */
  #awaited = [];
  #awaitedCount = 0;
  /** @type {WeakMap<object, number>} */
  #functions = new WeakMap();
  /** By key: an inline function is another object each time that its text is met. @type {Map<string, number>} */
  #keys = new Map();
  /** What is written in the core's options now. @type {Settings | undefined} */
  #settings;
  #forgotten = new Forgotten((record) => this.#release(record));
  #isClosed = false;
  /** Ids are made of handles: this one is beyond all that the core gives. */
  #unusedHandle = 2 ** 52;

  /** @param {import('./open-runtime.js').OpenRuntime} runtime */
  constructor({ core, isLocal, keepAlive, startLocalWorker }) {
    this.#core = core;
    this.#keepAlive = keepAlive;
    this.#startLocalWorker = startLocalWorker;
    /** @readonly */
    this.isLocal = isLocal;
    this.#wakeWord = core.exports.backlit_client_wake_word() >>> 2;
    this.#scratch = core.exports.backlit_allocate(BULK * 8) >>> 0;
  }

  get core() {
    return this.#core;
  }

  /**
   * @param {Function} reference
   * @param {any[]} list
   * @param {Settings} settings
   */
  submit(reference, list, settings) {
    const { name, signal } = settings;
    if (signal?.aborted) {
      targetOf(reference);
      return this.#cancelledTask(name);
    }
    this.#describe(reference, list, settings);
    const handle = this.#core.exports.backlit_submit();
    if (handle < 0) this.#core.dropPayload();
    const record = recordOf(checked(handle));
    // The signal holds the record, not the Task: one that is forgotten can still be collected.
    if (signal) record.unfollow = onAbort(signal, () => this.cancel(handle));
    return this.#taskOf(record, name);
  }

  /**
   * A task that the core never meets.
   * @param {string | undefined} name
   */
  #cancelledTask(name) {
    const record = recordOf(this.#unusedHandle++);
    record.isHeld = false;
    const now = this.#core.exports.backlit_clock();
    record.remains = {
      state: State.CANCELLED,
      value: new CancelledError(),
      progress: nothing,
      latest: undefined,
      dropped: 0,
      fraction: null,
      cancelledBy: 'flag',
      attempts: 0,
      cancelRequested: true,
      queued: now,
      started: NaN,
      ended: now,
    };
    return new Task(this, record, name);
  }

  /**
   * Leaves in the exchange what is to be submitted, and how.
   * @param {Function} reference
   * @param {any[]} list
   * @param {Settings} settings
   */
  #describe(reference, list, settings) {
    const core = this.#core;
    const target = targetOf(reference);
    const number = this.#functions.get(reference) ?? this.#intern(reference, target);
    if (settings !== this.#settings) this.#use(settings);
    if ('kernel' in target) core.writeKernelArguments(list);
    else core.writeArguments(list);
    core.function = number;
  }

  /**
   * Tasks that are submitted from now on are run so.
   * @param {Settings} settings
   */
  #use(settings) {
    const { priority, cancelGrace, timeout, retry } = settings;
    const isLocal = settings.isLocal || this.isLocal;
    if (isLocal) this.#startLocalWorker();
    const core = this.#core;
    const { baseDelay, multiplier, maxDelay, jitter, maxElapsed } = retry;
    const key = retry.filterKey();
    const filter = key === null ? RetryFilter.ALL : this.#findKey(key);
    core.writeOptions([
      cancelGrace,
      timeout,
      0,
      baseDelay,
      multiplier,
      maxDelay,
      jitter,
      maxElapsed ?? 0,
      retry.maxAttempts,
      filter,
      retry.retriedErrors(),
      priority,
      Number(isLocal),
      0,
    ]);
    this.#settings = settings;
  }

  /**
   * Opens a schedule of the core.
   * @param {Function} reference
   * @param {any[]} list
   * @param {Settings} settings
   * @param {{ period: number, text: string, keep: number, skipIfRunning: boolean }} options
   * @returns {number}
   */
  openSchedule(reference, list, settings, { period, text, keep, skipIfRunning }) {
    const core = this.#core;
    const { exports } = core;
    const textPayload = core.createText(text);
    let schedule = 0;
    try {
      this.#describe(reference, list, settings);
      const kept = Math.min(keep, MOST_KEPT);
      schedule =
        exports.backlit_schedule_open(period, textPayload, kept, Number(skipIfRunning)) >>> 0;
      if (schedule === 0) core.dropPayload();
      checked(schedule === 0 ? OutOfMemoryError.code : 0);
    } finally {
      if (schedule === 0) exports.backlit_payload_release(textPayload);
    }
    return schedule;
  }

  /**
   * The Task of a handle that the core has given out.
   * @param {number} handle
   * @param {string | undefined} name
   */
  adopt(handle, name) {
    return this.#taskOf(recordOf(handle), name);
  }

  /**
   * @param {TaskRecord} record
   * @param {string | undefined} name
   */
  #taskOf(record, name) {
    const task = new Task(this, record, name);
    this.#forgotten.add(task, record);
    return task;
  }

  /**
   * @param {Function} reference
   * @param {import('./functions.js').Target} target
   */
  #intern(reference, target) {
    const number = 'kernel' in target ? this.#findKernel(target.kernel) : this.#findKey(target.key);
    this.#functions.set(reference, number);
    return number;
  }

  /** @param {string} name */
  #findKernel(name) {
    return checked(this.#core.withText(name, this.#core.exports.backlit_function_kernel));
  }

  /** @param {string} key */
  #findKey(key) {
    let number = this.#keys.get(key);
    if (number === undefined) {
      number = checked(this.#core.withText(key, this.#core.exports.backlit_function_intern));
      this.#keys.set(key, number);
    }
    return number;
  }

  /** @param {number} handle */
  state(handle) {
    return this.#core.exports.backlit_status(handle);
  }

  /**
   * Takes everything out of the core that is left of a task that has ended, and gives its handle back.
   * @param {TaskRecord} record
   */
  takeRemains(record) {
    if (record.remains === undefined) {
      this.#core.exports.backlit_outcome(record.handle);
      record.remains = this.#readRemains(record);
    }
    return record.remains;
  }

  /**
   * @param {TaskRecord} record of the task whose outcome lies in the exchange
   * @returns {Remains}
   */
  #readRemains(record) {
    const core = this.#core;
    const { handle } = record;
    const { hasProgress } = core;
    /** @type {Remains} */
    const remains = {
      state: core.state,
      value: undefined,
      progress: nothing,
      latest: undefined,
      dropped: 0,
      fraction: orNull(core.fraction),
      cancelledBy: core.state === State.CANCELLED ? rungNames[core.rung] : null,
      attempts: core.attempt,
      cancelRequested: core.cancelRequested,
      queued: core.queued,
      started: core.started,
      ended: core.ended,
    };
    try {
      remains.value = remains.state === State.CANCELLED ? new CancelledError() : core.readValue();
    } catch (error) {
      // A result that does not fit into this thread's own memory.
      remains.state = State.ERROR;
      remains.value = error;
    }
    if (hasProgress) {
      remains.progress = this.drainProgress(handle);
      remains.latest = this.latestProgress(handle);
      remains.dropped = this.droppedProgress(handle);
    }
    this.#forgotten.remove(record);
    this.#release(record);
    return remains;
  }

  /**
   * Cancels everything. From now on nothing is given back to the core: its memory goes as a whole, and
   * its threads are being ended.
   */
  close() {
    this.#core.exports.backlit_close();
    this.#isClosed = true;
    this.#forgotten.close();
  }

  /** @param {TaskRecord} record */
  #release(record) {
    record.unfollow?.();
    if (!record.isHeld || this.#isClosed) return;
    record.isHeld = false;
    this.#core.exports.backlit_release(record.handle);
  }

  /** @param {number} handle */
  cancel(handle) {
    return this.#core.exports.backlit_cancel(handle) === 1;
  }

  /**
   * What the core knows of a task that has not been looked at since its end.
   * @param {number} handle
   */
  look(handle) {
    const core = this.#core;
    core.exports.backlit_outcome(handle);
    return {
      attempts: core.attempt,
      cancelRequested: core.cancelRequested,
      cancelledBy: core.state === State.CANCELLED ? rungNames[core.rung] : null,
      queued: core.queued,
      started: core.started,
      ended: core.ended,
    };
  }

  /** @param {number} handle */
  id(handle) {
    this.#core.exports.backlit_id(handle, this.#scratch);
    const bytes = this.#core.view(this.#scratch, 16);
    const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  /** @param {number} handle */
  drainProgress(handle) {
    const { exports } = this.#core;
    /** @type {any[]} */
    const values = [];
    for (;;) {
      const count = exports.backlit_progress_numbers(handle, this.#scratch, BULK);
      const bytes = this.#core.view(this.#scratch, count * 8);
      for (const number of new Float64Array(bytes.buffer, this.#scratch, count))
        values.push(number);
      if (count === BULK) continue;
      if (exports.backlit_progress_next(handle) !== 1) return values;
      values.push(this.#takeValue());
    }
  }

  /** @param {number} handle */
  latestProgress(handle) {
    if (this.#core.exports.backlit_progress_latest(handle) !== 1) return undefined;
    return this.#takeValue();
  }

  #takeValue() {
    try {
      return this.#core.readValue();
    } finally {
      this.#core.dropPayload();
    }
  }

  /** @param {number} handle */
  droppedProgress(handle) {
    return this.#core.exports.backlit_progress_dropped(handle);
  }

  /** @param {number} handle */
  fraction(handle) {
    return orNull(this.#core.exports.backlit_fraction(handle));
  }

  /**
   * The promise of the task's end: settled in a later turn of the event loop, unless it has ended.
   * @param {TaskRecord} record
   * @returns {Promise<any>}
   */
  promise(record) {
    if (record.promise === undefined) {
      const isWatched =
        record.remains === undefined && this.#core.exports.backlit_watch(record.handle) === 1;
      record.promise = isWatched ? this.#unsettled(record) : settled(this.takeRemains(record));
    }
    return record.promise;
  }

  /**
   * @param {TaskRecord} record of a task whose end the core will tell
   * @returns {Promise<any>}
   */
  #unsettled(record) {
    const promise = new Promise((resolve, reject) => {
      record.resolve = resolve;
      record.reject = reject;
    });
    this.#forgotten.remove(record);
    this.#awaited[record.handle & SLOT] = record;
    if (this.#awaitedCount++ === 0) {
      this.#keepAlive(true);
      void this.#listen(); // which may settle it at once
    }
    return promise;
  }

  async #listen() {
    const { exports, words } = this.#core;
    do {
      const seen = Atomics.load(words, this.#wakeWord);
      if (exports.backlit_client_arm() === 1) {
        const wake = Atomics.waitAsync(words, this.#wakeWord, seen);
        if (wake.async) await wake.value;
      }
      this.#deliver();
    } while (this.#awaitedCount > 0);
    this.#keepAlive(false);
  }

  #deliver() {
    for (;;) {
      const handle = this.#core.exports.backlit_client_next_ended();
      if (handle === 0) return;
      this.#awaitedCount--;
      const record = /** @type {TaskRecord} */ (this.#awaited[handle & SLOT]);
      this.#awaited[handle & SLOT] = undefined; // its result is the program's from now on
      // The program may have looked at the task before its turn came.
      record.remains ??= this.#readRemains(record);
      settle(record);
    }
  }
}

/**
 * @param {number} handle
 * @returns {TaskRecord}
 */
function recordOf(handle) {
  return {
    handle,
    isHeld: true,
    remains: undefined,
    promise: undefined,
    resolve: undefined,
    reject: undefined,
    fresh: -1,
    task: undefined,
    unfollow: undefined,
  };
}

/** @param {TaskRecord} record of an awaited task that has ended */
function settle(record) {
  const { state, value } = /** @type {Remains} */ (record.remains);
  if (state === State.DONE) record.resolve?.(value);
  else record.reject?.(value);
  record.resolve = record.reject = undefined;
}

/** @param {Remains} remains */
const settled = ({ state, value }) =>
  state === State.DONE ? Promise.resolve(value) : Promise.reject(value);

/** @param {number} number */
const orNull = (number) => (Number.isNaN(number) ? null : number);
