/** What asCompleted() gives: tasks in the order in which they end. */

/**
 * @template T
 * @typedef {import('./background-task.js').Task<T> & Record<'then', never>} EndedTask A Task; but TypeScript
 *   would take it, in a `for await`, for its result.
 */

/**
 * No generator, which would await each task before it gives it.
 * @template T
 * @implements {AsyncIterableIterator<EndedTask<T>>}
 */
export class InOrderOfEnd {
  #tasks;
  /** @type {import('./background-task.js').Task<T>[]} */
  #ended = [];
  #given = 0;
  /** @type {(() => void)[]} of those who wait for the next end */
  #waiting = [];
  #isWatching = false;

  /** @param {import('./background-task.js').Task<T>[]} tasks */
  constructor(tasks) {
    this.#tasks = tasks;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @returns {Promise<IteratorResult<EndedTask<T>, undefined>>} */
  async next() {
    if (this.#given === this.#tasks.length) return { done: true, value: undefined };
    if (!this.#isWatching) this.#watch();
    const place = this.#given++;
    if (place >= this.#ended.length) {
      await new Promise((resolve) => this.#waiting.push(() => resolve(undefined)));
    }
    return { done: false, value: /** @type {EndedTask<T>} */ (this.#ended[place]) };
  }

  #watch() {
    this.#isWatching = true;
    for (const task of this.#tasks) {
      const note = () => {
        this.#ended.push(task);
        this.#waiting.shift()?.();
      };
      task.then(note, note);
    }
  }
}
