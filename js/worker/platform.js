/** What Node and browsers do differently inside backlit's threads. */

export const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';

// Not `await import`: V8 ends the process when a thread is terminated at a top-level await (Node 20).
/** @type {typeof import('node:worker_threads')} */
const threads = isNode
  ? process.getBuiltinModule('node:worker_threads')
  : /** @type {any} */ (null);

const THREAD_NAME = 'em-pthread';

/** Whether this thread is one of the module's workers; else it is the supervisor. */
export function isWorkerThread() {
  return isNode ? threads.workerData === THREAD_NAME : self.name.startsWith(THREAD_NAME);
}

/**
 * In Firefox (seen in 153) a worker that creates a nested one waits for the page's main thread. So all
 * threads are loaded before start() resolves.
 */
export const needsPageForThreads =
  !isNode && (globalThis.navigator?.userAgent.includes('Firefox/') ?? false);

/** A Worker for one of the module's threads, loading this same file. */
export function createThread() {
  if (isNode) return new threads.Worker(new URL(import.meta.url), { workerData: THREAD_NAME });
  const name = `${THREAD_NAME}-${crypto.randomUUID()}`;
  // Not `import.meta.url`, which some bundlers replace by the file's place on their disk.
  return Object.assign(new Worker(location.href, { type: 'module', name }), { lifeLock: name });
}

/** @param {(message: any) => void} listener */
export function onMessage(listener) {
  if (isNode) threads.parentPort?.on('message', listener);
  else addEventListener('message', (event) => listener(event.data));
}

/**
 * @param {(message: any, reply: (message: any) => void) => void} listener called once
 */
export function onFirstMessage(listener) {
  let first = true;
  onMessage((message) => {
    if (first) {
      first = false;
      listener(message, post);
    }
  });
}

/** @param {any} message */
export function post(message) {
  if (isNode) threads.parentPort?.postMessage(message);
  else postMessage(message);
}

/**
 * @param {any} worker
 * @param {(message: any) => void} listener
 */
export function onMessageFrom(worker, listener) {
  if (isNode) worker.on('message', listener);
  else worker.addEventListener('message', (/** @type {any} */ event) => listener(event.data));
}

/** Ends this thread, as soon as its code returns. */
export function endThread() {
  if (isNode) process.exit(1);
  self.close();
}

/** Resolves in another turn of the event loop, after all events that are due. */
export function nextTurn() {
  return new Promise((resolve) => {
    if (isNode) return setImmediate(resolve);
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = resolve;
    port1.postMessage(null);
  });
}

/**
 * Makes console output of a worker appear at once: Node's own would wait until the thread returns to
 * its event loop, which a parked worker does not. Errors that nobody catches are printed and do not
 * end the thread, as in browsers.
 */
export function makeConsoleDirect() {
  if (!isNode) return;
  const { writeSync } = process.getBuiltinModule('node:fs');
  const { Console } = process.getBuiltinModule('node:console');
  const { Writable } = process.getBuiltinModule('node:stream');
  const direct = (/** @type {number} */ descriptor) =>
    new Writable({
      write(chunk, _encoding, done) {
        for (let rest = chunk; rest.length > 0;) {
          try {
            rest = rest.subarray(writeSync(descriptor, rest));
          } catch (error) {
            if (/** @type {any} */ (error).code !== 'EAGAIN') break;
          }
        }
        done();
      },
    });
  globalThis.console = new Console({ stdout: direct(1), stderr: direct(2) });
  const report = (/** @type {unknown} */ error) => console.error('Uncaught in a worker:', error);
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
}
