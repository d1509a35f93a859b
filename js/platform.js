/** What Node and browsers do differently in a client's thread. */

export const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';

/** Whether this thread may sleep: all but a browser's main thread. */
export const mayBlock = () => isNode || typeof globalThis.document === 'undefined';

/**
 * @typedef {object} Supervisor
 * @property {(message: any) => Promise<any>} ask a message, or what will be one; resolves to its next message
 * @property {(keep: boolean) => void} keepAlive in Node: whether it holds the process
 * @property {() => void} terminate
 */

/**
 * @param {string | URL} [url] of worker.js, if not the package's own
 * @returns {Supervisor}
 */
export function createSupervisor(url = new URL('../dist/worker.js', import.meta.url)) {
  return isNode ? createInNode(url) : createInBrowser(url);
}

/** @param {string | URL} url */
function createInNode(url) {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  // A worker inherits Node's options. Naming them is needed for --eval only, and would fail for V8's.
  const execArgv = withoutProgramText(process.execArgv);
  const hasProgramText = execArgv.length < process.execArgv.length;
  const worker = new Worker(new URL(url), hasProgramText ? { execArgv } : {});
  let isAwaited = false;
  let isAsked = false;
  const holdOrNot = () => void (isAwaited || isAsked ? worker.ref() : worker.unref());
  return {
    ask: (/** @type {any} */ message) =>
      new Promise((resolve, reject) => {
        isAsked = true;
        holdOrNot();
        worker.once('message', (reply) => {
          isAsked = false;
          holdOrNot();
          resolve(reply);
        });
        worker.once('error', (error) => reject(notLoaded(String(url), error.message)));
        Promise.resolve(message).then((ready) => worker.postMessage(ready), reject);
      }),
    keepAlive(/** @type {boolean} */ keep) {
      isAwaited = keep;
      holdOrNot();
    },
    terminate: () => void worker.terminate(),
  };
}

/**
 * `--eval` and what belongs to it is for the main thread.
 * @param {string[]} list
 */
function withoutProgramText(list) {
  const takesText = /^(-e|-p|-pe|--eval|--print)$/;
  return list.filter(
    (option, index) =>
      !takesText.test(option) &&
      !takesText.test(list[index - 1] ?? '') &&
      !/^--(input-type|eval|print)=/.test(option),
  );
}

/** @param {string | URL} url */
function createInBrowser(url) {
  const worker = new Worker(url, { type: 'module', name: 'backlit' });
  return {
    ask: (/** @type {any} */ message) =>
      new Promise((resolve, reject) => {
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = (event) => {
          event.preventDefault();
          reject(notLoaded(String(url), event.message));
        };
        Promise.resolve(message).then((ready) => worker.postMessage(ready), reject);
      }),
    keepAlive: () => {},
    terminate: () => worker.terminate(),
  };
}

/**
 * @param {string} url
 * @param {string} [message] browsers give none for a file that is not found
 */
function notLoaded(url, message) {
  return new Error(
    `backlit could not start: the worker file ${url} could not be loaded or failed: ${
      message || 'is it served there, with Cross-Origin-Embedder-Policy: require-corp?'
    }`,
  );
}
