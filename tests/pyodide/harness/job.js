import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pyodides, testWheels } from '../../../scripts/pyodide.js';
import { root } from '../../../scripts/shell.js';
import { wheel } from '../../../scripts/wheel.js';

const HARNESS = 'tests/pyodide/harness';
const TESTS = 'tests/pyodide/in_pyodide';

/**
 * Where a client of the package runs.
 *
 * @typedef {object} Place
 * @property {keyof typeof pyodides} pyodide the version
 * @property {'node' | 'chromium'} host
 * @property {'main' | 'worker'} thread
 * @property {boolean} [isolated]
 */

/**
 * The tests of in_pyodide/. The environment narrows what is run: FILE is a test file's name, TEST an
 * expression for pytest's `-k`.
 *
 * @param {Place} place
 * @returns {import('./run-tests.js').Job}
 */
export function jobFor(place) {
  const { FILE = '', TEST } = process.env;
  return { ...job(place, TESTS), options: [...(TEST ? ['-k', TEST] : []), `/tests/${FILE}`] };
}

/**
 * @param {Place} place
 * @param {string} tests their folder
 * @returns {import('./run-tests.js').Job}
 */
export function job(place, tests) {
  return {
    folder: pyodides[place.pyodide],
    wheels: [wheel(), ...testWheels()],
    files: [HARNESS, tests].flatMap(pythonFiles),
    options: ['/tests'],
    place: { isolated: true, ...place },
  };
}

/**
 * Is a place one of those that the environment asks for? PYODIDE is a version, PLACE a part of a
 * place's name. Without, all are.
 *
 * @param {Place} place
 */
export function isWanted(place) {
  const { PYODIDE = place.pyodide, PLACE = '' } = process.env;
  return place.pyodide === PYODIDE && nameOf(place).includes(PLACE);
}

/** @param {Place} place */
export function nameOf({ pyodide, host, thread, isolated = true }) {
  const main = host === 'node' ? 'the main thread' : 'a page';
  const where = `${thread === 'main' ? main : 'a worker'}${isolated ? '' : ', not isolated,'}`;
  return `Pyodide ${pyodide} in ${where} of ${host === 'node' ? 'Node' : 'Chromium'}`;
}

/** @param {string} folder */
function pythonFiles(folder) {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.py'));
  return names.map((name) => `${folder}/${name}`);
}
