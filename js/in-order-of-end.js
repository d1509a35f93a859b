/** What asCompleted() gives: tasks in the order in which they end. */

/**
 * No generator, which would await each task before it gives it.
 * @template {import('./background-task.js').Task} T
 * @implements {AsyncIterableIterator<T>}
 */
export class InOrderOfEnd {
  #tasks;
  /** @type {T[]} */
  #ended = [];
  #given = 0;
  /** @type {(() => void)[]} of those who wait for the next end */
  #waiting = [];
  #isWatching = false;

  /** @param {T[]} tasks */
  constructor(tasks) {
    this.#tasks = tasks;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** @returns {Promise<IteratorResult<T, undefined>>} */
  async next() {
    if (this.#given === this.#tasks.length) return { done: true, value: undefined };
    if (!this.#isWatching) this.#watch();
    const place = this.#given++;
    if (place >= this.#ended.length) {
      await new Promise((resolve) => this.#waiting.push(() => resolve(undefined)));
    }
    return { done: false, value: this.#ended[place] };
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
