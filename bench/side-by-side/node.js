/** The comparison in Node. It runs in processes of its own, which this same file is. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memoryOf } from '../hosts/processes.js';
import { compare } from './compare.js';
import { compareFresh } from './fresh-lines.js';
import { inFresh } from './fresh.js';
import { measures } from './measures.js';
import { peers } from './node-peers.js';

const LIMIT = 60000; // ms for a fresh process

/**
 * @typedef {{ quick: boolean, figures: string[] }} Options
 * @typedef {(name: string, lines: import('./compare.js').Line[]) => unknown} Report
 *
 * @param {Options} options
 * @param {Report} report
 * @returns {Promise<string>} the version
 */
export async function compareInNode(options, report) {
  await inProcess(['all', JSON.stringify(options)], ({ name, lines }) => report(name, lines));
  await compareFresh(Object.keys(peers), options, runFresh, report);
  return `Node ${process.version}`;
}

/** @type {import('./fresh-lines.js').RunFresh} */
async function runFresh(peer, what, argument) {
  let numbers;
  const process = inProcess(['fresh', peer, what, String(argument)], (message) => {
    numbers = message;
  });
  await process;
  return numbers;
}

/**
 * @param {string[]} list
 * @param {(message: any) => unknown} receive
 * @returns {Promise<void>}
 */
function inProcess(list, receive) {
  const child = fork(fileURLToPath(import.meta.url), list, {
    execArgv: ['--no-warnings'], // of many listeners
    ...(list[0] === 'fresh' && { timeout: LIMIT, killSignal: 'SIGKILL' }),
  });
  child.on('message', receive);
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(signal ? `over ${LIMIT / 1000} s` : `its process ended with code ${code}`),
        );
    });
  });
}

/** The most memory that this process ever had. */
async function peakMemory() {
  const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'));
  return Number(kilobytes) * 1024;
}

async function main([call, ...list]) {
  const send = (message) => new Promise((resolve) => process.send?.(message, resolve));
  if (call === 'all') {
    await compare(peers, measures, JSON.parse(list[0]), (name, lines) => send({ name, lines }));
  } else {
    const [peer, what, argument] = list;
    const host = { memory: async () => memoryOf(process.pid), peakMemory };
    await send(await inFresh[what](peers[peer], host, Number(argument)));
  }
  process.exit(0); // some peers would keep it
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
