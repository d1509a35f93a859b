/** The npm packages that building and testing use. */
import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './shell.js';

export async function installNodeModules() {
  // npm writes this file last, so an interrupted installation is seen and repeated.
  const installed = join(root, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockFile).mtimeMs) return;
  say('installing npm packages …');
  // No package needs its install script: their native parts come as packages of their own.
  await run('npm', ['ci', '--include=dev', '--ignore-scripts', '--no-fund', '--no-audit']);
  const now = new Date();
  utimesSync(installed, now, now);
}

const lockFile = join(root, 'package-lock.json');
