/** A peer in a process of its own, which is measured by messages over Node's channel. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { poolOf } from './pool-of.js';

const CLOSING = 2000; // ms

/**
 * @param {string} program
 * @param {string[]} list its arguments
 * @param {NodeJS.ProcessEnv} [env] added to this process's
 */
export async function openProcess(program, list, env) {
  const child = spawn(program, list, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`its process ended with ${signal ?? `code ${code}`}`);
  });
  ended.catch(() => {}); // that it ends in the end is no fault
  const answer = async () => {
    const [{ error, ...value }] = await Promise.race([once(child, 'message'), ended]);
    if (error !== undefined) throw new Error(error);
    return value;
  };
  const { names } = await answer();
  return poolOf(
    names,
    (...request) => {
      child.send(request);
      return answer();
    },
    async () => {
      const late = setTimeout(() => child.kill('SIGKILL'), CLOSING);
      child.disconnect();
      await ended.catch(() => {});
      clearTimeout(late);
    },
  );
}
