/**
 * The C → WebAssembly compiler. An `emcc` on PATH (from emsdk, say) is used if it is new enough. Otherwise Debian 13's
 * Emscripten is unpacked, once, into `.toolchain/`, beside the machine's own LLVM 19; the system stays as it is.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
} from 'node:fs';
import { renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { debianMirror } from './debian-mirror.js';
import { installPackages, packages } from './packages.js';
import { isMain, root, run, runMain, say, SetupError, which } from './shell.js';

const oldestVersion = '3.1.69';
const home = join(root, '.toolchain');
const prefix = join(home, 'emscripten');
const emscripten = join(prefix, 'usr/share/emscripten');

/** Emscripten and binaryen, and the newer C library that binaryen was linked with. */
const debs = ['emscripten', 'binaryen', 'libc6', 'libstdc++6', 'libgcc-s1', 'node-acorn'];

/** What a wasm32 build with threads never reads: 1.6 of 1.7 GB. */
const unused = [
  ...['lto', 'lto-pic', 'pic', 'lib*-ww*', 'libwasmfs*', 'lib*san*', 'libsanitizer*'].map(
    (name) => `*/wasm32-emscripten/${name}`,
  ),
  './usr/share/doc',
  './usr/share/man',
  ...['test', 'docs', 'media', 'ChangeLog*'].map((name) => `./usr/share/emscripten/${name}`),
];

/** The system packages that the compiler stands on. */
export async function toolchainPackages() {
  return (await usable(which('emcc'))) ? [] : packages.emscripten;
}

/**
 * Makes sure that there is a compiler.
 * @returns {Promise<{ env: Record<string, string> }>} the environment in which `emcc`, `emcmake` and cmake work
 */
export async function toolchain() {
  const needed = await toolchainPackages();
  if (needed.length === 0) return { env: {} };
  await installPackages(needed);
  if (!existsSync(prefix)) await provision();
  return {
    env: {
      EM_CONFIG: configuration(),
      PATH: [emscripten, process.env.PATH].join(delimiter),
    },
  };
}

/** @param {string | undefined} emcc */
async function usable(emcc) {
  if (!emcc) return false;
  const file = join(dirname(realpathSync(emcc)), 'emscripten-version.txt');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : await run(emcc, ['--version']);
  const version = /\d+\.\d+\.\d+/.exec(text)?.[0] ?? '0.0.0';
  return version.localeCompare(oldestVersion, 'en', { numeric: true }) >= 0;
}

async function provision() {
  mkdirSync(home, { recursive: true });
  removeAbandoned();
  const work = mkdtempSync(join(home, 'unfinished-'));
  try {
    say('downloading Emscripten (about 250 MB) …');
    const files = await download(work);
    say('unpacking Emscripten …');
    const unpacked = join(work, 'prefix');
    mkdirSync(unpacked);
    for (const file of files) await unpack(file, unpacked);
    wrapBinaryen(unpacked);
    linkAcorn(unpacked);
    // Otherwise Node would take Emscripten's scripts for ES modules, as this repository's package.json says.
    writeFileSync(join(unpacked, 'package.json'), '{}\n');
    if (!existsSync(prefix)) renameSync(unpacked, prefix);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Another process may be at work in a recent folder. */
function removeAbandoned() {
  for (const name of readdirSync(home).filter((entry) => entry.startsWith('unfinished-'))) {
    const folder = join(home, name);
    if (Date.now() - statSync(folder).mtimeMs > 3_600_000) rmSync(folder, { recursive: true });
  }
}

/**
 * Downloads with package lists of its own, so that the system's lists never hear of another suite.
 * @param {string} work
 */
async function download(work) {
  const folders = ['lists/partial', 'cache/archives/partial', 'debs'].map((name) =>
    join(work, name),
  );
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const sources = join(work, 'trixie.sources');
  writeFileSync(sources, debianMirror('trixie'));
  const options = [
    `Dir::Etc::sourcelist=${sources}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(work, 'lists')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    'APT::Sandbox::User=',
  ].flatMap((option) => ['-o', option]);
  const cwd = join(work, 'debs');
  const fetch = async () => {
    await run('apt-get', [...options, 'update'], { cwd });
    await run('apt-get', [...options, 'download', ...debs], { cwd });
  };
  await fetch().catch(fetch);
  return readdirSync(cwd).map((name) => join(cwd, name));
}

/**
 * @param {string} file
 * @param {string} folder
 */
async function unpack(file, folder) {
  const exclude = unused.map((pattern) => `'--exclude=${pattern}'`).join(' ');
  const script = `set -e -o pipefail; dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-same-owner ${exclude}`;
  await run('bash', ['-c', script, 'unpack', file, folder]);
}

/**
 * Binaryen needs a newer C library than the machine may have, so each program starts through the loader beside it.
 * @param {string} folder
 */
function wrapBinaryen(folder) {
  const libraries = readdirSync(join(folder, 'usr/lib')).find((name) =>
    name.endsWith('-linux-gnu'),
  );
  if (!libraries) throw new SetupError('the C library came without its folder');
  const library = join(folder, 'usr/lib', libraries);
  const loader = readdirSync(library).find((name) => name.startsWith('ld-linux'));
  const bin = join(folder, 'binaryen/bin');
  mkdirSync(bin, { recursive: true });
  for (const program of readdirSync(join(folder, 'usr/bin'))) {
    if (!program.startsWith('wasm')) continue;
    const script = `#!/bin/sh
usr=\${0%/*}/../../usr
exec "$usr/lib/${libraries}/${loader}" --library-path "$usr/lib/${libraries}" "$usr/bin/${program}" "$@"
`;
    writeFileSync(join(bin, program), script, { mode: 0o755 });
  }
}

/** @param {string} folder */
function linkAcorn(folder) {
  const modules = join(folder, 'usr/share/emscripten/node_modules');
  mkdirSync(modules, { recursive: true });
  symlinkSync('../../nodejs/acorn', join(modules, 'acorn'));
}

/** The file names absolute paths, so it is written again when the repository or Node has moved. */
function configuration() {
  const file = join(prefix, 'config.py');
  const text = `LLVM_ROOT = '/usr/bin'
BINARYEN_ROOT = '${join(prefix, 'binaryen')}'
NODE_JS = '${process.execPath}'
FROZEN_CACHE = True
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
`;
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
  return file;
}

if (isMain(import.meta.url)) {
  // Prints the environment for a shell: eval "$(node scripts/toolchain.js)"
  runMain(async () => {
    const { env } = await toolchain();
    for (const [name, value] of Object.entries(env)) console.log(`export ${name}='${value}'`);
  });
}
