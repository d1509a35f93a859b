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
  const pyodide = await bootPyodide(place);
  pyodide.FS.mkdir(FOLDER);
  for (const name of FILES) {
    const content = await read(new URL(`bench/python/${name}`, place.base));
    pyodide.FS.writeFile(`${FOLDER}/${name}`, content);
  }
  pyodide.runPython(`import sys; sys.path.append('${FOLDER}')`);
  return { pyodide, python: pyodide.pyimport('ours') };
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
    const numbers = await boot(bootSettings(pyodide, python, place), host, quick);
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
function bootSettings(pyodide, python, { base, folder }) {
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
  }
}
