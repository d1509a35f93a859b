/** What map() gives: the results of many tasks, few of which are under way at a time. */

/** @param {any} items */
async function* each(items) {
  yield* items;
}

/**
 * To be awaited, or iterated over with `for await`, once. Nothing runs before.
 * @template T
 */
export class Results {
  #items;
  #submit;
  #concurrency;
  #count = 0;
  /** @type {Set<import('./background-task.js').Task<T>>} */
  #underWay = new Set();
  /** @type {Promise<T[]> | undefined} */
  #all;
  #hasBegun = false;
  #isOver = false;

  /**
   * @internal
   * @param {Iterable<any> | AsyncIterable<any>} items
   * @param {(item: any) => import('./background-task.js').Task<T>} submit
   * @param {() => number} concurrency asked at the start
   */
  constructor(items, submit, concurrency) {
    this.#items = each(items);
    this.#submit = submit;
    this.#concurrency = concurrency;
  }

  /**
   * @template [A=T[]]
   * @template [B=never]
   * @param {((values: T[]) => A | PromiseLike<A>) | null} [fulfilled] called with the results
   * @param {((reason: any) => B | PromiseLike<B>) | null} [rejected] called with the error
   * @returns {Promise<A | B>}
   */
  then(fulfilled, rejected) {
    return (this.#all ??= this.#collect()).then(fulfilled, rejected);
  }

  /**
   * As a promise's.
   * @template [B=never]
   * @param {((reason: any) => B | PromiseLike<B>) | null} [rejected] called with the error
   */
  catch(rejected) {
    return this.then(null, rejected);
  }

  /** As a promise's. @param {(() => void) | null} [ended] called when all have ended */
  finally(ended) {
    return this.then().finally(ended);
  }

  /** @returns {AsyncGenerator<T, void, void>} */
  async *[Symbol.asyncIterator]() {
    /** @type {Promise<{ value: T } | undefined>[]} in order */
    const coming = [];
    const begin = () => {
      const next = this.#next();
      next.catch(() => {}); // it is told when its turn comes
      coming.push(next);
    };
    for (let count = this.#begin(); count > 0; count--) begin();
    try {
      for (;;) {
        const end = await coming.shift();
        if (end === undefined) return;
        begin();
        yield end.value;
      }
    } finally {
      this.#end();
    }
  }

  async #collect() {
    /** @type {T[]} */
    const results = [];
    const lane = async () => {
      for (let end = await this.#next(); end !== undefined; end = await this.#next()) {
        results[end.index] = end.value;
      }
    };
    try {
      await Promise.all(Array.from({ length: this.#begin() }, lane));
      return results;
    } finally {
      this.#end();
    }
  }

  #begin() {
    if (this.#hasBegun) throw new Error('map() runs its tasks once: keep the results');
    this.#hasBegun = true;
    return this.#concurrency();
  }

  /** Takes the next item and waits for its task; undefined when there is none. */
  async #next() {
    // Asked several times at once, a generator answers in order.
    const { done, value: item } = await this.#items.next();
    if (done || this.#isOver) return undefined;
    const index = this.#count++;
    const task = this.#submit(item);
    this.#underWay.add(task);
    try {
      return { index, value: await task };
    } finally {
      this.#underWay.delete(task);
    }
  }

  #end() {
    this.#isOver = true;
    for (const task of this.#underWay) task.cancel();
    // Items that wait for ever are not waited for.
    this.#items.return(undefined).catch(() => {});
  }
}
