/** A job of a scheduler: a task that is submitted again and again. The core does that by itself. */
import { Scheduled } from './generated/core.js';

/**
 * @typedef {import('./client.js').Client} Client
 * @typedef {import('./task-manager.js').TaskManager} TaskManager
 */

/**
 * @typedef {object} ScheduleCounts How often a job was due, and what came of it.
 * @property {number} submitted how many tasks it has submitted
 * @property {number} skipped how often it was due while the task before was running, with `skipIfRunning`
 * @property {number} missed how many times were passed over because the thread that submits came late, or
 *   were lost because the queue was full
 */

/** A job: what `scheduleInterval()` and `scheduleCron()` return. */
export class ScheduledTask {
  /** The id of the job in its scheduler. @readonly @type {string} */
  jobId;

  /**
   * Under which its manager has the newest task: 'global:' and the name that was given; or null.
   * @readonly @type {string | null}
   */
  latestTaskKey;

  #client;
  #schedule;
  #source;
  #onEnd;
  /** @type {import('./background-task.js').Task[]} */
  #underWay = [];
  #isOver = false;

  /**
   * @internal
   * @param {Client} client
   * @param {number} schedule of the core
   * @param {{ jobId: string, manager: TaskManager, latestTaskName?: string, name?: string }} options
   * @param {() => void} onEnd
   */
  constructor(client, schedule, { jobId, manager, latestTaskName, name }, onEnd) {
    this.#client = client;
    this.#schedule = schedule;
    this.#onEnd = onEnd;
    this.#source = manager.addSource(() => this.#newTasks(name, latestTaskName));
    this.jobId = jobId;
    this.latestTaskKey = latestTaskName === undefined ? null : `global:${latestTaskName}`;
  }

  /**
   * When it is due next. Null when it is paused or cancelled, and for a moment after a cron expression
   * was due.
   * @returns {Date | null}
   */
  get nextRunTime() {
    const due = this.#isOver ? NaN : this.#core.backlit_schedule_due(this.#schedule);
    return Number.isNaN(due) ? null : new Date(due * 1000);
  }

  /** How often it was due, and what came of it. @returns {ScheduleCounts} */
  get counts() {
    const count = (/** @type {number} */ what) =>
      this.#isOver ? 0 : this.#core.backlit_schedule_counted(this.#schedule, what);
    return {
      submitted: count(Scheduled.SUBMITTED),
      skipped: count(Scheduled.SKIPPED),
      missed: count(Scheduled.MISSED),
    };
  }

  /** Submits nothing until resume(). */
  pause() {
    if (!this.#isOver) this.#core.backlit_schedule_pause(this.#schedule);
  }

  /** Goes on at the next time at which it would have been due without the pause. */
  resume() {
    if (!this.#isOver) this.#core.backlit_schedule_resume(this.#schedule);
  }

  /** Ends the job for good. Its tasks go on. */
  cancel() {
    if (this.#isOver) return;
    this.#source.ask(); // the manager takes over the tasks that it has not seen
    this.forget();
    this.#core.backlit_schedule_close(this.#schedule);
  }

  /** @internal its tasks that have not ended */
  tasksUnderWay() {
    if (!this.#isOver) this.#source.ask();
    return this.#underWay.filter((task) => !task.done);
  }

  /** @internal the runtime has ended, and the schedule with it */
  forget() {
    this.#isOver = true;
    this.#source.remove();
    this.#onEnd();
  }

  get #core() {
    return this.#client.core.exports;
  }

  /**
   * @param {string | undefined} taskName
   * @param {string | undefined} name
   */
  #newTasks(taskName, name) {
    const tasks = [];
    for (;;) {
      const handle = this.#core.backlit_schedule_next(this.#schedule);
      if (handle === 0) break;
      tasks.push(this.#client.adopt(handle, taskName));
    }
    this.#underWay = this.#underWay.concat(tasks).filter((task) => !task.done);
    return tasks.map((task) => ({ task, name }));
  }
}
