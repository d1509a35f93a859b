/**
 * What an app of stlite is tested with, all of it served from here: stlite's own files are an npm package,
 * and its Pyodide is the complete one with what Streamlit needs added to its lock file.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { download, pyodides } from './pyodide.js';
import { root, say } from './shell.js';

/** Folders below the repository's root. */
export const stlite = {
  files: 'node_modules/@stlite/mountable/build',
  pyodide: '.fixtures/stlite-pyodide-0.27.7',
};

const LOCK = 'pyodide-lock.json';

export async function installStlite() {
  const folder = join(root, stlite.pyodide);
  const list = join(root, 'pyodide/requirements/in-stlite.txt');
  const stamp = join(folder, 'stamp');
  const wanted = readFileSync(list, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('downloading what stlite needs …');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await download(folder, '--requirement', list);
  // It has no pure wheel, but does without its compiled part, which Pyodide does not load.
  await download(folder, '--platform=manylinux2014_x86_64', 'markupsafe==3.0.2');
  writeLock(folder, readdirSync(folder));
  writeFileSync(stamp, wanted);
}

/**
 * @param {string} folder
 * @param {string[]} added wheels in it
 */
function writeLock(folder, added) {
  const pyodide = pyodides['0.27.7'];
  for (const name of readdirSync(join(root, pyodide))) {
    if (name !== LOCK) symlinkSync(join('../..', pyodide, name), join(folder, name));
  }
  const lock = JSON.parse(readFileSync(join(root, pyodide, LOCK), 'utf8'));
  const names = added.map((file) => {
    const [name, version] = file.toLowerCase().split('-');
    const sha256 = createHash('sha256').update(readFileSync(join(folder, file)));
    return add(lock, name.replaceAll('_', '-'), {
      version,
      file_name: file,
      sha256: sha256.digest('hex'),
      depends: [],
    });
  });
  // Streamlit wants it, and no test reads its files: something else stands in. All others come along.
  add(lock, 'fastparquet', { ...lock.packages.six, depends: names });
  writeFileSync(join(folder, LOCK), JSON.stringify(lock));
}

/**
 * @param {any} lock
 * @param {string} name
 * @param {object} fields
 */
function add(lock, name, fields) {
  const [imports, install_dir, package_type] = [[], 'site', 'package'];
  lock.packages[name] = {
    imports,
    install_dir,
    package_type,
    unvendored_tests: false,
    ...fields,
    name,
  };
  return name;
}
