import { describeError } from './errors.js';
import { takeDeclared } from './registry.js';
import { watchUncaught } from './uncaught.js';

/**
 * What a client reports, in this order: `start` and `end` for each test, at last `done`.
 *
 * @typedef {{type: 'start', name: string, timeout: number}
 *   | {type: 'end', skipped?: boolean | string, error?: import('./errors.js').ErrorDescription}
 *   | {type: 'done', error?: import('./errors.js').ErrorDescription}} Event
 *
 * @typedef {object} TestContext
 * @property {string} name
 * @property {(cleanUp: () => unknown) => void} after
 * @property {(reason?: string) => void} skip
 */

/**
 * Runs suites one after the other, and each one's tests one after the other.
 *
 * @param {string[]} suites URLs of modules
 * @param {(event: Event) => unknown} report awaited, so that a test that blocks this thread for
 *   seconds or for ever is known to have begun
 */
export async function runSuites(suites, report) {
  const uncaught = watchUncaught();
  for (const url of suites) {
    const suite = url.slice(url.lastIndexOf('/') + 1).replace(/\.js$/, '');
    for (const declared of await load(url)) {
      const { timeout, skip } = declared.options;
      await report({ type: 'start', name: `${suite}: ${declared.name}`, timeout });
      await report({ type: 'end', ...(skip ? { skipped: skip } : await run(declared, uncaught)) });
    }
  }
  const error = await uncaught.take();
  await report({ type: 'done', ...(error && { error: describeError(error.reason) }) });
}

/** A suite that cannot be imported becomes a test that fails with the reason. */
async function load(url) {
  try {
    await import(url);
    return takeDeclared();
  } catch (error) {
    takeDeclared();
    const fail = () => {
      throw error;
    };
    return [{ name: 'can be imported', options: { timeout: 0 }, run: fail }];
  }
}

async function run(declared, uncaught) {
  const cleanUps = [];
  let skipped;
  const context = {
    name: declared.name,
    after: (cleanUp) => cleanUps.push(cleanUp),
    skip: (reason = true) => (skipped = reason),
  };
  const failures = [];
  await attempt(failures, () => withTimeout(declared.options.timeout, declared.run(context)));
  for (const cleanUp of cleanUps) await attempt(failures, cleanUp);
  const missed = await uncaught.take();
  if (missed) failures.push(missed.reason);
  return failures.length > 0 ? { error: describeError(failures[0]) } : { skipped };
}

async function attempt(failures, action) {
  try {
    await action();
  } catch (error) {
    failures.push(error);
  }
}

async function withTimeout(milliseconds, work) {
  let timer;
  const expired = new Promise((resolve, reject) => {
    const error = new Error(`The test took longer than ${milliseconds / 1000} s`);
    timer = setTimeout(reject, milliseconds, error);
  });
  try {
    await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
