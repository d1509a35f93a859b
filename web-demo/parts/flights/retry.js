/** A task that fails, and is tried again: the core waits between the attempts, and holds no worker. */
import { options, remote, RetryPolicy, sharedArray } from 'backlit';

const jobs = remote(new URL('./jobs.js', import.meta.url));

const retry = new RetryPolicy({
  maxAttempts: 4,
  retryOn: ['ConnectionLost'],
  baseDelay: 0.3, // seconds, then 0.6, then 1.2
  multiplier: 2,
});

export function ask(url, failures) {
  const calls = sharedArray(Int32Array, 1);
  return options({ name: 'Download', retry }).run(jobs.ask, url, failures, calls);
}
