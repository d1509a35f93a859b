/** Configures and builds a preset of CMakePresets.json. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './shell.js';
import { toolchain } from './toolchain.js';

export const nativePresets = ['native', 'native-asan', 'native-tsan'];

/** @param {string} preset */
export async function cmakeBuild(preset) {
  await configure(preset);
  await run('cmake', ['--build', '--preset', preset], await environment(preset));
}

/**
 * Only the first time, and when the presets changed: ninja notices all other changes by itself.
 * @param {string} preset
 */
export async function configure(preset) {
  const cache = join(root, 'build', preset, 'build.ninja');
  const presets = join(root, 'CMakePresets.json');
  if (existsSync(cache) && statSync(cache).mtimeMs > statSync(presets).mtimeMs) return;
  say(`configuring ${preset} …`);
  const command = ['cmake', '--preset', preset, '--fresh'];
  if (preset === 'wasm') command.unshift('emcmake');
  await run(command[0], command.slice(1), await environment(preset));
}

/** @param {string} preset */
async function environment(preset) {
  return preset === 'wasm' ? await toolchain() : {};
}
