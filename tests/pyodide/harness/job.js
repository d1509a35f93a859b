import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pyodides, wheelsFor } from '../../../scripts/pyodide.js';
import { root } from '../../../scripts/shell.js';
import { wheel } from '../../../scripts/wheel.js';

const HARNESS = 'tests/pyodide/harness';
const TESTS = 'tests/pyodide/in_pyodide';
const BEHAVIOUR = 'tests/pyodide/behaviour';

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
 * The tests of in_pyodide/ and behaviour/. The environment narrows what is run: FILE is a test file's
 * name, or behaviour/ and a name, TEST an expression for pytest's `-k`.
 *
 * @param {Place} place
 * @returns {import('./run-tests.js').Job}
 */
export function jobFor(place) {
  const { FILE = '', TEST } = process.env;
  const all = job(place, TESTS);
  for (const name of pythonFiles(BEHAVIOUR)) {
    all.files[`behaviour/${name}`] = `${BEHAVIOUR}/${name}`;
  }
  const guides = readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`);
  for (const page of ['README.md', 'pyodide/README.md', ...guides])
    all.files[`pages/${page}`] = page;
  return { ...all, options: [...(TEST ? ['-k', TEST] : []), `/tests/${FILE}`] };
}

/**
 * @param {Place} place
 * @param {string} tests their folder
 * @returns {import('./run-tests.js').Job}
 */
export function job(place, tests) {
  const folders = [HARNESS, tests];
  return {
    folder: pyodides[place.pyodide],
    wheels: [wheel(), ...wheelsFor('test')],
    files: Object.fromEntries(
      folders.flatMap((folder) => pythonFiles(folder).map((name) => [name, `${folder}/${name}`])),
    ),
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
  return readdirSync(join(root, folder)).filter((name) => name.endsWith('.py'));
}
