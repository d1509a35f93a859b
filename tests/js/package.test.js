/** What npm publishes. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildTypes } from '../../scripts/build.js';
import { applicationFolder } from './installed.js';

await buildTypes();
const folder = join(await applicationFolder({ after }), 'node_modules', 'backlit');
const files = await readdir(folder, { recursive: true });

test('the package leaves what only Python needs to the wheel', () => {
  assert.deepEqual(
    files.filter((name) => /python|pyodide|\.whl$|\.py$/.test(name)),
    [],
  );
});

test('every file that the package exports is there', () => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const targets = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  const named = targets.filter((target) => !target.includes('*'));
  assert.ok(named.length > 0);
  assert.deepEqual(
    named.filter((target) => !existsSync(join(folder, target))),
    [],
  );
});
