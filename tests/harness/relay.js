import { rebuildError } from './errors.js';

/** How long a client may be silent, beyond the time that the running test may take. */
const SILENCE_LIMIT = 30_000;

/** Turns what a client reports into subtests of node:test, as it comes. */
export class Relay {
  #context;
  #subtests = [];
  #running = null;
  #console = [];
  #watchdog;
  #outcome = deferred();

  /** @param {import('node:test').TestContext} context the test that gets the subtests */
  constructor(context) {
    this.#context = context;
    context.after(() => clearTimeout(this.#watchdog));
    // Whether the outcome is bad is asked when all subtests have ended.
    this.#outcome.promise.catch(() => {});
    this.#expectNews(0);
  }

  /** @param {import('./runner.js').Event} event */
  receive(event) {
    if (event.type === 'start') this.#start(event);
    else if (event.type === 'end') this.#end(event);
    else if (event.error) this.fail(rebuildError(event.error));
    else this.#outcome.resolve();
  }

  /** Keeps what a client wrote to its console, to be shown with a failure. */
  log(text) {
    this.#console.push(text);
  }

  /** The client as a whole failed: it is lost, or an error in it belongs to no test. */
  fail(error) {
    this.#running?.reject(this.#withConsole(error));
    this.#running = null;
    this.#outcome.reject(this.#withConsole(error));
  }

  /** Waits for the client's last report. */
  async finish() {
    try {
      await this.#outcome.promise;
    } finally {
      await Promise.all(this.#subtests);
    }
    if (this.#subtests.length === 0) {
      throw this.#withConsole(new Error('The client reported no test'));
    }
  }

  #start({ name, timeout }) {
    const outcome = deferred();
    this.#running = outcome;
    const subtest = this.#context.test(name, async (context) => {
      const { skipped } = await outcome.promise;
      if (skipped) context.skip(skipped === true ? undefined : skipped);
    });
    this.#subtests.push(subtest);
    this.#expectNews(timeout);
  }

  #end({ skipped, error }) {
    if (error) this.#running?.reject(this.#withConsole(rebuildError(error)));
    else this.#running?.resolve({ skipped });
    this.#running = null;
    this.#console = [];
    this.#expectNews(0);
  }

  #expectNews(time) {
    clearTimeout(this.#watchdog);
    const limit = time + SILENCE_LIMIT;
    this.#watchdog = setTimeout(() => {
      this.fail(new Error(`The client was silent for ${limit / 1000} s`));
    }, limit);
  }

  #withConsole(error) {
    if (this.#console.length > 0) {
      error.stack += `\n\nConsole:\n${this.#console.join('\n')}\n`;
    }
    return error;
  }
}

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
