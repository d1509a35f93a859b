/** Installs what building, `npm start` or `npm test` needs and this machine lacks: node scripts/setup.js build|start|test */
import { installNodeModules } from './node-modules.js';
import { installPackages, packages } from './packages.js';
import { installCompletePyodide, installWheels } from './pyodide.js';
import { installPython } from './python.js';
import { isMain, runMain, SetupError } from './shell.js';
import { installStlites } from './stlite.js';
import { toolchain, toolchainPackages } from './toolchain.js';

/** @param {string} [purpose] build, start or test: each includes the one before */
export async function setup(purpose = 'build') {
  if (purpose !== 'build' && purpose !== 'start' && purpose !== 'test') {
    throw new SetupError('usage: node scripts/setup.js build|start|test');
  }
  const wanted = [...packages.build, ...(await toolchainPackages())];
  if (purpose === 'test') wanted.push(...packages.test);
  await installPackages(wanted);
  await toolchain();
  await installNodeModules();
  await installPython(purpose);
  if (purpose === 'build') return;
  await installCompletePyodide();
  await installStlites();
  if (purpose === 'test') await installWheels('test');
}

if (isMain(import.meta.url)) runMain(() => setup(process.argv[2]));
