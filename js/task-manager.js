/** Registries of tasks: what was submitted can be found again by its id. */
import { Task } from './background-task.js';
import { checkOptions, shown } from './check.js';
import { onShutdown } from './runtime.js';
import { submit } from './submit.js';
import { defaultSettings } from './task-settings.js';

/**
 * Gives the tasks that have been submitted elsewhere since it was last called, each with the name under
 * which it is to be registered, if any.
 * @typedef {() => Iterable<{ task: Task, name?: string }>} Source
 */

/** So many tasks may be added before completed ones are looked for. */
const SLACK = 16;

/**
 * Keeps the tasks that were submitted through it: those under way, and the last that have completed.
 * `run()` uses the default one.
 *
 * Whoever looks sees no more than `maxCompleted` completed tasks. In between they may be some more, as
 * looking for them at every submission would cost more than a small task.
 */
export class TaskManager {
  /** How many completed tasks it keeps. @readonly @type {number} */
  maxCompleted;
  /** In order of submission. @type {Task[]} */
  #tasks = [];
  /** How many tasks there are when completed ones are next looked for. */
  #sweepAt = SLACK;
  /** The first of the tasks, `#known` of them: an id costs more than a task. @type {Map<string, Task>} */
  #byId = new Map();
  #known = 0;
  /** @type {Map<string, Task>} */
  #globals = new Map();
  /** @type {Set<Source>} */
  #sources = new Set();

  /**
   * Throws a TypeError for an unknown option or a wrong value.
   * @param {object} [options]
   * @param {number} [options.maxCompleted] how many completed tasks it keeps: 0 or more, or Infinity;
   *   default 256
   */
  constructor(options = {}) {
    checkOptions('TaskManager', options, {
      maxCompleted: (value) =>
        (Number.isInteger(value) && value >= 0) ||
        value === Infinity ||
        'give a whole number, 0 or more, or Infinity to keep all',
    });
    this.maxCompleted = options.maxCompleted ?? 256;
  }

  /**
   * Runs a function in the background, as `run()` does, and keeps its task. To do the same with options:
   * `options({ manager }).run(fn, ...args)`. Throws what `run()` throws.
   *
   * @template {(...list: any[]) => any} F of the function
   * @param {F} fn as for run()
   * @param {Parameters<F>} list its arguments
   * @returns {Task<Awaited<ReturnType<F>>>}
   */
  submit(fn, ...list) {
    return submit(fn, list, defaultSettings, this);
  }

  /**
   * The task with this id, or the one that is registered as `global:` and a name; else undefined.
   * @param {string} id of the task, or `global:` and a name
   * @returns {Task | undefined}
   */
  get(id) {
    this.#update();
    for (; this.#known < this.#tasks.length; this.#known++) {
      const task = this.#tasks[this.#known];
      this.#byId.set(task.id, task);
    }
    return this.#byId.get(id) ?? this.#globals.get(id);
  }

  /**
   * Lets go of the oldest completed tasks, in order of submission, beyond `maxCompleted`. Who holds one
   * can still read it.
   * @returns {number} how many
   */
  cleanup() {
    return this.#update();
  }

  /**
   * Registers a task under a name of the program: `get('global:' + name)` gives it, even when it is no
   * longer kept otherwise, until another one is registered under this name. TypeError for what is no
   * task, or no text.
   *
   * @param {Task} task any, also of another manager
   * @param {string} name without `global:`
   */
  registerGlobal(task, name) {
    if (!(task instanceof Task)) {
      throw new TypeError(`registerGlobal(${shown(task)}, …): give a Task, as run() returns it`);
    }
    if (typeof name !== 'string') {
      throw new TypeError(`registerGlobal(…, ${shown(name)}): give a text as name`);
    }
    this.#globals.set(`global:${name}`, task);
  }

  /** Lets go of all tasks and names. No task is cancelled. */
  clear() {
    this.#update();
    this.#tasks = [];
    this.#byId.clear();
    this.#known = 0;
    this.#globals.clear();
  }

  /** How many tasks it keeps. */
  get size() {
    this.#update();
    return this.#tasks.length;
  }

  /** The tasks, in order of submission. @returns {IterableIterator<Task>} */
  [Symbol.iterator]() {
    this.#update();
    return [...this.#tasks].values();
  }

  /**
   * @internal
   * @param {Task} task that was just submitted
   */
  add(task) {
    if (this.#tasks.push(task) >= this.#sweepAt) this.#sweep();
  }

  /**
   * From now on asks this for tasks whenever somebody looks.
   * @internal
   * @param {Source} source
   * @returns {{ ask(): void, remove(): void }} asks it now; asks it no more
   */
  addSource(source) {
    this.#sources.add(source);
    return { ask: () => this.#ask(source), remove: () => void this.#sources.delete(source) };
  }

  /** @param {Source} source */
  #ask(source) {
    for (const { task, name } of source()) {
      this.add(task);
      if (name !== undefined) this.registerGlobal(task, name);
    }
  }

  /** Before somebody looks. */
  #update() {
    for (const source of this.#sources) this.#ask(source);
    return this.#sweep();
  }

  /**
   * Keeps the newest completed tasks and all that are under way; they move to the end of the list.
   * @returns {number} how many tasks were let go of
   */
  #sweep() {
    const tasks = this.#tasks;
    const known = this.#known;
    let room = this.maxCompleted;
    let first = tasks.length;
    for (let index = tasks.length - 1; index >= 0; index--) {
      const task = tasks[index];
      if (!task.done || room-- > 0) {
        tasks[--first] = task;
      } else if (index < known) {
        this.#byId.delete(task.id);
        this.#known--;
      }
    }
    tasks.splice(0, first);
    this.#sweepAt = tasks.length + Math.max(SLACK, tasks.length);
    return first;
  }
}

/** Of checkOptions(). @param {unknown} value */
export const isManager = (value) => value instanceof TaskManager || 'give a TaskManager';

const defaultManager = new TaskManager();
// Its tasks would keep the memory of the runtime that has ended.
onShutdown(() => defaultManager.clear());

/** The manager of tasks that are run without naming one. `shutdown()` empties it. */
export function getDefaultManager() {
  return defaultManager;
}
