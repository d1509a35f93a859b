/** What every script needs: the repository's root, progress lines, finding and running programs. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * A progress line. It goes to stderr, so that a script can still print a result.
 * @param {string} line
 */
export function say(line) {
  console.error(`backlit: ${line}`);
}

/** A failure the user can act on. Its message says everything, where it was thrown says nothing. */
export class SetupError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.stack = message;
  }
}

/**
 * The full path of a program, or undefined.
 * @param {string} program
 * @param {string} [path] the search path, as in PATH
 */
export function which(program, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, program);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/**
 * Runs a program without a shell. Rejects, with what the program printed, when it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env] added to this process's environment
 * @param {string} [options.cwd] the repository's root unless told
 * @param {boolean} [options.show] print the output as it comes, instead of only on failure
 * @returns {Promise<string>} what it printed (empty with `show`)
 */
export function run(program, args, { env = {}, cwd = root, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk);
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => reject(new SetupError(`cannot run ${program}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const reason = signal ?? `exit code ${code}`;
      reject(new SetupError(`${[program, ...args].join(' ')}: ${reason}\n${output}`.trimEnd()));
    });
  });
}

/** @param {string} moduleUrl a script's `import.meta.url` */
export function isMain(moduleUrl) {
  return process.argv[1] !== undefined && moduleUrl === pathToFileURL(process.argv[1]).href;
}

/**
 * Runs a script's main function; a failure ends the process with exit code 1.
 * @param {() => Promise<unknown>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(`backlit: ${error?.stack ?? error}`);
    process.exitCode = 1;
  }
}
