/**
 * `npm test`: installs what is missing, builds, and runs every test. The runner's summary is the last thing printed.
 * `--fast` leaves out browsers, sanitizers and clang-tidy. Names of test files limit the run to them.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.js';
import { cmakeBuild, nativePresets } from './cmake.js';
import { setup } from './setup.js';
import { root, runMain, say } from './shell.js';

await runMain(async () => {
  const fast = process.argv.includes('--fast');
  const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  await setup('test');
  await build();
  if (named.length === 0) {
    for (const preset of fast ? nativePresets.slice(0, 1) : nativePresets) {
      say(`building ${preset} …`);
      await cmakeBuild(preset);
    }
  }
  const folders = ['scripts', 'tests/js', 'tests/harness'];
  if (!fast) folders.push('tests/browser', 'tests/consumers', 'tests/pyodide', 'tests/stlite');
  const all = folders.flatMap(testFiles);
  if (fast) all.push('tests/pyodide/native.test.js');
  const files = named.length > 0 ? named : all;
  process.exitCode = await nodeTest(files, fast);
});

/** @param {string} folder */
function testFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(folder, name));
}

/**
 * One file at a time: tests of timing and of busy workers disturb each other.
 * @param {string[]} files
 * @param {boolean} fast
 * @returns {Promise<number>} the exit code
 */
function nodeTest(files, fast) {
  const options = [
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=1',
    '--test-timeout=900000',
  ];
  const child = spawn(process.execPath, [...options, ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, BACKLIT_TEST_FAST: fast ? '1' : '0' },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
