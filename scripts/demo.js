/**
 * Builds the demo page, web-demo/, into build/demo/: files that any server can serve, below any path.
 *
 *     npm run build:demo
 */
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from './build.js';
import { setup } from './setup.js';
import { isMain, root, runMain, say } from './shell.js';
import { stlites } from './stlite.js';
import { wheel } from './wheel.js';

/** The built page. */
export const demoFolder = join(root, 'build/demo');

/** Links to what the page loads while it runs; Vite copies what they lead to. */
const files = join(root, 'build/demo-files');

const PYODIDE = /^pyodide(\.asm)?\.(mjs|wasm)$|^pyodide-lock\.json$|^python_stdlib\.zip$/;

/** Of stlite's Pyodide, what Streamlit does not need: two thirds of the whole. */
const NOT_IN_APP =
  /^(scipy|scikit|matplotlib|contourpy|fonttools|kiwisolver|openblas|jedi|ipython|wheels|stamp)/;

export async function buildDemo() {
  rmSync(files, { recursive: true, force: true });
  link('dist/coi.js', 'coi.js');
  const name = wheel();
  link(name, name.replace('dist/', ''));
  linkAll('node_modules/pyodide-314', 'pyodide', (file) => PYODIDE.test(file));
  linkAll(stlites['0.75.0'].pyodide, 'stlite/pyodide', (file) => !NOT_IN_APP.test(file));
  linkAll(
    'node_modules/@stlite/mountable/build',
    'stlite/mountable',
    (file) => !file.endsWith('.map'),
  );
  const vite = await import('vite');
  await vite.build({ configFile: join(root, 'web-demo/vite.config.js'), logLevel: 'warn' });
}

/**
 * @param {string} from below the repository's root
 * @param {string} to below the page
 */
function link(from, to) {
  mkdirSync(dirname(join(files, to)), { recursive: true });
  symlinkSync(join(root, from), join(files, to));
}

/**
 * @param {string} from
 * @param {string} to
 * @param {(file: string) => boolean} isWanted
 */
function linkAll(from, to, isWanted) {
  for (const entry of readdirSync(join(root, from), { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name).slice(join(root, from).length + 1);
    if (!entry.isDirectory() && isWanted(path)) link(join(from, path), join(to, path));
  }
}

if (isMain(import.meta.url)) {
  runMain(async () => {
    await setup('start');
    await build();
    await buildDemo();
    say('the demo page is in build/demo/');
  });
}
