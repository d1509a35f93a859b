/** All that a suite imports. The same suite file runs in Node, Chromium and Firefox. */
export { assert, rejects } from './assert.js';
export { environment } from './environment.js';
export { test } from './define-test.js';
export { waitFor, waitForBlocking } from './wait-for.js';
export { setClock } from './clock.js';
export { fullPool, fullPoolBlocking, jobs, runtime } from './runtime.js';
