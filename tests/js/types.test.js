/** tests/types, compiled against the package's declarations as an application sees them. */
import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildTypes } from '../../scripts/build.js';
import { applicationFolder, compileTypes, root } from './installed.js';

const resolutions = {
  'Node 16 resolves': ['--module', 'node16'],
  'the newest Node resolves': ['--module', 'nodenext'],
  'bundlers resolve': ['--module', 'esnext', '--moduleResolution', 'bundler'],
};

await buildTypes();
const folder = await applicationFolder({ after });
await cp(join(root, 'tests/types'), join(folder, 'types'), { recursive: true });

/**
 * What the compiler says of one more file.
 * @param {string} name
 * @param {string} code
 */
async function complaints(name, code) {
  await mkdir(join(folder, name));
  await cp(join(root, 'tests/types/tsconfig.json'), join(folder, name, 'tsconfig.json'));
  await writeFile(join(folder, name, 'main.ts'), code);
  return compileTypes(folder, ['--project', name]);
}

for (const [who, options] of Object.entries(resolutions)) {
  test(`the types say what is right and what is wrong, as ${who} modules`, async () => {
    assert.equal(await compileTypes(folder, ['--project', 'types', ...options]), '');
  });
}

test('an error that is expected and does not come is one', async () => {
  const code = `import { kernel, run } from 'backlit';
// @ts-expect-error nothing is wrong with it
run(kernel('increment'), 41);
`;
  assert.match(await complaints('unused', code), /main\.ts\(2,1\).*Unused '@ts-expect-error'/);
});

test('what the package does not export cannot be imported', async () => {
  const code = `export { Client } from 'backlit/js/client.js';\n`;
  assert.match(await complaints('inside', code), /Cannot find module 'backlit\/js\/client\.js'/);
});
