/** Booting Python in a worker: from a memory snapshot, where there is one. */
import { onMessage, post } from '../worker/platform.js';

/**
 * What the supervisor tells a worker of its Python.
 * @typedef {object} PythonSettings
 * @property {string} indexURL where Pyodide is
 * @property {string} version Pyodide's own
 * @property {string} [lockFileURL]
 * @property {Record<string, string>} env
 * @property {string} sitePackages the folder of the package backlit
 * @property {[path: string, bytes: Uint8Array][]} files of that package
 * @property {string} identity names settings and files that are the same
 */

/**
 * How a worker shall boot: with a snapshot, plainly, or plainly and making a snapshot.
 * @typedef {{ settings: PythonSettings, snapshot?: Uint8Array, makesSnapshot: boolean }} BootOrder
 */

const WORKER_MODULE = 'backlit.worker';

/** Boots Python. Rejects where Pyodide cannot be loaded. */
export async function bootPython() {
  const order = await askForOrder();
  const { settings, snapshot, makesSnapshot } = order;
  try {
    const pyodide = await load(order);
    if (makesSnapshot) tellSnapshot(takeSnapshot(pyodide));
    return { pyodide, settings };
  } catch (error) {
    if (snapshot === undefined && !makesSnapshot) throw error;
    tellSnapshot(null);
    console.warn('backlit: a worker boots without a memory snapshot:', error);
    return { pyodide: await load({ settings, makesSnapshot: false }), settings };
  }
}

/** @returns {Promise<BootOrder>} */
function askForOrder() {
  return new Promise((resolve) => {
    onMessage((message) => message.bootOrder && resolve(message.bootOrder));
    post({ asksForBootOrder: true });
  });
}

/** @param {Uint8Array | null} snapshot null: there is none that works */
function tellSnapshot(snapshot) {
  post({ snapshot });
}

/**
 * @param {BootOrder} order
 * @returns {Promise<any>}
 */
async function load({ settings, snapshot, makesSnapshot }) {
  const { indexURL, lockFileURL, sitePackages, files } = settings;
  const loadPyodide = await importLoader(indexURL);
  const pyodide = await loadPyodide({
    indexURL: forNode(indexURL),
    ...(lockFileURL && { lockFileURL: forNode(lockFileURL) }),
    stdin: () => null,
    stdout: (/** @type {string} */ text) => console.log(text),
    stderr: (/** @type {string} */ text) => console.error(text),
    _makeSnapshot: makesSnapshot,
    _loadSnapshot: snapshot?.slice(), // browsers decode no text in shared memory
  });
  for (const [path, bytes] of files) {
    pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
    pyodide.FS.writeFile(path, bytes);
  }
  if (snapshot === undefined) {
    const path = pyodide.pyimport('sys.path');
    if (!path.includes(sitePackages)) path.append(sitePackages);
    path.destroy();
    pyodide.pyimport(WORKER_MODULE).destroy(); // a snapshot has it
  }
  return pyodide;
}

/**
 * Not every site has both files.
 * @param {string} indexURL
 * @returns {Promise<(options: any) => Promise<any>>}
 */
async function importLoader(indexURL) {
  try {
    return (await import(`${indexURL}pyodide.mjs`)).loadPyodide;
  } catch (error) {
    await import(`${indexURL}pyodide.js`).catch(() => {
      throw new Error(`Pyodide is not at ${indexURL} (${error}): give start(index_url=...)`);
    });
    return /** @type {any} */ (globalThis).loadPyodide;
  }
}

/** @param {any} pyodide */
function takeSnapshot(pyodide) {
  const snapshot = pyodide.makeMemorySnapshot();
  const shared = new Uint8Array(new SharedArrayBuffer(snapshot.length));
  shared.set(snapshot);
  return shared;
}

/**
 * In Node, Pyodide takes paths.
 * @param {string} url
 */
function forNode(url) {
  if (!url.startsWith('file:')) return url;
  return process.getBuiltinModule('node:url').fileURLToPath(url);
}
