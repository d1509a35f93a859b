/**
 * Where a suite runs.
 *
 * @typedef {object} Environment
 * @property {'node' | 'chromium' | 'firefox'} name
 * @property {'main' | 'page' | 'worker'} client the kind of thread: Node's main thread, a page, or
 *   a worker (Node's worker_threads or a dedicated worker of a page)
 * @property {boolean} canBlock whether Atomics.wait is allowed on this thread
 * @property {string} baseUrl the repository's root, ending in a slash
 */

const inNode = typeof process === 'object' && Boolean(process.versions?.node);

/** @type {Environment} */
export const environment = Object.freeze({
  name: inNode ? 'node' : browserName(),
  client: inNode ? await nodeClient() : browserClient(),
  canBlock: inNode || browserClient() === 'worker',
  baseUrl: new URL('../../', import.meta.url).href,
});

async function nodeClient() {
  const { isMainThread } = await import('node:worker_threads');
  return isMainThread ? 'main' : 'worker';
}

function browserName() {
  return navigator.userAgent.includes('Firefox/') ? 'firefox' : 'chromium';
}

function browserClient() {
  return typeof document === 'object' ? 'page' : 'worker';
}
