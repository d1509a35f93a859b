/** The linters as tests, so that the closing lines of `npm test` count them. */
import { test } from 'node:test';
import { buildTypes } from './build.js';
import { linters } from './lint.js';

const fast = process.env.BACKLIT_TEST_FAST === '1';

for (const [name, lint] of Object.entries(linters)) {
  test(`lint: ${name}`, { skip: fast && name === 'clang-tidy' }, async () => {
    await lint();
  });
}

test('types', async () => {
  await buildTypes();
});
