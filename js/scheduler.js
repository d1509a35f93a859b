/** The scheduler: intervals and cron expressions, as a set of jobs with ids. */
import { CronPattern } from './generated/cron-pattern.js';
import { checkOptions, shown } from './check.js';
import { client, onShutdown } from './runtime.js';
import { ScheduledTask } from './scheduled-task.js';
import { getDefaultManager, isManager } from './task-manager.js';
import { optionRules, settingsOf } from './task-settings.js';

/**
 * @typedef {object} JobOptions What a job has besides the options of its tasks.
 * @property {any[]} [args] the function's arguments, copied now; default none
 * @property {string} [jobId] default a new UUID
 * @property {boolean} [replaceExisting] whether a job with this id is cancelled first: else it is an
 *   error; default true
 * @property {string} [latestTaskName] the manager then has the newest task as 'global:' and this name
 * @property {boolean} [skipIfRunning] submits nothing while the task before has not ended; default false
 */

/**
 * @typedef {JobOptions & import('./task-settings.js').TaskOptions} ScheduleOptions What `scheduleInterval()`
 *   and `scheduleCron()` take besides their times.
 */

/** @typedef {{ period: number, text: string }} Timing of the core: one of the two */

const isText = (/** @type {unknown} */ value) =>
  (typeof value === 'string' && value !== '') || 'give a text';

const isBoolean = (/** @type {unknown} */ value) =>
  typeof value === 'boolean' || 'give true or false';

const jobRules = {
  ...optionRules,
  manager: isManager,
  signal: () => 'a job has none: call cancel() of what this returns',
  args: (/** @type {unknown} */ value) => Array.isArray(value) || 'give a list of arguments',
  jobId: isText,
  replaceExisting: isBoolean,
  latestTaskName: isText,
  skipIfRunning: isBoolean,
};

/** All jobs, by their ids: `getDefaultScheduler()` gives it. */
export class Scheduler {
  /** @type {Map<string, ScheduledTask>} */
  #jobs = new Map();
  #isRunning = false;

  /** Whether jobs can be added: between start() and shutdown(). */
  get running() {
    return this.#isRunning;
  }

  /** Throws an Error before backlit's own start(). */
  start() {
    client();
    this.#isRunning = true;
  }

  /** The jobs that were not cancelled, in the order in which they were added. @returns {ScheduledTask[]} */
  getJobs() {
    return [...this.#jobs.values()];
  }

  /**
   * Cancels a job. Throws a RangeError if there is none with this id.
   * @param {string} jobId of a job of getJobs()
   */
  removeJob(jobId) {
    const job = this.#jobs.get(jobId);
    if (job === undefined) {
      const known = [...this.#jobs.keys()].map(shown).join(', ');
      throw new RangeError(`there is no job ${shown(jobId)}: there are ${known || 'none'}`);
    }
    job.cancel();
  }

  /**
   * Cancels all jobs. Their tasks go on.
   * @param {object} [options]
   * @param {boolean} [options.wait] whether the promise waits for the tasks that have not ended
   */
  async shutdown(options = {}) {
    checkOptions('shutdown()', options, { wait: isBoolean });
    this.#isRunning = false;
    const jobs = this.getJobs();
    const tasks = jobs.flatMap((job) => job.tasksUnderWay());
    for (const job of jobs) job.cancel();
    if (options.wait) await Promise.allSettled(tasks);
  }

  /**
   * @internal
   * @param {Function} fn
   * @param {Timing} timing
   * @param {ScheduleOptions} options that were checked
   */
  add(fn, timing, options) {
    const { args = [], jobId = crypto.randomUUID(), manager = getDefaultManager() } = options;
    const { replaceExisting = true, skipIfRunning = false, latestTaskName, name } = options;
    const existing = this.#jobs.get(jobId);
    if (existing && !replaceExisting) {
      throw new RangeError(
        `there is a job ${shown(jobId)} already: cancel it first, or give another jobId`,
      );
    }
    const owner = client();
    const schedule = owner.openSchedule(fn, args, settingsOf(options), {
      ...timing,
      keep: Math.max(1, manager.maxCompleted), // the newest is always asked for
      skipIfRunning,
    });
    existing?.cancel();
    const job = new ScheduledTask(
      owner,
      schedule,
      { jobId, manager, latestTaskName, name },
      () => void this.#jobs.delete(jobId),
    );
    this.#jobs.set(jobId, job);
    return job;
  }

  /** @internal the runtime has ended */
  forget() {
    this.#isRunning = false;
    for (const job of this.getJobs()) job.forget();
  }
}

/** @type {Scheduler | undefined} */
let defaultScheduler;
onShutdown(() => defaultScheduler?.forget());

/** The scheduler that scheduleInterval() and scheduleCron() use. */
export function getDefaultScheduler() {
  return (defaultScheduler ??= new Scheduler());
}

/**
 * Starts a scheduler, if it is not running: scheduleInterval() and scheduleCron() do it by themselves.
 * Throws what its start() throws.
 * @param {Scheduler} [scheduler] default: getDefaultScheduler()
 */
export function startScheduler(scheduler = getDefaultScheduler()) {
  if (!scheduler.running) scheduler.start();
  return scheduler;
}

/**
 * Cancels all jobs of the default scheduler; their tasks go on. The next job starts a new one.
 * @param {object} [options]
 * @param {boolean} [options.wait] whether the promise waits for the tasks that have not ended
 */
export async function shutdownScheduler(options = {}) {
  const scheduler = defaultScheduler;
  defaultScheduler = undefined;
  await scheduler?.shutdown(options);
}

/**
 * Submits a task every so many seconds: first when the first of them are over. The times stay in their
 * grid however long the tasks take; those that pass while this machine sleeps are made up by one.
 *
 * Throws a TypeError for an unknown option or a wrong value, and what run() throws for the function and
 * its arguments; a RangeError for a jobId that is taken, if `replaceExisting` is false.
 *
 * @template {(...list: any[]) => any} F of the function
 * @param {F} fn as for run()
 * @param {ScheduleOptions & { seconds: number, args?: Parameters<F> }} options also those of options()
 */
export function scheduleInterval(fn, options) {
  checkOptions('scheduleInterval()', options, {
    ...jobRules,
    seconds: (value) =>
      (typeof value === 'number' && value > 0 && value < Infinity) || 'give seconds, more than 0',
  });
  if (options.seconds === undefined) {
    throw new TypeError('scheduleInterval(): seconds is missing: give seconds, more than 0');
  }
  return startScheduler().add(fn, { period: options.seconds, text: '' }, options);
}

/**
 * Submits a task whenever a cron expression is due: five fields, or six with seconds in front, as croner
 * reads them (0 and 7 are Sunday).
 *
 * Throws as scheduleInterval(), and a TypeError for an expression or a time zone that cannot be read.
 *
 * @template {(...list: any[]) => any} F of the function
 * @param {F} fn as for run()
 * @param {ScheduleOptions & { cron: string, timeZone?: string, args?: Parameters<F> }} options also those
 *   of options(); `timeZone` as 'Europe/Vienna', default the machine's own
 */
export function scheduleCron(fn, options) {
  checkOptions('scheduleCron()', options, {
    ...jobRules,
    cron: isCron,
    timeZone: isTimeZone,
  });
  const { cron, timeZone } = options;
  if (cron === undefined) {
    throw new TypeError("scheduleCron(): cron is missing: give an expression such as '0 9 * * *'");
  }
  return startScheduler().add(fn, { period: 0, text: JSON.stringify({ cron, timeZone }) }, options);
}

/** @param {any} value */
function isCron(value) {
  if (typeof value !== 'string') return "give an expression such as '0 9 * * *'";
  try {
    return Boolean(new CronPattern(value));
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    return `${message}. Give an expression such as '0 9 * * *'`;
  }
}

/** @param {any} value */
function isTimeZone(value) {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }));
  } catch {
    return "give a name such as 'Europe/Vienna'";
  }
}
