import { environment } from './environment.js';
import { declare } from './registry.js';

const DEFAULT_TIMEOUT = 60_000;

// Only Node's main thread has node:test; in every other client the runner does its work.
const register = environment.client === 'main' ? await nodeRegister() : declare;

/**
 * Declares a test: `test(name, run)` or `test(name, options, run)`. What suites may use is what all
 * clients have: the options `skip` (true or the reason) and `timeout` (milliseconds), and of the
 * context that `run` gets `name`, `after(cleanUp)` and `skip(reason)`.
 *
 * @param {string} name
 * @param {...any} rest
 */
export function test(name, ...rest) {
  const run = rest.pop();
  register(name, { timeout: DEFAULT_TIMEOUT, ...rest[0] }, run);
}

async function nodeRegister() {
  const nodeTest = await import('node:test');
  return (name, options, run) => {
    nodeTest.test(name, options, async (context) => {
      // While nothing else is pending, Node would end the process and cancel all further tests.
      const pending = setTimeout(() => {}, options.timeout);
      try {
        await run(context);
        // What it leaves rejected is told now, and so counts as this test's failure.
        await new Promise((resolve) => setImmediate(resolve));
      } finally {
        clearTimeout(pending);
      }
    });
  };
}
