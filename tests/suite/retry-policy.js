/** RetryPolicy: its fields, what it retries, its delays. What asynclit's says is said in the same words. */
import {
  CancelledError,
  KernelError,
  RetryPolicy,
  TimeoutError,
  WorkerLostError,
  kernel,
  remote,
  run,
} from '../../js/index.js';
import { assert, jobs, rejects, runtime, test } from '../harness/index.js';

class TooHot extends RangeError {}

test('the defaults are one attempt, no delay, and whatever is thrown', () => {
  const { ...fields } = new RetryPolicy();
  assert.deepEqual(fields, {
    maxAttempts: 1,
    retryOn: null,
    baseDelay: 0,
    maxDelay: 60,
    multiplier: 2,
    jitter: 0,
    maxElapsed: null,
    retryIf: null,
  });
  assert.deepEqual({ ...new RetryPolicy({ maxAttempts: undefined }) }, fields);
});

test('a policy cannot be changed, nor what it was given', () => {
  const retryOn = [TypeError];
  const policy = new RetryPolicy({ retryOn });
  retryOn.push(Error);
  assert.throws(() => (policy.maxAttempts = 5), TypeError);
  assert.throws(() => policy.retryOn.push(Error), TypeError);
  assert.isFalse(policy.shouldRetry(new Error()));
});

test('numbers out of their range are RangeErrors that say what must be', () => {
  const cases = [
    [{ maxAttempts: 0 }, 'RetryPolicy.maxAttempts must be >= 1, not 0'],
    [{ maxAttempts: 1.5 }, 'RetryPolicy.maxAttempts must be a whole number up to 65535, not 1.5'],
    [{ maxAttempts: 65536 }, /up to 65535, not 65536$/],
    [{ baseDelay: -1 }, 'RetryPolicy.baseDelay must be >= 0, not -1'],
    [{ maxDelay: -0.5 }, 'RetryPolicy.maxDelay must be >= 0, not -0.5'],
    [{ multiplier: 0.9 }, 'RetryPolicy.multiplier must be >= 1, not 0.9'],
    [{ multiplier: NaN }, 'RetryPolicy.multiplier must be >= 1, not NaN'],
    [{ jitter: 1.1 }, 'RetryPolicy.jitter must be in [0, 1], not 1.1'],
    [{ jitter: -0.1 }, 'RetryPolicy.jitter must be in [0, 1], not -0.1'],
    [{ maxElapsed: 0 }, 'RetryPolicy.maxElapsed must be > 0 when set, not 0'],
    [{ baseDelay: Infinity }, 'RetryPolicy.baseDelay must be finite'],
    [{ maxElapsed: Infinity }, 'RetryPolicy.maxElapsed must be finite'],
  ];
  for (const [fields, message] of cases) {
    assert.throws(() => new RetryPolicy(fields), RangeError, message);
  }
});

test('values of another type are TypeErrors that name the field', () => {
  const cases = [
    [{ maxAttempts: '3' }, /maxAttempts must be a number, not "3"/],
    [{ maxElapsed: '3' }, /maxElapsed must be a number, not "3"/],
    [{ retryOn: TypeError }, /retryOn must be a list.*not function TypeError/],
    [{ retryOn: 'TypeError' }, /retryOn must be a list.*not "TypeError"/],
    [{ retryOn: [5] }, /retryOn has 5: give a class/],
    [{ retryOn: [''] }, /retryOn has "": give a class/],
    [{ retryOn: [() => true] }, /retryOn has function/],
    [{ retryOn: [class extends Error {}] }, /retryOn has function \(without a name\)/],
    [{ retryIf: 'always' }, /retryIf must be a self-contained function.*not "always"/],
    [{ retryIf: kernel('increment') }, /retryIf must be .*not function increment/],
    [{ retryIf: Boolean.bind(null) }, /bound Boolean cannot be sent.*native or bound/],
    [{ attempts: 3 }, /no option 'attempts': it has maxAttempts/],
    [3, /give an object of options, not 3/],
    [null, /not null/],
  ];
  for (const [fields, message] of cases) {
    assert.throws(() => new RetryPolicy(fields), TypeError, message);
  }
});

test('by default whatever is thrown is retried, but a cancel', () => {
  const policy = new RetryPolicy({ maxAttempts: 3 });
  for (const thrown of [new Error(), new TooHot(), new WorkerLostError(), 'text', 5, null]) {
    assert.isTrue(policy.shouldRetry(thrown));
  }
  assert.isFalse(policy.shouldRetry(new CancelledError()));
  assert.isFalse(new RetryPolicy({ retryOn: [Error] }).shouldRetry(new CancelledError()));
});

test('an error matches with its class, a superclass, or its name', () => {
  const retries = (retryOn, thrown) => new RetryPolicy({ retryOn }).shouldRetry(thrown);
  assert.isTrue(retries([TooHot], new TooHot()));
  assert.isTrue(retries([TypeError, RangeError], new TooHot()));
  assert.isTrue(retries([Error], new TooHot()));
  assert.isTrue(retries(['TooHot'], new TooHot()));
  assert.isTrue(retries(['RangeError'], new TooHot()));
  assert.isTrue(retries(['AbortError'], new DOMException('stop', 'AbortError')));
  assert.isTrue(retries([DOMException], new DOMException('stop', 'AbortError')));
  assert.isTrue(retries([WorkerLostError], new WorkerLostError()));
  assert.isTrue(retries(['Custom'], Object.assign(new Error(), { name: 'Custom' })));
  assert.isFalse(retries([TypeError], new TooHot()));
  assert.isFalse(retries([TooHot], new RangeError()));
  assert.isFalse(retries([], new Error()));
  assert.isFalse(retries([Error], 'Error'));
  assert.isFalse(retries([Error], undefined));
});

test('a class that a minifier has renamed is known by the name of its errors', () => {
  class a extends Error {
    static {
      this.prototype.name = 'TooCold';
    }
  }
  const policy = new RetryPolicy({ retryOn: [a] });
  assert.deepEqual(JSON.parse(policy.filterKey()).names, ['TooCold']);
  assert.isTrue(policy.shouldRetry(new a()));
});

test('an error that came from a worker matches with the class that it had there', async (t) => {
  await runtime(t);
  const error = await rejects(run(jobs.fail, 'class'));
  assert.isTrue(new RetryPolicy({ retryOn: [TooHot] }).shouldRetry(error));
  assert.isTrue(new RetryPolicy({ retryOn: [RangeError] }).shouldRetry(error));
  assert.isFalse(new RetryPolicy({ retryOn: [TypeError] }).shouldRetry(error));
});

test('retryIf is asked about errors that match retryOn', () => {
  const asked = [];
  const policy = new RetryPolicy({
    retryOn: [RangeError],
    retryIf(error) {
      asked.push(error);
      return error.message;
    },
  });
  const errors = [new RangeError('again'), new RangeError(''), new TypeError('other')];
  assert.deepEqual(
    errors.map((error) => policy.shouldRetry(error)),
    [true, false, false],
  );
  assert.deepEqual(asked, errors.slice(0, 2));
});

test('where only a worker can say, shouldRetry() throws', () => {
  for (const retryIf of [jobs.nothing, async () => true]) {
    const policy = new RetryPolicy({ retryOn: [TypeError], retryIf });
    assert.throws(() => policy.shouldRetry(new TypeError()), TypeError, /runs in the worker/);
    assert.isFalse(policy.shouldRetry(new RangeError()));
  }
});

test('delays grow by the multiplier, up to maxDelay', () => {
  const policy = new RetryPolicy({ baseDelay: 0.5, multiplier: 3, maxDelay: 10 });
  const delays = [0, 1, 2, 3, 4, 2000].map((index) => policy.delayForAttempt(index));
  assert.deepEqual(delays, [0.5, 1.5, 4.5, 10, 10, 10]);
  assert.strictEqual(new RetryPolicy().delayForAttempt(5000), 0);
  assert.throws(() => policy.delayForAttempt(-1), RangeError, 'attemptIndex must be >= 0, not -1');
});

test('jitter changes a delay by no more than its part, both ways', () => {
  const policy = new RetryPolicy({ baseDelay: 8, jitter: 0.25 });
  const delays = Array.from({ length: 1000 }, () => policy.delayForAttempt(0));
  assert.isTrue(delays.every((delay) => delay >= 6 && delay <= 10));
  assert.isTrue(delays.some((delay) => delay < 8) && delays.some((delay) => delay > 8));
  const whole = new RetryPolicy({ baseDelay: 1, jitter: 1 });
  assert.isTrue(delays.every(() => whole.delayForAttempt(0) >= 0));
});

test('exceededElapsed measures from startTime, in seconds', () => {
  const policy = new RetryPolicy({ maxElapsed: 100 });
  const now = policy.startTime();
  assert.isAtLeast(policy.startTime(), now);
  assert.isFalse(policy.exceededElapsed(now));
  assert.isFalse(policy.exceededElapsed(now - 50));
  assert.isTrue(policy.exceededElapsed(now - 100));
  assert.isFalse(new RetryPolicy().exceededElapsed(-1e9));
});

test('filterKey gives what workers need, or null if they need not look', () => {
  const key = (fields) => JSON.parse(new RetryPolicy(fields).filterKey());
  assert.strictEqual(key({}), null);
  assert.strictEqual(new RetryPolicy({ maxAttempts: 5, jitter: 1 }).filterKey(), null);
  assert.deepEqual(key({ retryOn: [TooHot, WorkerLostError, 'Other'] }), {
    names: ['TooHot', 'WorkerLostError', 'Other'],
    retryIf: null,
  });
  assert.deepEqual(key({ retryOn: [] }), { names: [], retryIf: null });
  const { retryIf, names } = key({ retryIf: (error) => error.code === 503 });
  assert.strictEqual(names, null);
  assert.deepEqual(retryIf, ['(error) => error.code === 503']);
  const module = remote('https://example.org/jobs.js');
  assert.deepEqual(key({ retryIf: module.isTransient }).retryIf, [
    'https://example.org/jobs.js',
    'isTransient',
  ]);
});

test('the policy says which of the core’s own errors are retried, where no worker can be asked', () => {
  const retried = (fields) => {
    const mask = new RetryPolicy(fields).retriedErrors();
    return [WorkerLostError, TimeoutError, KernelError].map(({ code }) => (mask >>> -code) & 1);
  };
  assert.deepEqual(retried({}), [1, 1, 1]);
  assert.deepEqual(retried({ retryOn: [WorkerLostError] }), [1, 0, 0]);
  assert.deepEqual(retried({ retryOn: ['TimeoutError'] }), [0, 1, 0]);
  assert.deepEqual(retried({ retryOn: [TypeError] }), [0, 0, 0]);
  assert.deepEqual(retried({ retryIf: ({ name }) => name === 'TimeoutError' }), [0, 1, 0]);
  assert.deepEqual(retried({ retryIf: jobs.nothing }), [0, 0, 0]);
  assert.deepEqual(retried({ retryIf: async () => true }), [0, 0, 0]);
});
