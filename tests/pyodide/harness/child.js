import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a program that writes events to file descriptor 3, a line of JSON each.
 *
 * @param {{ after(cleanUp: () => any): void }} context ends the program, at the latest
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @param {Pick<import('../../harness/relay.js').Relay, 'receive' | 'log' | 'fail'>} relay gets what it
 *   says; its end is a failure, unless it was done
 */
export function startChild(context, program, args, options, relay) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  context.after(() => child.kill('SIGKILL'));
  for (const output of [child.stdout, child.stderr]) {
    createInterface(output).on('line', (line) => relay.log(line));
  }
  createInterface(child.stdio[3]).on('line', (line) => relay.receive(JSON.parse(line)));
  child.on('close', (code, signal) => {
    relay.fail(new Error(`The process is gone: ${signal ?? `exit code ${code}`}`));
  });
}
