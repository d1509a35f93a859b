/** A Pyodide with the wheel, in the thread that this runs in: Node's main one, or a worker of a page. */
import { boot as bootPyodide, read } from '../../tests/pyodide/harness/boot.js';
import { boot } from './boot.js';
import { groups } from './groups.js';

/**
 * @typedef {object} Place what is where
 * @property {string} base URL of the repository's root
 * @property {string} folder of the Pyodide, below it
 * @property {string[]} wheels below it
 *
 * @typedef {object} Host
 * @property {(group: string) => Promise<Record<string, number>>} beside the numbers of asynclit
 * @property {(group: string, rows: import('../measure.js').Row[]) => unknown} report
 * @property {() => Promise<number>} memory that the processes have, in bytes
 */

const FOLDER = '/bench';
const FILES = ['jobs.py', 'both.py', 'ours.py'];

/** @param {Place} place */
async function open(place) {
  const pyodide = await openPyodide(place, { 'bench/python': FILES });
  return { pyodide, python: pyodide.pyimport('ours') };
}

/**
 * A Pyodide that finds these files.
 * @param {Place} place
 * @param {Record<string, string[]>} sources by their folder in the repository
 */
export async function openPyodide(place, sources) {
  const pyodide = await bootPyodide(place);
  for (const [folder, names] of Object.entries(sources)) {
    for (const name of names) {
      const path = `${FOLDER}/${name}`;
      pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
      pyodide.FS.writeFile(path, await read(new URL(`${folder}/${name}`, place.base)));
    }
  }
  pyodide.runPython(`import sys; sys.path.append('${FOLDER}')`);
  return pyodide;
}

/**
 * @param {Place} place
 * @param {{ quick: boolean, figures: string[] }} options
 * @param {Host} host
 */
export async function measureGroups(place, { quick, figures }, host) {
  const { pyodide, python } = await open(place);
  const isWanted = (/** @type {string} */ name) => figures.length === 0 || figures.includes(name);
  if (isWanted('boot')) {
    const numbers = await boot(bootSettings(pyodide, place), host, quick);
    await host.report('boot', groups.boot.rows(numbers, {}));
  }
  await pyodide.runPythonAsync('import backlit; await backlit.start(workers=2)');
  for (const [name, { beside, rows }] of Object.entries(groups)) {
    if (name === 'boot' || !isWanted(name)) continue;
    const other = beside ? await host.beside(name) : {};
    const numbers = await python.measure(name, quick);
    const ours = numbers.toJs({ dict_converter: Object.fromEntries });
    numbers.destroy();
    await host.report(name, rows(ours, other));
  }
  pyodide.runPython('backlit.shutdown()');
}

/**
 * Seconds from `start()` until a first result. When it returns, a snapshot is kept, where one can be.
 * @param {Place} place
 * @returns {Promise<number>}
 */
export async function firstResult(place) {
  const { pyodide, python } = await open(place);
  const time = await python.first_result();
  await kept();
  pyodide.runPython('import backlit; backlit.shutdown()');
  return time;
}

async function kept() {
  if (globalThis.caches === undefined) return;
  const cache = await caches.open('backlit-python');
  while ((await cache.keys()).length === 0) await new Promise((next) => setTimeout(next, 50));
}

/** What the supervisor tells the workers. */
export function bootSettings(pyodide, { base, folder }) {
  const python = pyodide.pyimport('ours');
  const files = python.package_files();
  try {
    return {
      indexURL: new URL(`${folder}/`, base).href,
      version: pyodide.version,
      env: {},
      sitePackages: python.site_packages(),
      files: files.toJs(),
      identity: '',
    };
  } finally {
    files.destroy();
    python.destroy();
  }
}
