/**
 * What the core should do, in plain words: all tasks of one run, one worker's end after the other, one
 * deadline after the other, without any thread.
 */

const LOWEST_FIRST_EVERY = 16;
const PRIORITIES = ['high', 'normal', 'low'];

/**
 * @typedef {object} Given how a task is run
 * @property {'sync' | 'async' | 'short'} kind a 'short' one returns as soon as it begins
 * @property {'high' | 'normal' | 'low'} priority
 * @property {number | null} timeout
 * @property {number | null} grace
 * @property {{ maxAttempts: number, baseDelay: number, multiplier: number, maxDelay: number,
 *   maxElapsed: number | null, retryOn: string[] | null } | null} retry
 *
 * @typedef {'timeout' | 'end of overdue' | 'grace' | 'retry'} DeadlineKind
 */

export class ModelTask {
  status = 'PENDING';
  /** Where it is: 'queued', 'attempt' (a worker has it), 'waiting' (for its next one), or 'over'. */
  phase = 'queued';
  attempts = 0;
  begun = 0;
  cancelRequested = false;
  isOverdue = false;
  /** @type {string | null} */
  cancelledBy = null;
  /** @type {string | null} */
  error = null;
  /** @type {number | undefined} */
  result = undefined;
  /** @type {{ due: number, kind: DeadlineKind } | null} */
  deadline = null;
  /** Not read yet. @type {number[]} */
  progress = [];
  /** @type {number | undefined} */
  latest = undefined;
  /** @type {number | null} */
  fraction = null;
  /** @type {number | null} */
  started = null;
  /** @type {number | null} */
  ended = null;
  /** Somebody awaits it: it is read as soon as it has ended. */
  isWatched = false;
  isRead = false;
  /** Attempts that were given up and go on nevertheless, as only async functions can. @type {number[]} */
  givenUp = [];

  /**
   * @param {number} slot
   * @param {Given} given
   * @param {number} queued
   */
  constructor(slot, given, queued) {
    this.slot = slot;
    this.given = given;
    this.queued = queued;
  }

  get isOver() {
    return this.phase === 'over';
  }

  get isAttempt() {
    return this.phase === 'attempt';
  }

  /** Whether its record is needed still. */
  get isKept() {
    return !this.isRead || this.givenUp.length > 0;
  }
}

/** A schedule's job. Its tasks are short. */
class ModelJob {
  isPaused = false;
  submitted = 0;
  skipped = 0;
  missed = 0;
  /** @type {ModelTask | undefined} */
  latest = undefined;
  /** That nobody has looked at. @type {ModelTask[]} */
  unseen = [];

  constructor(given, now) {
    this.given = given;
    this.start = now;
    this.due = now + given.period;
  }

  /** The first point of its grid after a time. */
  after(time) {
    const { period } = this.given;
    return this.start + (Math.floor((time - this.start) / period) + 1) * period;
  }
}

export class Model {
  /** @type {ModelTask[]} */
  tasks = [];
  /** Those that wait for a worker. @type {ModelTask[]} */
  queue = [];
  /** @type {ModelJob | null} */
  job = null;
  lost = 0;
  disowned = 0;

  /**
   * @param {{ workers: number, maxPending: number, now: number, takes: number }} begin `takes`: how many
   *   tasks the workers had taken before
   */
  constructor({ workers, maxPending, now, takes }) {
    this.workers = workers;
    this.maxPending = maxPending;
    this.now = now;
    this.takes = takes;
  }

  // ---- What the client does

  get isFull() {
    return this.queue.length >= this.maxPending;
  }

  /**
   * @param {Given} given
   * @returns {ModelTask | undefined} undefined: the queue is full
   */
  submit(given) {
    if (given.kind !== 'async' && this.isFull) return undefined;
    const task = new ModelTask(this.tasks.length, given, this.now);
    this.tasks.push(task);
    this.#enqueue(task);
    return task;
  }

  /**
   * @param {ModelTask} task
   * @returns {boolean} whether the request is accepted
   */
  cancel(task) {
    if (task.isOver) return false;
    if (!task.isAttempt) {
      this.queue = this.queue.filter((other) => other !== task);
      task.cancelRequested = true;
      this.#end(task, 'CANCELLED', { cancelledBy: 'flag' });
      return true;
    }
    if (task.cancelRequested) return true;
    task.cancelRequested = true;
    const { grace } = task.given;
    if (grace === 0) this.#disown(task);
    else if (grace !== null) task.deadline = { due: this.now + grace, kind: 'grace' };
    return true;
  }

  /** @param {ModelTask} task */
  drain(task) {
    if (task.isOver) task.isRead = true;
    return task.progress.splice(0);
  }

  /** @param {ModelTask} task */
  watch(task) {
    task.isWatched = true;
    if (task.isOver) task.isRead = true;
  }

  // ---- What a task's function does

  /** @param {ModelTask} task @param {number} result */
  succeed(task, result) {
    this.#end(task, 'DONE', { result });
    this.#work();
  }

  /** @param {ModelTask} task @param {string} error */
  fail(task, error) {
    this.#endAttempt(task, error);
    this.#work();
  }

  /** The function gives up, if it shall end. @param {ModelTask} task */
  heed(task) {
    if (task.cancelRequested) this.#end(task, 'CANCELLED', { cancelledBy: 'flag' });
    else if (task.isOverdue) this.#endAttempt(task, 'TimeoutError');
    this.#work();
  }

  /** The task's worker dies. @param {ModelTask} task */
  die(task) {
    this.lost++;
    const victims =
      task.given.kind === 'async'
        ? this.tasks.filter((other) => other.given.kind === 'async')
        : [task];
    for (const victim of victims) {
      victim.givenUp = [];
      if (victim.isAttempt) this.#endAttempt(victim, 'WorkerLostError');
    }
    this.#work();
  }

  /** @param {ModelTask} task @param {number} value */
  addProgress(task, value) {
    task.progress.push(value);
    task.latest = value;
  }

  /** Whether the function of a task sees that it shall end. @param {ModelTask} task */
  shallEnd(task) {
    return task.cancelRequested || task.isOverdue;
  }

  // ---- A job

  openJob(given) {
    this.job = new ModelJob(given, this.now);
  }

  pauseJob() {
    this.job.isPaused = true;
  }

  resumeJob() {
    const { job } = this;
    if (!job.isPaused) return;
    job.isPaused = false;
    if (job.due <= this.now) job.due = job.after(this.now);
  }

  /** @returns {ModelTask[]} its tasks that were not seen before: they are like all others from now on */
  adopt() {
    const tasks = this.job.unseen.splice(0);
    this.tasks.push(...tasks);
    return tasks;
  }

  closeJob() {
    const tasks = this.adopt();
    this.job = null;
    return tasks;
  }

  #jobIsDue() {
    const { job } = this;
    const next = job.after(this.now);
    job.missed += Math.round((next - job.due) / job.given.period) - 1;
    job.due = next;
    if (job.given.skipIfRunning && job.latest && !job.latest.isOver) {
      job.skipped++;
    } else if (this.isFull) {
      job.missed++;
    } else {
      const { priority } = job.given;
      const given = { kind: 'short', priority, timeout: null, grace: 1, retry: null };
      job.latest = new ModelTask(-1, given, this.now);
      job.unseen.push(job.latest);
      job.submitted++;
      this.#enqueue(job.latest);
    }
  }

  // ---- Time

  /** What happens by itself: when, and to which task, null for the job. */
  deadlines() {
    const list = this.tasks
      .filter(({ deadline }) => deadline !== null)
      .map((task) => ({ due: task.deadline.due, task }));
    if (this.job && !this.job.isPaused) list.push({ due: this.job.due, task: null });
    return list.sort((one, other) => one.due - other.due);
  }

  /** The first of them; undefined if there is none. */
  nextDeadline() {
    return this.deadlines()[0];
  }

  /** The clock is set to a time at which at most one deadline is over, or several times the job's. */
  setClock(time) {
    this.now = time;
    const next = this.nextDeadline();
    if (next === undefined || next.due > time) return;
    if (next.task === null) this.#jobIsDue();
    else this.#expire(next.task);
    this.#work();
  }

  /**
   * Whether the outcome of a deadline depends on which thread is faster: the worker that takes another's
   * place, or the supervisor that queues the next attempt at once.
   * @param {ModelTask | null} task
   */
  isRace(task) {
    if (task === null || task.given.kind === 'async' || task.given.retry?.baseDelay !== 0)
      return false;
    const { kind } = task.deadline;
    return kind !== 'retry' && kind !== 'grace' && this.queue.length > 0;
  }

  #expire(task) {
    const { kind } = task.deadline;
    task.deadline = null;
    const { grace } = task.given;
    if (kind === 'retry') this.#enqueue(task);
    else if (kind === 'grace') this.#disown(task);
    else if (kind === 'end of overdue') this.#endOverdue(task);
    else if (!task.cancelRequested) {
      task.isOverdue = true;
      if (grace === 0) this.#endOverdue(task);
      else if (grace !== null) {
        task.deadline = { due: this.now + grace, kind: 'end of overdue' };
      }
    }
  }

  #disown(task) {
    this.#giveUp(task);
    this.#end(task, 'CANCELLED', { cancelledBy: 'disown' });
    this.#work();
  }

  #endOverdue(task) {
    this.#giveUp(task);
    this.#endAttempt(task, 'TimeoutError');
  }

  /** The function goes on: a sync one loses its worker. */
  #giveUp(task) {
    if (task.given.kind === 'async') task.givenUp.push(task.attempts);
    else this.disowned++;
  }

  // ---- A task's life

  #endAttempt(task, error) {
    if (!this.#mayRetry(task, error)) {
      this.#end(task, 'ERROR', { error });
      return;
    }
    if (task.cancelRequested) {
      this.#end(task, 'CANCELLED', { cancelledBy: 'flag' });
      return;
    }
    const { baseDelay, multiplier, maxDelay } = task.given.retry;
    const delay = Math.min(baseDelay * multiplier ** (task.attempts - 1), maxDelay);
    task.isOverdue = false;
    task.phase = 'waiting';
    task.deadline = { due: this.now + delay, kind: 'retry' };
    if (delay === 0) this.#enqueue(task);
  }

  #mayRetry(task, error) {
    const { retry } = task.given;
    if (retry === null || task.attempts >= retry.maxAttempts) return false;
    if (retry.maxElapsed !== null && this.now - task.started >= retry.maxElapsed) return false;
    return retry.retryOn === null || retry.retryOn.includes(error);
  }

  #end(task, status, outcome) {
    Object.assign(task, { status, phase: 'over', ended: this.now, deadline: null }, outcome);
    task.isOverdue = false;
    if (task.isWatched) task.isRead = true;
  }

  #enqueue(task) {
    task.phase = 'queued';
    task.deadline = null;
    if (task.given.kind === 'async') this.#begin(task);
    else this.queue.push(task);
    this.#work();
  }

  get busy() {
    return this.tasks.filter((task) => task.isAttempt && task.given.kind === 'sync').length;
  }

  /** The free workers take what waits. */
  #work() {
    while (this.queue.length > 0 && this.busy < this.workers) {
      this.takes++;
      const order = this.takes % LOWEST_FIRST_EVERY === 0 ? PRIORITIES.toReversed() : PRIORITIES;
      const first = order
        .map((priority) => this.queue.find((task) => task.given.priority === priority))
        .find((task) => task !== undefined);
      this.queue.splice(this.queue.indexOf(first), 1);
      this.#begin(first);
    }
  }

  #begin(task) {
    task.attempts++;
    task.begun++;
    task.status = 'RUNNING';
    task.phase = 'attempt';
    task.started ??= this.now;
    const { kind, timeout } = task.given;
    if (timeout !== null) task.deadline = { due: this.now + timeout, kind: 'timeout' };
    if (kind === 'short') this.#end(task, 'DONE', { result: undefined });
  }

  // ---- What diagnose() says

  /** Tasks whose records are in use. */
  get kept() {
    const unseen = this.job?.unseen.length ?? 0;
    return this.tasks.filter((task) => task.isKept).length + unseen;
  }
}
