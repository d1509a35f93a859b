/** The core under test, led through the same steps as the model and compared with it after each. */
import {
  TaskManager,
  diagnose,
  getDefaultManager,
  options,
  remote,
  run,
  scheduleInterval,
  sharedArray,
  shutdown,
  start,
} from '../../js/index.js';
import { setClock } from '../harness/clock.js';
import { environment } from '../harness/environment.js';
import { BOARD_SIZE, Cell, Order, begunAt, cellAt, progressValue } from './board.js';
import { Model } from './model.js';

export const WORKERS = 2;
export const MAX_PENDING = 6;

/** Which errors are retried: all, or those with these names. */
export const RETRIED = [null, ['RangeError'], ['TimeoutError', 'WorkerLostError']];

/** So long the core may take for a step: ten thousand times as long as it needs. */
const PATIENCE = 20_000;
/** Once a run has failed, others only look for a shorter one. Browsers take 2 s to end a thread. */
const LESS_PATIENCE = environment.name === 'node' ? 1_000 : 5_000;

const BUSY_LOOKS = 30;

const puppet = remote(new URL('./puppet.js', import.meta.url));
const functions = { sync: puppet.obey, async: puppet.obeyAsync, short: puppet.returnAtOnce };

/** A task in one of these stays in it. */
const ENDED = ['DONE', 'ERROR', 'CANCELLED'];

/** @typedef {import('./model.js').ModelTask} ModelTask */

export class Real {
  #isOpen = false;
  #patience = PATIENCE;
  #now = 1024;
  #takes = 0;
  #heap = NaN;
  #board = new Int32Array();
  /** @type {Map<ModelTask, { task: import('../../js/index.js').Task, settled: any[] }>} */
  #tasks = new Map();
  /** What the functions were told, and have to do before the next step. @type {(() => string | null)[]} */
  #expected = [];
  #job = null;
  #jobManager = null;

  /**
   * Begins a run: gives its model, with which this agrees.
   * @param {number} phase how many tasks the workers take before
   */
  async begin(phase) {
    if (!this.#isOpen) await this.#open();
    this.#now = Math.ceil(this.#now) + 1;
    setClock(this.#now);
    while (this.#takes % 16 !== phase) await this.#take();
    this.model = new Model({
      workers: WORKERS,
      maxPending: MAX_PENDING,
      now: this.#now,
      takes: this.#takes,
    });
    const { lost, disowned } = diagnose();
    Object.assign(this.model, { lost, disowned });
    await this.agree();
    return this.model;
  }

  async #open() {
    await start({ workers: WORKERS, maxPending: MAX_PENDING });
    this.#isOpen = true;
    this.#takes = 0;
    this.#tasks.clear();
    this.#expected = [];
    this.#job = null;
    this.#board = sharedArray(Int32Array, BOARD_SIZE);
    setClock(this.#now);
    await this.#fullPool();
    await this.#find(puppet.returnSoon);
    const found = this.#find(puppet.obeyAsync, this.#board, 0);
    this.tell({ slot: 0 }, 1, 'SUCCEED');
    await found;
    for (const retryOn of RETRIED) {
      await this.#take({ retry: { retryOn } }); // its names are kept for ever
    }
    // Twice, as what is kept for later is allocated in the first round.
    for (let round = 0; round < 2; round++) await this.#heal();
    this.#heap = diagnose().heapUsed;
  }

  async #take(given = {}) {
    this.#takes++;
    await options(given).run(puppet.returnAtOnce);
  }

  /** A worker that is free takes the task, and finds that its function is asynchronous. */
  async #find(fn, ...list) {
    this.#takes++;
    await run(fn, ...list);
  }

  /** A run has failed: the next one has a runtime of its own. */
  async giveUp() {
    this.#isOpen = false;
    this.#patience = LESS_PATIENCE;
    await shutdown();
  }

  async close() {
    if (this.#isOpen) await shutdown();
    this.#isOpen = false;
  }

  // ---- Steps

  /** @param {import('./model.js').Given} given */
  submit({ kind, priority, timeout, grace, retry }) {
    return options({ priority, timeout, cancelGrace: grace, retry }).run(
      functions[kind],
      ...(kind === 'short' ? [] : [this.#board, this.model.tasks.length]),
    );
  }

  /** @param {ModelTask} modelTask @param {import('../../js/index.js').Task} task */
  keep(modelTask, task) {
    this.#tasks.set(modelTask, { task, settled: [] });
  }

  /** @param {ModelTask} modelTask */
  task(modelTask) {
    return this.#tasks.get(modelTask).task;
  }

  /** @param {ModelTask} modelTask */
  watch(modelTask) {
    const { task, settled } = this.#tasks.get(modelTask);
    task.then(
      (value) => settled.push({ value }),
      (error) => settled.push({ error }),
    );
  }

  /**
   * Tells an attempt what to do.
   * @param {ModelTask} modelTask
   * @param {number} attempt
   * @param {keyof typeof Order} order
   * @param {number} [value]
   */
  tell({ slot }, attempt, order, value = 0) {
    const cell = cellAt(slot, attempt);
    Atomics.store(this.#board, cell + Cell.VALUE, value);
    Atomics.store(this.#board, cell + Cell.ORDER, Order[order]);
    Atomics.notify(this.#board, cell + Cell.ORDER);
  }

  /**
   * The same, to be followed before the next step.
   * @param {ModelTask} modelTask
   * @param {number} attempt
   * @param {keyof typeof Order} order
   * @param {number} [value]
   */
  tellAndExpect(modelTask, attempt, order, value) {
    const cell = cellAt(modelTask.slot, attempt);
    const followed = Atomics.load(this.#board, cell + Cell.FOLLOWED) + 1;
    this.tell(modelTask, attempt, order, value);
    this.#expected.push(() =>
      Atomics.load(this.#board, cell + Cell.FOLLOWED) === followed
        ? null
        : `attempt ${attempt} of task ${modelTask.slot} does not follow ${order}`,
    );
  }

  /**
   * Tells an attempt to end, and waits until it has.
   * @param {ModelTask} modelTask
   * @param {number} attempt
   * @param {keyof typeof Order} order
   * @param {number} [value]
   */
  async endAttempt(modelTask, attempt, order, value) {
    if (order === 'DIE') this.tell(modelTask, attempt, order, value);
    else this.tellAndExpect(modelTask, attempt, order, value);
    if (modelTask.given.kind !== 'async') return;
    // Whether it has ended, or waits for its next attempt, cannot be seen from the outside.
    const { lost } = this.model;
    await this.#until(() => this.#unfollowed() ?? compare({ lost }, pick(diagnose(), 'lost')));
    await this.hearFromLoop();
  }

  /** What the function saw when it was told to look. @param {ModelTask} task @param {number} attempt */
  saw({ slot }, attempt) {
    return Atomics.load(this.#board, cellAt(slot, attempt) + Cell.SAW) === 1;
  }

  openJob({ period, priority, skipIfRunning }) {
    this.#jobManager = new TaskManager({ maxCompleted: Infinity });
    this.#job = scheduleInterval(puppet.returnAtOnce, {
      seconds: period,
      priority,
      skipIfRunning,
      manager: this.#jobManager,
    });
  }

  get job() {
    return this.#job;
  }

  closeJob() {
    this.#job.cancel();
    this.#job = null;
  }

  /** @returns {import('../../js/index.js').Task[]} the job's tasks that were not given before */
  adopt() {
    const tasks = [...this.#jobManager];
    this.#jobManager.clear();
    return tasks;
  }

  /**
   * Sets the clock, and waits until the supervisor has done all that is due then and the loop worker
   * has come back to its event loop.
   * @param {number} time
   */
  async setClock(time) {
    const manager = new TaskManager();
    // Its deadline is the last one that is due: it was armed last.
    const witness = scheduleInterval(puppet.returnSoon, { seconds: time - this.#now, manager });
    this.#now = time;
    setClock(time);
    await this.#until(() =>
      witness.counts.submitted === 0 ? 'the supervisor does not see the time' : null,
    );
    await Promise.all(manager);
    witness.cancel();
  }

  /** Waits until the loop worker has come back to its event loop. */
  async hearFromLoop() {
    await run(puppet.returnSoon);
  }

  // ---- Comparing

  /** Waits until everything is as the model says, or cannot become so any more. */
  async agree() {
    await this.#until(() => this.#unfollowed() ?? this.#difference());
    this.#expected = [];
  }

  #unfollowed() {
    return this.#expected.map((check) => check()).find((text) => text !== null) ?? null;
  }

  /** @param {() => string | null} difference throws where waiting is in vain */
  async #until(difference) {
    const begin = performance.now();
    for (let looks = 0; ; looks++) {
      const text = difference();
      if (text === null) return;
      if (performance.now() - begin > this.#patience) throw new Error(`in vain: ${text}`);
      await (looks < BUSY_LOOKS ? nextTurn() : new Promise((resolve) => setTimeout(resolve, 1)));
    }
  }

  #difference() {
    const { model } = this;
    for (const [modelTask, { task }] of this.#tasks) {
      const text = this.#differenceOfTask(modelTask, task);
      if (text !== null) return `task ${modelTask.slot}: ${text}`;
    }
    const { workers, busy, pending, tasks, lost, disowned } = diagnose();
    const expected = {
      workers: model.workers,
      busy: model.busy,
      pending: model.queue.length,
      tasks: model.kept,
      lost: model.lost,
      disowned: model.disowned,
    };
    return (
      compare(expected, { workers, busy, pending, tasks, lost, disowned }) ??
      this.#differenceOfJob()
    );
  }

  #differenceOfTask(modelTask, task) {
    const { status, attempts, cancelledBy, cancelRequested, latest, fraction, timings } = task;
    if (attempts > modelTask.attempts || (ENDED.includes(status) && status !== modelTask.status)) {
      throw new Error(
        `task ${modelTask.slot} is ${status} at attempt ${attempts}, not ${modelTask.status} at ` +
          `attempt ${modelTask.attempts}`,
      );
    }
    const expected = {
      status: modelTask.status,
      done: modelTask.isOver,
      attempts: modelTask.attempts,
      cancelledBy: modelTask.cancelledBy,
      cancelRequested: modelTask.cancelRequested,
      latest: modelTask.latest === undefined ? undefined : progressValue(modelTask.latest),
      fraction: modelTask.fraction,
      progressDropped: 0,
      ...{ queued: modelTask.queued, started: modelTask.started, ended: modelTask.ended },
      begun: modelTask.given.kind === 'short' ? 0 : modelTask.begun,
    };
    const isPuppet = modelTask.given.kind !== 'short';
    const begun = isPuppet ? Atomics.load(this.#board, begunAt(modelTask.slot)) : 0;
    const { done, progressDropped } = task;
    const actual = { status, done, attempts, cancelledBy, cancelRequested, latest, fraction };
    return compare(expected, { ...actual, progressDropped, ...timings, begun });
  }

  #differenceOfJob() {
    const { job } = this.model;
    if (job === null) return null;
    const due = job.isPaused ? null : Math.trunc(job.due * 1000);
    const ended = job.unseen.filter((task) => task.isOver).length;
    const expected = { ...pick(job, 'submitted', 'skipped', 'missed'), due, ended };
    return compare(expected, {
      ...this.#job.counts,
      ended: [...this.#jobManager].filter((task) => task.done).length,
      due: this.#job.nextRunTime?.getTime() ?? null,
    });
  }

  /** Checks the outcome of a task that is over. @param {ModelTask} modelTask */
  checkOutcome(modelTask) {
    const task = this.task(modelTask);
    const expected = { error: modelTask.error, result: outcomeName(modelTask) };
    const actual = { error: task.error?.name ?? null, result: read(task) };
    fail(compare(expected, actual), modelTask);
    if (task.error !== task.error) fail('its error is another each time', modelTask);
  }

  /** @param {ModelTask} modelTask @param {number[]} expected */
  checkProgress(modelTask, expected) {
    const progress = expected.map(progressValue);
    fail(compare({ progress }, { progress: this.task(modelTask).progress }), modelTask);
  }

  /** @param {unknown} expected @param {unknown} actual @param {string} what */
  check(expected, actual, what) {
    fail(compare({ [what]: expected }, { [what]: actual }));
  }

  // ---- The end of a run

  /** All tasks are over and read: nothing is left of them. */
  async end() {
    const { model } = this;
    for (const modelTask of model.tasks) {
      if (!modelTask.isWatched) this.watch(modelTask);
      model.watch(modelTask);
    }
    await this.agree();
    const settled = [...this.#tasks].map(([modelTask, { settled }]) => ({ modelTask, settled }));
    for (const { modelTask, settled: outcomes } of settled) {
      const first = outcomes[0] ?? {};
      const expected = { times: 1, error: modelTask.error ?? errorOfCancel(modelTask) };
      fail(
        compare(expected, { times: outcomes.length, error: first.error?.name ?? null }),
        modelTask,
      );
      fail(compare({ value: modelTask.result }, { value: first.value }), modelTask);
      this.checkOutcome(modelTask);
      this.checkProgress(modelTask, model.drain(modelTask));
    }
    this.#tasks.clear();
    this.#takes = model.takes;
    getDefaultManager().clear();
    await this.#heal();
    await this.#until(() => {
      const more = diagnose().heapUsed - this.#heap;
      return more <= 0 ? null : `${more} bytes were not freed`;
    });
  }

  async #fullPool() {
    const expected = { workers: WORKERS, spares: 1, booting: 0, zombies: 0, busy: 0, tasks: 0 };
    await this.#until(() => compare(expected, pick(diagnose(), ...Object.keys(expected))));
  }

  /** Waits for a full pool, each of whose threads has seen the board once. */
  async #heal() {
    await this.setClock(this.#now + 1);
    await this.#fullPool();
    this.#board.fill(0);
    const kinds = [...Array(WORKERS).fill('sync'), 'async'];
    const tasks = kinds.map((kind, slot) => run(functions[kind], this.#board, slot));
    const hasBegun = (slot) => Atomics.load(this.#board, begunAt(slot)) === 1;
    await this.#until(() =>
      kinds.every((_, slot) => hasBegun(slot)) ? null : 'no worker for each',
    );
    tasks.forEach((_, slot) => this.tell({ slot }, 1, 'SUCCEED'));
    await Promise.all(tasks);
    this.#takes += WORKERS;
    this.#board.fill(0);
    getDefaultManager().clear();
    await this.#fullPool();
  }
}

const nextTurn = () => new Promise((resolve) => setTimeout(resolve));

const pick = (object, ...keys) => Object.fromEntries(keys.map((key) => [key, object[key]]));

/** What differs, as text, or null. */
function compare(expected, actual) {
  for (const key of Object.keys(expected)) {
    const [wanted, found] = [expected[key], actual[key]].map(text);
    if (wanted !== found) return `${key} is ${found}, and should be ${wanted}`;
  }
  return null;
}

const text = (value) => (value === undefined ? 'undefined' : JSON.stringify(value));

/** @param {string | null} difference @param {ModelTask} [modelTask] */
function fail(difference, modelTask) {
  if (difference === null) return;
  throw new Error(modelTask ? `task ${modelTask.slot}: ${difference}` : difference);
}

const errorOfCancel = ({ status }) => (status === 'CANCELLED' ? 'CancelledError' : null);

function outcomeName({ status, result, error }) {
  return status === 'DONE' ? { value: result } : { error: error ?? 'CancelledError' };
}

function read(task) {
  try {
    return { value: task.result };
  } catch ({ name }) {
    return { error: name };
  }
}
