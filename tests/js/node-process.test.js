/** A process of Node that uses backlit: when it ends, when it stays, and what it prints. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';

const TOO_LONG = 30_000; // ms: it hangs

const jobs = new URL('./node-process/jobs.js', import.meta.url);
const preamble = `
import * as backlit from '${new URL('../../js/index.js', import.meta.url)}';
const { diagnose, options, remote, run, sharedArray, shutdown, start } = backlit;
const jobs = remote('${jobs}');
const running = (task) => { while (task.status !== 'RUNNING'); };
await start({ workers: 1 });
`;

const folder = mkdtempSync(join(tmpdir(), 'backlit-'));
after(() => rmSync(folder, { recursive: true }));

/** Starts a process that has started backlit, with one worker, and then runs this. */
function begin(program, flags = []) {
  const file = join(folder, 'main.mjs');
  writeFileSync(file, preamble + program);
  const child = spawn(process.execPath, [...flags, file], {
    timeout: TOO_LONG,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const end = once(child, 'close').then(([code, signal]) => ({ code, signal, stderr }));
  return { child, end };
}

/** The lines that it prints, if it ends by itself with this exit code and without a complaint. */
async function linesOf(program, { exitCode = 0, complaint = /^$/, flags = [] } = {}) {
  const { child, end } = begin(program, flags);
  const lines = [];
  for await (const line of createInterface(child.stdout)) lines.push(line);
  const { code, signal, stderr } = await end;
  assert.equal(signal, null, `it did not end by itself; it printed: ${lines}`);
  assert.match(stderr, complaint);
  assert.equal(code, exitCode);
  return lines;
}

test('a process that has only started backlit exits', async () => {
  assert.deepEqual(await linesOf(''), []);
});

test('a process may have options of Node and of V8', async () => {
  const flags = ['--expose-gc', '--max-old-space-size=1000', '--no-warnings'];
  assert.deepEqual(await linesOf(`console.log(await run(jobs.increment, 1));`, { flags }), ['2']);
});

test('a policy that forbids eval is told to an inline function, with the remedy', async () => {
  const lines = await linesOf(
    `await run((x) => x * 2, 21).catch(({ name, message }) => console.log(name + ': ' + message));
    console.log(await run(jobs.increment, 1));`,
    { flags: ['--disallow-code-generation-from-strings'] },
  );
  assert.match(lines[0], /^EvalError: the Content-Security-Policy.*forbids eval.*remote\(new URL/);
  assert.equal(lines[1], '2');
});

test('a process exits while tasks spin, sleep and wait that nobody awaits', async () => {
  const lines = await linesOf(`
    const spinning = run(jobs.spin);
    running(spinning);
    const waiting = run(jobs.nap, 3600);
    run(jobs.asyncNeverEnds);
    console.log(spinning.status, waiting.status);
  `);
  assert.deepEqual(lines, ['RUNNING PENDING']);
});

test('a process exits while an async task goes on that nobody awaits', async () => {
  const lines = await linesOf(`
    const task = run(jobs.asyncNeverEnds);
    running(task);
    console.log(task.status);
  `);
  assert.deepEqual(lines, ['RUNNING']);
});

test('a process exits after it has read a task to its end without awaiting it', async () => {
  const lines = await linesOf(`
    const task = run(jobs.increment, 41);
    while (!task.done);
    console.log(task.result);
  `);
  assert.deepEqual(lines, ['42']);
});

test('a process stays for a task that it awaits', async () => {
  assert.deepEqual(await linesOf(`console.log(await run(jobs.nap, 0.3));`), ['slept']);
});

test('a process stays for what it wants to do after a task', async () => {
  const lines = await linesOf(`
    run(jobs.nap, 0.3).then(console.log);
    console.log('main ends');
  `);
  assert.deepEqual(lines, ['main ends', 'slept']);
});

test('a process stays for the last of its awaited tasks, then exits though others go on', async () => {
  const lines = await linesOf(`
    const first = run(jobs.increment, 1);
    const second = run(jobs.nap, 0.3);
    const third = run(jobs.spin);
    for (const task of [first, second]) task.then(console.log);
    await second;
    running(third);
  `);
  assert.deepEqual(lines, ['2', 'slept']);
});

test('a process exits after the cancel of the task that it awaits', async () => {
  const lines = await linesOf(`
    const task = options({ cancelGrace: 0.1 }).run(jobs.spin);
    running(task);
    task.cancel();
    await task.catch((error) => console.log(error.name));
  `);
  assert.deepEqual(lines, ['CancelledError']);
});

test('a process stays for the end of a shutdown, when no task is awaited any more', async () => {
  const lines = await linesOf(`
    for (let round = 0; round < 30; round++) {
      await start();
      const task = run(jobs.asyncNeverEnds);
      task.catch(() => {});
      setTimeout(() => task.cancel(), round % 3);
      await new Promise((resolve) => setTimeout(resolve, round % 3));
      await shutdown();
    }
    console.log('the end');
  `);
  assert.deepEqual(lines, ['the end']);
});

test('a process exits after shutdown, though a task was spinning', async () => {
  const lines = await linesOf(`
    const task = run(jobs.spin);
    running(task);
    await shutdown();
    console.log(task.status);
  `);
  assert.deepEqual(lines, ['CANCELLED']);
});

test('a process can start again after shutdown, and exits', async () => {
  const lines = await linesOf(`
    await shutdown();
    await start();
    console.log(await run(jobs.increment, 1));
  `);
  assert.deepEqual(lines, ['2']);
});

test('process.exit works while a task spins, awaited or not', async () => {
  for (const use of ['', 'task.catch(() => {});']) {
    const program = `
      const task = run(jobs.spin);
      ${use}
      running(task);
      process.exit(7);
    `;
    assert.deepEqual(await linesOf(program, { exitCode: 7 }), []);
  }
});

test('an error that the program does not catch ends it while a task spins', async () => {
  const program = `
    running(run(jobs.spin));
    throw new Error('of the program itself');
  `;
  await linesOf(program, { exitCode: 1, complaint: /of the program itself/ });
});

test('what a task prints appears while it blocks its worker', async () => {
  const { child, end } = begin(`
    const gate = sharedArray(Int32Array, 1);
    process.stdin.once('data', () => Atomics.store(gate, 0, 1)).unref();
    console.log(await run(jobs.speakAndBlock, gate));
    process.stdin.destroy();
  `);
  const lines = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    // Only now the gate opens: a line that waits for the task's end never comes.
    if (line === 'spoken again') child.stdin.write('go\n');
  }
  const { code, stderr } = await end;
  assert.deepEqual(lines, ['spoken', 'spoken again', 'unblocked', 'end']);
  assert.equal(stderr, 'spoken as an error\n');
  assert.equal(code, 0);
});

for (const [name, job, message] of [
  ['error in a timer', 'throwInTimer', /Uncaught in a worker: Error: thrown in a timer/],
  ['unhandled rejection', 'rejectUnheard', /Uncaught in a worker: Error: rejected unheard/],
]) {
  test(`an ${name} of a worker is printed; neither the task nor the process ends`, async () => {
    const program = `
      console.log(await run(jobs.${job}));
      console.log(await run(jobs.increment, 1));
      console.log(diagnose().lost);
    `;
    assert.deepEqual(await linesOf(program, { complaint: message }), ['survived', '2', '0']);
  });
}
