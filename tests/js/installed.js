/** The package as npm would install it: only what is published, at its place in node_modules. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const execute = promisify(execFile);

/**
 * @param {{ after(cleanUp: () => any): void }} context
 * @returns {Promise<string>} the folder of an application that has backlit in its node_modules
 */
export async function applicationFolder(context) {
  const folder = await mkdtemp(join(tmpdir(), 'backlit-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  const destination = join(folder, 'node_modules', 'backlit');
  await mkdir(destination, { recursive: true });
  const tarball = await pack(folder);
  await execute('tar', ['-xzf', tarball, '-C', destination, '--strip-components=1']);
  return folder;
}

/**
 * @param {string} folder
 * @returns {Promise<string>} the file there that npm would publish
 */
export async function pack(folder) {
  // The build has been made: without its script, which would make it again.
  const options = ['--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await execute('npm', ['pack', ...options], { cwd: root });
  const [{ filename }] = JSON.parse(stdout);
  return join(folder, filename);
}

/**
 * Runs TypeScript's compiler.
 * @param {string} folder
 * @param {string[]} options
 * @returns {Promise<string>} what it complains about: empty if about nothing
 */
export async function compileTypes(folder, options) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    await execute(process.execPath, [compiler, ...options], { cwd: folder });
    return '';
  } catch (error) {
    return error.stdout || error.message;
  }
}
