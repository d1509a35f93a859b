/** Builds the Python wheel into dist/. The same sources make the same bytes. */
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { python } from './python.js';
import { isMain, root, run, runMain } from './shell.js';

/** The built files that backlit reads in a browser. */
const assets = ['backlit.wasm', 'python.js', 'python-worker.js'];

/** 1 January 2020: the time that all files in the wheel get. */
const SOURCE_DATE_EPOCH = '1577836800';

export async function buildWheel() {
  takeAssets();
  for (const name of ['LICENSE', 'THIRD_PARTY_LICENSES.md']) {
    copyFileSync(join(root, name), join(root, 'pyodide', name));
  }
  for (const name of wheels()) rmSync(join(root, name));
  const options = ['--target', 'wheel', '--directory', join(root, 'dist')];
  await run(python, ['-m', 'hatchling', 'build', ...options], {
    cwd: join(root, 'pyodide'),
    env: { SOURCE_DATE_EPOCH },
  });
}

/** @returns {string} the wheel, below the repository's root */
export function wheel() {
  const [name] = wheels();
  if (!name) throw new Error('dist/ has no wheel: npm run build');
  return name;
}

function wheels() {
  const names = readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.whl'));
  return names.map((name) => `dist/${name}`);
}

function takeAssets() {
  const folder = join(root, 'pyodide/backlit/assets');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const name of assets) {
    copyFileSync(join(root, 'dist', name), join(folder, name));
  }
}

if (isMain(import.meta.url)) runMain(buildWheel);
