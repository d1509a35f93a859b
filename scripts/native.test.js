/** The C tests as tests, so that the closing lines of `npm test` count each of them. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { nativePresets } from './cmake.js';
import { root, run } from './shell.js';

const fast = process.env.BACKLIT_TEST_FAST === '1';

for (const preset of fast ? nativePresets.slice(0, 1) : nativePresets) {
  test(`C core: ${preset}`, async (t) => {
    const report = join(root, 'build', preset, 'ctest.xml');
    rmSync(report, { force: true });
    const failure = await run('ctest', ['--preset', preset, '--output-junit', report]).then(
      () => undefined,
      (error) => error,
    );
    for (const { name, passed } of readReport(report)) {
      await t.test(name, () => assert.ok(passed, 'see what ctest printed'));
    }
    if (failure) throw failure;
  });
}

/** @param {string} file */
function readReport(file) {
  const cases = readFileSync(file, 'utf8').matchAll(
    /<testcase name="([^"]*)"[^>]*status="([^"]*)"/g,
  );
  return [...cases].map(([, name, status]) => ({ name, passed: status === 'run' }));
}
