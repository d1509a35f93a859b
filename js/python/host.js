/** Python in a worker: runs the tasks that Python clients have submitted. See backlit/worker/. */
import { attach, openRoom } from '../attach.js';
import { OutOfMemoryError } from '../errors.js';
import { State } from '../generated/core.js';
import { underWay } from '../worker/current.js';
import { endThread } from '../worker/platform.js';
import { PythonClient } from './client.js';
import { coreModule } from './core-module.js';
import { Mirror } from './mirror.js';
import { PYTHON_FUNCTIONS } from './python-functions.js';
import { TEXT, Values } from './values.js';

/** @typedef {import('../core.js').Core} Core */

export class PythonHost extends Values {
  #pyodide;
  #python;
  #runCall;
  #runCoroutine;
  /** @type {Mirror | undefined} */
  #mirror;

  /**
   * @param {Core} core of this worker
   * @param {any} pyodide
   */
  constructor(core, pyodide) {
    super(core);
    this.#pyodide = pyodide;
    this.exports = core.exports;
    this.#python = pyodide.pyimport('backlit.worker').Worker(this);
    this.#runCall = this.#python.run;
    this.#runCoroutine = this.#python.run_coroutine;
    findFunctions(core, (isAsync, handle) => this.#run(isAsync, handle));
    underWay.add(/** @type {any} */ ({ abort: () => this.#python.interrupt_coroutines() }));
  }

  /**
   * The interpreter is for tasks alone: its files are the client's, it can be interrupted, and its
   * thread ends with it.
   * @param {Record<string, string>} environment
   */
  ownProcess(environment) {
    this.#mirror = new Mirror(this.#pyodide, this.core);
    this.#python.own_process(environment);
    // After a trap in WebAssembly the interpreter cannot be used any more: the worker is lost.
    this.#pyodide._api.on_fatal = endThread;
    const word = this.exports.backlit_worker_interrupt_word() >>> 0;
    this.#pyodide.setInterruptBuffer(interruptBuffer(this.core.memory, word));
  }

  /** This thread as a client too, for the tasks that its tasks run. */
  attachClient() {
    const { exports, memory } = this.core;
    const core = attach(coreModule(), memory, openRoom(exports, true));
    const files = { publishChanges() {}, useFolders() {}, close() {} }; // they are the first client's
    return new PythonClient(
      {
        core,
        isLocal: false,
        keepAlive: () => {},
        startLocalWorker() {
          throw new Error("a task cannot use executor='local'");
        },
        end: async () => {},
      },
      files,
    );
  }

  /**
   * @param {boolean} isAsync
   * @param {number} handle
   */
  #run(isAsync, handle) {
    const { core } = this;
    const { attempt, payload } = core;
    const buffers = core.number;
    const call = this.referred();
    const run = isAsync ? this.#runCoroutine : this.#runCall;
    try {
      if (this.#mirror?.isOld) this.#python.use_files(this.#mirror.update());
      run(handle, attempt, call, this.bytes(payload), buffers);
    } catch (error) {
      if (!(error instanceof this.#pyodide.ffi.PythonError)) throw error; // see ownProcess()
      refuse(core, handle, attempt, `Python failed in a worker: ${error}`);
    }
  }

  /**
   * The attempt's end, with the outcome that was written.
   * @param {number} handle
   * @param {number} attempt
   * @param {number} state
   * @param {boolean} mayRetry
   * @returns {boolean} whether it is the task's end
   */
  finish(handle, attempt, state, mayRetry) {
    return this.exports.backlit_finish(handle, attempt, state, Number(mayRetry)) === 1;
  }

  /**
   * @param {number} handle
   * @param {number} attempt
   */
  progress(handle, attempt) {
    const result = this.exports.backlit_progress(handle, attempt);
    if (result < 0) this.core.dropPayload();
    return result;
  }

  /**
   * @param {number} handle
   * @param {number} attempt
   * @param {number} stream
   * @param {string} text
   */
  print(handle, attempt, stream, text) {
    const bytes = new TextEncoder().encode(text);
    const room = this.create(bytes.length, 0);
    if (room === undefined) return;
    room.set(bytes);
    if (this.exports.backlit_output(handle, attempt, stream) < 0) this.core.dropPayload();
  }
}

/**
 * The interrupt word, for Pyodide. That reads it and then always sets it to 0: without a look at what
 * was read, an interrupt that comes in between would be lost.
 * @param {WebAssembly.Memory} memory
 * @param {number} address
 */
function interruptBuffer(memory, address) {
  const words = new Int32Array(memory.buffer, address, 1);
  let read = 0;
  return {
    get 0() {
      return (read = words[0]);
    },
    set 0(value) {
      if (read !== 0) words[0] = value;
    },
  };
}

/**
 * Where Python cannot run, its tasks end with that error.
 * @param {Core} core
 * @param {unknown} error
 */
export function refuseTasks(core, error) {
  findFunctions(core, (_, handle) =>
    refuse(core, handle, core.attempt, `Python could not be started in a worker: ${error}`),
  );
}

/**
 * @param {Core} core
 * @param {number} handle
 * @param {number} attempt
 * @param {string} reason
 */
function refuse(core, handle, attempt, reason) {
  const bytes = new TextEncoder().encode(reason);
  const room = new Values(core).create(bytes.length, TEXT);
  if (room === undefined) core.writeFailure(new OutOfMemoryError());
  else room.set(bytes);
  core.exports.backlit_finish(handle, attempt, State.ERROR, 0);
}

/**
 * @param {Core} core
 * @param {(isAsync: boolean, handle: number) => void} run
 */
function findFunctions(core, run) {
  PYTHON_FUNCTIONS.forEach((key, index) => {
    const isAsync = index === 1;
    const number = core.withText(key, core.exports.backlit_function_intern);
    core.functions[number] = {
      isAsync,
      call: () => undefined,
      run(handle) {
        run(isAsync, handle);
        return undefined;
      },
    };
  });
}
