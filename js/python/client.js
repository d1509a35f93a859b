/** A Python interpreter as a client: what backlit/browser/ calls. Everything crosses as plain numbers. */
import { checked } from '../errors.js';
import { Kind, State } from '../generated/core.js';
import { PYTHON_FUNCTIONS } from './python-functions.js';
import { Values } from './values.js';

/** @typedef {import('../core.js').Core} Core */

const BULK = 1024; // numbers that are read at once
const PICKLES_AT_ONCE = 65536; // bytes

export class PythonClient extends Values {
  #runtime;
  #files;
  #wakeWord;
  #numbers;
  #pickles = new Uint8Array(PICKLES_AT_ONCE);
  #hasNext = false;
  #isClosed = false;
  /** The awaited tasks, by their handles. @type {Set<number>} */
  #awaited = new Set();
  /** @type {(handle: number) => void} */
  #ended = () => {};
  /** @type {(stream: number, text: string) => void} */
  #print = () => {};

  /**
   * @param {import('../open-runtime.js').OpenRuntime} runtime
   * @param {Pick<import('./files.js').Files, 'publishChanges' | 'useFolders' | 'close'>} files
   */
  constructor(runtime, files) {
    super(runtime.core);
    this.exports = runtime.core.exports;
    /** The bytes of three doubles: when what is looked at was queued, started and ended; NaN for never. */
    this.times = runtime.core.times;
    this.#runtime = runtime;
    this.#files = files;
    const { exports } = this.core;
    this.#wakeWord = exports.backlit_client_wake_word() >>> 2;
    this.#numbers = exports.backlit_allocate(BULK * 8) >>> 0;
    this.functions = PYTHON_FUNCTIONS.map((key, isAsync) => {
      const number = checked(this.core.withText(key, exports.backlit_function_intern));
      exports.backlit_function_found(number, isAsync);
      return number;
    });
    void this.#listen();
  }

  get isLocal() {
    return this.#runtime.isLocal;
  }

  /** @param {(stream: number, text: string) => void} print called with what tasks print */
  onOutput(print) {
    this.#print = print;
  }

  /** @param {(handle: number) => void} ended called when an awaited task has ended */
  onEnded(ended) {
    this.#ended = ended;
  }

  /**
   * How tasks are run that are submitted from now on.
   * @param {number[]} fields of struct backlit_options
   */
  useOptions(...fields) {
    this.core.writeOptions(fields);
  }

  /** @param {Iterable<string>} folders where Python imports from */
  useFolders(folders) {
    this.#files.useFolders(folders);
  }

  startLocalWorker() {
    this.#runtime.startLocalWorker();
  }

  /**
   * Submits the payload in the exchange. A handle, or the code of an error.
   * @param {boolean} isAsync
   * @returns {number}
   */
  submit(isAsync) {
    const { core } = this;
    core.function = this.functions[Number(isAsync)];
    this.#files.publishChanges();
    const handle = core.exports.backlit_submit();
    if (handle < 0) core.dropPayload();
    return handle;
  }

  /**
   * Opens a schedule that submits the payload in the exchange. Its address, or the code of an error.
   * @param {boolean} isAsync
   * @param {number} period in seconds; 0: the times of the cron expression in `text`
   * @param {string} text
   * @param {number} keep
   */
  openSchedule(isAsync, period, text, keep) {
    const { core } = this;
    const { exports } = core;
    core.function = this.functions[Number(isAsync)];
    this.#files.publishChanges();
    const textPayload = core.createText(text);
    const schedule = exports.backlit_schedule_open(period, textPayload, keep, 0) >>> 0;
    if (schedule === 0) {
      core.dropPayload();
      exports.backlit_payload_release(textPayload);
    }
    return schedule;
  }

  /**
   * The outcome lies in the exchange from now on. In one number: the state, the rung from bit 3, whether
   * a cancel was requested in bit 5, progress in bit 6, an error of the core in bit 7; from bit 8, the
   * attempts.
   * @param {number} handle
   */
  look(handle) {
    const { core } = this;
    this.printOutput();
    core.exports.backlit_outcome(handle);
    return (
      core.state |
      (core.rung << 3) |
      (Number(core.cancelRequested) << 5) |
      (Number(core.hasProgress) << 6) |
      (Number(core.state >= State.DONE && this.hasFailed()) << 7) |
      (core.attempt << 8)
    );
  }

  /** @param {number} handle */
  id(handle) {
    this.core.exports.backlit_id(handle, this.#numbers);
    return this.core.view(this.#numbers, 16);
  }

  /**
   * The bytes of up to 1,024 doubles from the front of the progress.
   * @param {number} handle
   */
  progressNumbers(handle) {
    const count = this.core.exports.backlit_progress_numbers(handle, this.#numbers, BULK);
    return this.core.view(this.#numbers, count * 8);
  }

  /**
   * The bytes of the next progress values, one after the other, as far as they are small pickles.
   * If there was one more, that is in the exchange then, and `hasNext()` says so.
   * @param {number} handle
   */
  progressPickles(handle) {
    const { core } = this;
    let end = 0;
    for (;;) {
      this.#hasNext = core.exports.backlit_progress_next(handle) === 1;
      if (!this.#hasNext || core.kind !== Kind.ENCODED || core.number !== 0) break;
      const bytes = this.bytes(core.payload);
      if (end + bytes.length > this.#pickles.length) break;
      this.#pickles.set(bytes, end);
      end += bytes.length;
      core.dropPayload();
    }
    return this.#pickles.subarray(0, end);
  }

  hasNext() {
    return this.#hasNext;
  }

  /** @param {number} handle */
  progressLatest(handle) {
    return this.core.exports.backlit_progress_latest(handle) === 1;
  }

  /** Gives back the payload in the exchange: that of a progress value, once it was read. */
  drop() {
    this.core.dropPayload();
  }

  /**
   * Has it told when the task has ended, in a later turn of the event loop. false: it has.
   * @param {number} handle
   */
  watch(handle) {
    if (this.#isClosed || this.core.exports.backlit_watch(handle) !== 1) return false;
    this.#awaited.add(handle);
    this.#runtime.keepAlive(true);
    return true;
  }

  async #listen() {
    const { core } = this;
    while (!this.#isClosed) {
      const seen = Atomics.load(core.words, this.#wakeWord);
      if (core.exports.backlit_client_arm() === 1) {
        const wake = Atomics.waitAsync(core.words, this.#wakeWord, seen);
        if (wake.async) await wake.value;
      }
      if (!this.#isClosed) this.#deliver();
    }
  }

  #deliver() {
    this.printOutput();
    for (;;) {
      const handle = this.core.exports.backlit_client_next_ended();
      if (handle === 0) break;
      this.#awaited.delete(handle);
      this.#ended(handle);
    }
    if (this.#awaited.size === 0) this.#runtime.keepAlive(false);
  }

  /** Hands on what tasks have printed. */
  printOutput() {
    const { core } = this;
    for (;;) {
      const stream = core.exports.backlit_client_next_output();
      if (stream === 0) return;
      const text = core.readText(core.payload);
      core.dropPayload();
      this.#print(stream, text);
    }
  }

  /** Cancels everything. What tasks have left can still be read. */
  close() {
    const { core } = this;
    core.exports.backlit_close();
    this.#deliver();
    this.#isClosed = true;
    Atomics.notify(core.words, this.#wakeWord);
    this.#runtime.keepAlive(false);
    this.#files.close();
    void this.#runtime.end();
  }
}
