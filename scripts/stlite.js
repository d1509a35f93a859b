/**
 * What apps of stlite are tested with, all of it served from here: stlite's own files are npm packages,
 * and its Pyodide is one of those of pyodide.js with what Streamlit needs added to its lock file.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { download, pyodides } from './pyodide.js';
import { python } from './python.js';
import { root, run, say } from './shell.js';

/**
 * @typedef {object} Stlite
 * @property {string} pyodide the folder of its Pyodide, below the repository's root
 * @property {string} loader the file in it that stlite loads
 * @property {keyof typeof pyodides} from the Pyodide that this is made of
 * @property {string} requirements a list in pyodide/requirements
 * @property {Record<string, [module: string, text: string]>} stubs packages that cannot be had: Streamlit
 *   imports them, and no test uses them
 */

/** Version → what it is. @type {Record<string, Stlite>} */
export const stlites = {
  '0.75.0': {
    pyodide: '.fixtures/stlite-0.75.0',
    loader: 'pyodide.js',
    from: '0.27.7',
    requirements: 'in-stlite-0.75.0.txt',
    stubs: { fastparquet: ['fastparquet', ''] },
  },
  '1.9.2': {
    pyodide: '.fixtures/stlite-1.9.2',
    loader: 'pyodide.mjs',
    from: '0.29.5',
    requirements: 'in-stlite-1.9.2.txt',
    stubs: {
      fastparquet: ['fastparquet', ''],
      numpy: ['numpy', ''],
      pandas: ['pandas', ''],
      pillow: ['PIL', 'GifImagePlugin = Image = ImageFile = None\n'],
      ssl: ['ssl', ''],
    },
  },
};

const LOCK = 'pyodide-lock.json';

export async function installStlites() {
  for (const [version, stlite] of Object.entries(stlites)) await install(version, stlite);
}

/**
 * @param {string} version
 * @param {Stlite} stlite
 */
async function install(version, { pyodide, from, requirements, stubs }) {
  const folder = join(root, pyodide);
  const list = join(root, 'pyodide/requirements', requirements);
  const stamp = join(folder, 'stamp');
  const wanted = JSON.stringify([readFileSync(list, 'utf8'), stubs]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`downloading what stlite ${version} needs …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await download(folder, '--requirement', list);
  // It has no pure wheel, but does without its compiled part, which Pyodide does not load.
  await download(folder, '--platform=manylinux2014_x86_64', 'markupsafe==3.0.2');
  const lock = JSON.parse(readFileSync(join(root, pyodides[from], LOCK), 'utf8'));
  for (const [name, [module, text]] of Object.entries(stubs)) {
    await makeWheel(folder, name, lock.packages[name]?.version ?? '1.0', module, text);
  }
  addPackages(lock, folder, readdirSync(folder));
  for (const name of readdirSync(join(root, pyodides[from]))) {
    if (name !== LOCK) symlinkSync(join('../..', pyodides[from], name), join(folder, name));
  }
  writeFileSync(join(folder, LOCK), JSON.stringify(lock));
  writeFileSync(stamp, wanted);
}

/**
 * Makes a wheel of one module.
 * @param {string} folder
 * @param {string} name
 * @param {string} version
 * @param {string} module
 * @param {string} text
 */
async function makeWheel(folder, name, version, module, text) {
  const source = join(folder, 'work');
  const parts = [join(source, module), join(source, `${name}-${version}.dist-info`)];
  for (const part of parts) mkdirSync(part, { recursive: true });
  writeFileSync(join(parts[0], '__init__.py'), text);
  writeFileSync(
    join(parts[1], 'METADATA'),
    `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
  );
  const wheel = join(folder, `${name}-${version}-py3-none-any.whl`);
  await run(python, ['-m', 'zipfile', '-c', wheel, ...parts]);
  rmSync(source, { recursive: true });
}

/**
 * @param {any} lock Pyodide's list of packages
 * @param {string} folder
 * @param {string[]} wheels in it
 */
function addPackages({ packages }, folder, wheels) {
  const names = wheels.map((file) => {
    const [name, version] = file.toLowerCase().split('-');
    return { file, version, name: name.replaceAll('_', '-') };
  });
  for (const { file, name, version } of names) {
    packages[name] = {
      name,
      version,
      file_name: file,
      sha256: createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
      imports: [],
      depends: [],
      install_dir: 'site',
      package_type: 'package',
      unvendored_tests: false,
    };
  }
  // Streamlit asks for it by name, and all others come along.
  packages.fastparquet.depends = names
    .map(({ name }) => name)
    .filter((name) => name !== 'fastparquet');
}
