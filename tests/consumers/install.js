/** The consumers' applications, with the package as npm packs it and what else they depend on. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pack } from '../js/installed.js';

const execute = promisify(execFile);

/**
 * @param {{ after(cleanUp: () => any): void }} context
 * @returns {Promise<string>} the folder of all of them, outside of the repository
 */
export async function installConsumers(context) {
  const folder = await mkdtemp(join(tmpdir(), 'backlit-consumers-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const source = fileURLToPath(new URL('.', import.meta.url));
  await cp(source, folder, { recursive: true });
  const tarball = await pack(folder);
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  await execute('npm', ['install', ...options, tarball], { cwd: folder });
  return folder;
}
