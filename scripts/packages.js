/** System packages, installed by apt only where what they bring is missing. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { run, say, SetupError, which } from './shell.js';

const sanitizers = '/usr/lib/llvm-19/lib/clang/19/lib/linux';

/** Debian package → is it, or an equal, already here? */
const present = {
  cmake: () => which('cmake'),
  'ninja-build': () => which('ninja'),
  python3: () => which('python3'),
  // Brings the pip that a new environment starts with.
  'python3-venv': () => spawnSync('python3', ['-c', 'import ensurepip, venv']).status === 0,
  'clang-19': () => which('clang-19'),
  'lld-19': () => which('wasm-ld-19'),
  'llvm-19': () => which('llvm-ar-19'),
  'libclang-rt-19-dev': () =>
    existsSync(sanitizers) && readdirSync(sanitizers).some((file) => file.includes('tsan')),
  'clang-tidy-19': () => which('clang-tidy-19'),
  'clang-format-19': () => which('clang-format-19'),
  chromium: () => which('chromium'),
  'firefox-esr': () => which('firefox-esr'),
};

/** @typedef {keyof typeof present} Package */

export const packages = {
  /** @type {Package[]} */
  build: ['cmake', 'ninja-build', 'python3', 'python3-venv'],
  /** @type {Package[]} needed by the Emscripten that toolchain.js unpacks */
  emscripten: ['clang-19', 'lld-19', 'llvm-19'],
  /** @type {Package[]} */
  test: [
    'clang-19',
    'llvm-19',
    'libclang-rt-19-dev',
    'clang-tidy-19',
    'clang-format-19',
    'chromium',
    'firefox-esr',
  ],
};

/** @param {Package[]} wanted */
export async function installPackages(wanted) {
  const missing = [...new Set(wanted)].filter((name) => !present[name]());
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (!which('apt-get')) {
    throw new SetupError(`missing programs. On Debian 12 this brings them: ${command}`);
  }
  if (process.getuid?.() !== 0) throw new SetupError(`missing programs. Run as root: ${command}`);

  say(`installing ${missing.join(' ')} …`);
  if (!(await listsKnow(missing))) await apt('update');
  try {
    await aptInstall(missing);
  } catch {
    // Stale lists, a dropped download or a dpkg that was interrupted: each is healed by this.
    say('apt failed, trying once more with fresh package lists …');
    await run('dpkg', ['--configure', '-a'], { env: unattended }).catch(() => {});
    await apt('update');
    await aptInstall(missing);
  }
}

const unattended = { DEBIAN_FRONTEND: 'noninteractive' };

/** @param {string[]} args */
function apt(...args) {
  return run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { env: unattended });
}

/** @param {string[]} names */
function aptInstall(names) {
  return apt('install', '--yes', '--fix-broken', '--no-install-recommends', ...names);
}

/** @param {string[]} names */
async function listsKnow(names) {
  try {
    // One by one: of several names, apt-cache is content with a single known one.
    for (const name of names) await run('apt-cache', ['show', '--quiet', name]);
    return true;
  } catch {
    return false;
  }
}
