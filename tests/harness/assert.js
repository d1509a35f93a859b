// By path, because a dedicated worker has no import map that could resolve the bare name.
import { assert, config } from '../../node_modules/chai/index.js';

// A failure in a browser is read far from any debugger: its message shows the values in full.
config.truncateThreshold = 0;

export { assert };

/**
 * Asserts that a promise rejects; what else is asked of the error is as in chai's `assert.throws`.
 *
 * @param {PromiseLike<unknown>} promise
 * @param {...unknown} expected an error class, a message or a pattern of it, both, or none
 * @returns {Promise<any>} the error
 */
export async function rejects(promise, ...expected) {
  const unexpected = Symbol('fulfilled');
  const error = await promise.then(
    () => unexpected,
    (reason) => reason,
  );
  if (error === unexpected) assert.fail('the promise was fulfilled, not rejected');
  assert.throws(
    () => {
      throw error;
    },
    ...expected,
  );
  return error;
}
