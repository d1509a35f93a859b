/** Policies of retries. */
import { RetryPolicy, WorkerLostError, remote } from 'backlit';
import { expectType } from './expect.js';

const predicates = remote<{ isTransient(error: Error): boolean }>('https://example.org/jobs.js');

class TooHot extends RangeError {}

const policy = new RetryPolicy({
  maxAttempts: 3,
  retryOn: [TypeError, TooHot, WorkerLostError, 'AbortError'],
  baseDelay: 0.5,
  maxDelay: 10,
  multiplier: 3,
  jitter: 0.1,
  maxElapsed: null,
  retryIf: (error) => error.status === 503,
});
new RetryPolicy();
new RetryPolicy({ retryIf: predicates.isTransient, retryOn: null });
expectType<number>()(policy.maxAttempts);
expectType<number | null>()(policy.maxElapsed);
expectType<boolean>()(policy.shouldRetry(new Error()));
expectType<number>()(policy.delayForAttempt(0));
expectType<boolean>()(policy.exceededElapsed(policy.startTime()));
// @ts-expect-error what can only be read
policy.maxAttempts = 5;
// @ts-expect-error an unknown field
new RetryPolicy({ attempts: 5 });
// @ts-expect-error a list is needed
new RetryPolicy({ retryOn: TypeError });
// @ts-expect-error seconds are a number
new RetryPolicy({ baseDelay: '1 s' });
// @ts-expect-error classes or names
new RetryPolicy({ retryOn: [5] });
