/** The worker's side of a RetryPolicy. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancelledError, RetryPolicy, WorkerLostError, remote } from '../../js/index.js';
import { makeFilter } from '../../js/worker/retry-filter.js';

const predicates = remote(new URL('./retry-filter/predicates.js', import.meta.url));

class TooHot extends RangeError {}

/** The filter of a policy, as a worker makes it. */
const filterOf = (fields) => makeFilter(new RetryPolicy(fields).filterKey());

test('an error passes with the name of its class or of a superclass', () => {
  const filter = filterOf({ retryOn: [RangeError, 'AbortError', WorkerLostError] });
  assert.equal(filter(new RangeError()), true);
  assert.equal(filter(new TooHot()), true);
  assert.equal(filter(new DOMException('', 'AbortError')), true);
  assert.equal(filter(new WorkerLostError()), true);
  assert.equal(filter(new TypeError()), false);
  assert.equal(filter('RangeError'), false);
  assert.equal(filter(undefined), false);
  assert.equal(filter(Object.create(null)), false);
});

test('a class of another copy of a module passes by its name', () => {
  const filter = filterOf({ retryOn: [TooHot] });
  const Other = { TooHot: class TooHot extends Error {} }.TooHot;
  assert.equal(filter(new Other()), true);
});

test('a cancel never passes', () => {
  const copy = Object.assign(new Error(), { name: 'CancelledError' });
  for (const error of [new CancelledError(), copy]) {
    assert.equal(filterOf({ retryOn: [Error, CancelledError] })(error), false);
    assert.equal(filterOf({ retryIf: () => true })(error), false);
  }
});

test('an inline retryIf is asked at once, about errors that match only', () => {
  const filter = filterOf({ retryOn: [RangeError], retryIf: (error) => error.message });
  assert.equal(filter(new RangeError('again')), true);
  assert.equal(filter(new RangeError('')), false);
  assert.equal(filter(new TypeError('again')), false);
});

test('a retryIf of a module is loaded once, and then asked at once', async () => {
  const filter = filterOf({ retryIf: predicates.isTransient });
  const transient = Object.assign(new Error(), { transient: 1 });
  assert.equal(await filter(transient), true);
  assert.equal(filter(transient), true);
  assert.equal(filter(new Error()), false);
});

test('an answer that is a promise is waited for', async () => {
  const filter = filterOf({ retryIf: async (error) => error.message });
  assert.equal(await filter(new Error('again')), true);
  assert.equal(await filter(new Error('')), false);
  const first = filterOf({ retryIf: predicates.laterTransient });
  assert.equal(await first(new Error()), false);
  assert.equal(await first(Object.assign(new Error(), { transient: 1 })), true);
});

test('a filter fails with the error of its retryIf', async () => {
  const inline = filterOf({
    retryIf() {
      throw new SyntaxError('of the filter');
    },
  });
  assert.throws(() => inline(new Error()), SyntaxError);
  const outer = 5;
  assert.throws(
    () => filterOf({ retryIf: (error) => error.code === outer })(new Error()),
    /outer is not defined in the worker/,
  );
  await assert.rejects(filterOf({ retryIf: predicates.missing })(new Error()), /'missing'/);
});
