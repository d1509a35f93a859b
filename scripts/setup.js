/** Installs what `npm start` or `npm test` needs and this machine lacks: node scripts/setup.js start|test */
import { installNodeModules } from './node-modules.js';
import { installPackages, packages } from './packages.js';
import { installPyodides } from './pyodide.js';
import { installPython } from './python.js';
import { isMain, runMain, SetupError } from './shell.js';
import { installStlites } from './stlite.js';
import { toolchain, toolchainPackages } from './toolchain.js';

/** @param {string} [purpose] start or test */
export async function setup(purpose = 'start') {
  if (purpose !== 'start' && purpose !== 'test') {
    throw new SetupError('usage: node scripts/setup.js start|test');
  }
  const wanted = [...packages.build, ...(await toolchainPackages())];
  if (purpose === 'test') wanted.push(...packages.test);
  await installPackages(wanted);
  await toolchain();
  await installNodeModules();
  await installPython(purpose);
  if (purpose === 'test') {
    await installPyodides();
    await installStlites();
  }
}

if (isMain(import.meta.url)) runMain(() => setup(process.argv[2]));
