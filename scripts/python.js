/**
 * A Python environment, in `.venv/`, with what builds the wheel and, to test, what checks and tests it and
 * makes its documentation; and the packages that the wheel brings along.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say, SetupError } from './shell.js';

const home = join(root, '.venv');
const vendored = join(root, 'pyodide/backlit/_vendor');

export const python = join(home, 'bin/python');

/** @param {'build' | 'start' | 'test'} purpose */
export async function installPython(purpose) {
  await makeEnvironment();
  await once('build.txt', install);
  await once('vendor.txt', vendor, vendored);
  if (purpose !== 'test') return;
  await once('test.txt', install);
  await once('docs.txt', install);
}

async function makeEnvironment() {
  const stamp = join(home, 'python.stamp');
  const version = await run('python3', ['--version']);
  if (version.localeCompare('Python 3.11', 'en', { numeric: true }) < 0) {
    throw new SetupError(`${version.trim()} is too old: backlit needs 3.11 or newer`);
  }
  const made = existsSync(stamp) && readFileSync(stamp, 'utf8');
  if (made === version && existsSync(python)) return;
  say('making a Python environment …');
  // One that somebody else made is taken over, one for another Python is replaced.
  await run('python3', ['-m', 'venv', ...(made ? ['--clear'] : []), home]);
  writeFileSync(stamp, version);
}

/**
 * Does something with a list of requirements, unless it was done before with the same list.
 * @param {string} name
 * @param {(list: string) => Promise<unknown>} action
 * @param {string} [result] what it makes, if that may be removed separately
 */
async function once(name, action, result = home) {
  const list = join(root, 'pyodide/requirements', name);
  const stamp = join(home, `${name}.stamp`);
  const content = readFileSync(list, 'utf8');
  const done = existsSync(stamp) && readFileSync(stamp, 'utf8') === content;
  if (done && existsSync(result)) return;
  say(`installing Python packages (${name}) …`);
  await action(list);
  writeFileSync(stamp, content);
}

/** @param {string} list */
function install(list) {
  return pip('install', '--no-deps', '--requirement', list);
}

/**
 * Runs pip, once more if it fails: a dropped download is the likeliest reason.
 * @param {string[]} args
 */
export async function pip(...args) {
  const attempt = () =>
    run(python, ['-m', 'pip', '--disable-pip-version-check', '--no-input', ...args]);
  try {
    await attempt();
  } catch {
    say('pip failed, trying once more …');
    await attempt();
  }
}

/**
 * Packages become subpackages of backlit, each with its licence inside. All of them import their own
 * modules relatively, so nothing in them is changed.
 * @param {string} list
 */
async function vendor(list) {
  const work = join(home, 'vendor');
  rmSync(work, { recursive: true, force: true });
  await pip('install', '--no-deps', '--no-compile', '--target', work, '--requirement', list);
  for (const name of readdirSync(work).filter((each) => each.endsWith('.dist-info'))) {
    const info = join(work, name);
    const license = join(info, 'licenses/LICENSE');
    if (!existsSync(license)) throw new SetupError(`${name} has no licenses/LICENSE`);
    copyFileSync(license, join(work, name.split('-')[0], 'LICENSE'));
    rmSync(info, { recursive: true });
  }
  writeFileSync(join(work, '__init__.py'), '"""Packages of others, unchanged."""\n');
  rmSync(vendored, { recursive: true, force: true });
  renameSync(work, vendored);
}
