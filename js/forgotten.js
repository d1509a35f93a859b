/**
 * Gives back the handles of tasks that nobody refers to any more. Registering every task with the
 * garbage collector would cost more than a small task itself, and most are awaited or read to the end
 * soon: so a task waits here for a moment first.
 */

const MOST = 65_536;
const MOMENT = 1000; // ms

/**
 * @typedef {import('./client.js').TaskRecord} TaskRecord
 * @typedef {import('./background-task.js').Task} Task
 */

export class Forgotten {
  /** @type {TaskRecord[]} */
  #fresh = [];
  /** @type {FinalizationRegistry<TaskRecord>} */
  #registry;
  #release;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(record: TaskRecord) => void} release */
  constructor(release) {
    this.#release = release;
    this.#registry = new FinalizationRegistry(release);
  }

  /**
   * @param {Task} task
   * @param {TaskRecord} record
   */
  add(task, record) {
    if (this.#fresh.length === MOST) this.#register();
    record.task = task;
    record.fresh = this.#fresh.push(record) - 1;
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#register();
    }, MOMENT);
    /** @type {any} */ (this.#timer).unref?.();
  }

  /**
   * The task needs this no more: it was released, or something else holds it until it ends.
   * @param {TaskRecord} record
   */
  remove(record) {
    if (record.fresh < 0) return;
    const last = /** @type {TaskRecord} */ (this.#fresh.pop());
    if (last !== record) {
      this.#fresh[record.fresh] = last;
      last.fresh = record.fresh;
    }
    record.fresh = -1;
    record.task = undefined;
  }

  /** The runtime has ended. Until the timer rang, it would keep all that the tasks refer to. */
  close() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const record of this.#fresh) {
      record.fresh = -1;
      record.task = undefined;
      this.#release(record);
    }
    this.#fresh = [];
  }

  #register() {
    for (const record of this.#fresh) {
      this.#registry.register(/** @type {Task} */ (record.task), record);
      record.fresh = -1;
      record.task = undefined;
    }
    this.#fresh = [];
  }
}
