/** All formatters and linters. `--fix` formats instead of only checking. */
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { configure } from './cmake.js';
import { python } from './python.js';
import { setup } from './setup.js';
import { isMain, root, run, runMain, say, SetupError } from './shell.js';

/** Each resolves when the project is clean and rejects with what the tool said. */
export const linters = {
  prettier: ({ fix = false } = {}) =>
    tool('prettier/bin/prettier.cjs', fix ? '--write' : '--check', '--log-level=warn', '.'),

  eslint: ({ fix = false } = {}) => tool('eslint/bin/eslint.js', ...(fix ? ['--fix'] : []), '.'),

  'clang-format': async ({ fix = false } = {}) => {
    const files = cFiles(['src', 'src/kernels', 'tests/c'], /\.[ch]$/);
    if (files.length > 0) {
      await run('clang-format-19', [...(fix ? ['-i'] : ['--dry-run', '--Werror']), ...files]);
    }
  },

  'clang-tidy': async () => {
    await configure('native');
    const files = cFiles(['src', 'src/kernels'], /(?<!host_wasm)\.c$/);
    await inParallel(files, (file) =>
      run('clang-tidy-19', ['--quiet', '--warnings-as-errors=*', '-p', 'build/native', file]),
    );
  },

  ruff: ({ fix = false } = {}) =>
    inPython('ruff', 'check', ...(fix ? ['--fix'] : []), ...pythonCode),

  'ruff format': ({ fix = false } = {}) =>
    inPython('ruff', 'format', ...(fix ? [] : ['--check', '--diff']), ...pythonCode),

  mypy: () => inPython('mypy'),
};

/** From pyodide/, where the tools find their configuration. */
const pythonCode = ['.', '../tests/pyodide', '../tests/stlite', '../bench', '../web-demo'];

/** @param {string[]} args a module of the Python environment and its arguments */
function inPython(...args) {
  return run(python, ['-m', ...args], { cwd: join(root, 'pyodide') });
}

/** @param {string[]} args a script below node_modules and its arguments */
function tool(...[script, ...args]) {
  return run('node', [join('node_modules', script), ...args]);
}

/**
 * @param {string[]} folders
 * @param {RegExp} pattern
 */
function cFiles(folders, pattern) {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => pattern.test(name))
        .map((name) => `${folder}/${name}`),
    );
}

/**
 * Does all, even when some fail: one run shows everything there is to mend.
 * @param {string[]} items
 * @param {(item: string) => Promise<unknown>} action
 */
async function inParallel(items, action) {
  const waiting = [...items];
  /** @type {string[]} */
  const failures = [];
  const lane = async () => {
    for (let item = waiting.shift(); item; item = waiting.shift()) {
      await action(item).catch((error) => failures.push(error.message));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  failOn(failures);
}

/** @param {string[]} failures */
function failOn(failures) {
  if (failures.length > 0) throw new SetupError(failures.join('\n\n'));
}

if (isMain(import.meta.url)) {
  runMain(async () => {
    await setup('test');
    const fix = process.argv.includes('--fix');
    const failures = [];
    for (const [name, lint] of Object.entries(linters)) {
      say(`${name} …`);
      await lint({ fix }).catch((error) => failures.push(error.message));
    }
    failOn(failures);
  });
}
