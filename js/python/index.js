/** What a Python interpreter in JavaScript loads to become a client: see backlit/browser/. */
import { cores, openRuntime } from '../open-runtime.js';
import { isNode } from '../platform.js';
import { PythonClient } from './client.js';
import { Files } from './files.js';
import { PythonHost } from './host.js';
import { temporaryFile } from './node-files.js';

export { diagnose } from './diagnose.js';

/**
 * @typedef {object} PythonStart
 * @property {number} [workers]
 * @property {number} [maxPending]
 * @property {ArrayBufferView} wasm the module
 * @property {ArrayBufferView | string} worker the text of the worker's file, or where it is served
 * @property {string} sitePackages the folder in which the package backlit is
 * @property {string} packagePath the folder of that package itself
 * @property {Record<string, string>} env
 * @property {string} [indexURL] where Pyodide is, if not where the client's is
 * @property {string} [lockFileURL] likewise
 */

/**
 * @param {any} pyodide the interpreter that is to be a client
 * @param {PythonStart} options
 */
export async function startPython(pyodide, options) {
  const { workers, maxPending, wasm, worker, sitePackages, packagePath, env } = options;
  const files = packageFiles(pyodide.FS, packagePath);
  const { config } = pyodide._api;
  const indexURL = withSlash(options.indexURL ?? config.indexURL);
  const lockFileURL = options.lockFileURL ?? config.lockFileURL;
  const { version } = pyodide;
  const settings = {
    indexURL: address(indexURL),
    ...(typeof lockFileURL === 'string' && { lockFileURL: address(lockFileURL) }),
    version,
    env,
    sitePackages,
    files,
    identity: await identify(address(indexURL), version, files),
  };
  const runtime = await openRuntime({
    workers: workers ?? defaultWorkers(),
    atOnce: 1,
    maxPending,
    wasm,
    worker: typeof worker === 'string' ? worker : moduleAddress(worker),
    host: settings,
    prepareLocal: (core) => void new PythonHost(core, pyodide),
  });
  return new PythonClient(runtime, new Files(pyodide, runtime.core));
}

/** Each has a Python of its own, some 60 MB, from when it is needed. Many tasks wait rather than compute. */
function defaultWorkers() {
  const { deviceMemory } = /** @type {any} */ (globalThis.navigator ?? {});
  return Math.min(Math.max(4, cores() - 1), 8, Math.max(2, deviceMemory ?? 8));
}

/**
 * The package's Python files.
 * @param {any} FS
 * @param {string} folder
 * @returns {[path: string, bytes: Uint8Array][]}
 */
function packageFiles(FS, folder) {
  return FS.readdir(folder).flatMap((/** @type {string} */ name) => {
    const path = `${folder}/${name}`;
    if (name.endsWith('.py')) return [[path, FS.readFile(path)]];
    const isFolder = !name.startsWith('.') && FS.isDir(FS.stat(path).mode);
    return isFolder && name !== '__pycache__' ? packageFiles(FS, path) : [];
  });
}

/**
 * @param {string} indexURL
 * @param {string} version
 * @param {[path: string, bytes: Uint8Array][]} files
 */
async function identify(indexURL, version, files) {
  const text = new TextDecoder();
  const all = JSON.stringify([
    indexURL,
    version,
    files.map(([path, bytes]) => [path, text.decode(bytes)]),
  ]);
  // Where there is no crypto.subtle, the page is not secure, and nothing is kept.
  const hash = await globalThis.crypto?.subtle?.digest('SHA-256', new TextEncoder().encode(all));
  return Array.from(new Uint8Array(hash ?? 0), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}

/**
 * The address of a module that is only here.
 * @param {any} text its bytes
 */
function moduleAddress(text) {
  if (isNode) return temporaryFile('python-worker.mjs', text);
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}

/** @param {string} folder */
const withSlash = (folder) => (folder.endsWith('/') ? folder : `${folder}/`);

/**
 * In Node, Pyodide has paths.
 * @param {string} place
 */
function address(place) {
  const isPath = isNode && !/^\w+:\/\//.test(place);
  return isPath ? process.getBuiltinModule('node:url').pathToFileURL(place).href : place;
}
