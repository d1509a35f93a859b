import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../web-demo/job.js', import.meta.url));
const verdict = 'Every result equals the single-threaded one.';

/** Starts the job; `lines` gives what it prints, `exit` how it ended. */
function startJob(context, ...args) {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  return { child, lines: createInterface(child.stdout), exit: once(child, 'exit') };
}

async function allLines(lines) {
  const all = [];
  for await (const line of lines) all.push(line);
  return all;
}

test('with --once the job ends with exit code 0 when all results are equal', async (context) => {
  const { lines, exit } = startJob(context, '--once');
  const output = await allLines(lines);
  const [code] = await exit;
  const text = output.join('\n');
  assert.equal(code, 0, text);
  assert.ok(output.includes(verdict), text);
  assert.equal(output.filter((line) => /flights \d\/6: DONE/.test(line)).length, 6, text);
  assert.equal(output.filter((line) => /Mandelbrot \d\/8: DONE/.test(line)).length, 8, text);
  assert.match(text, /TypeError: flight 493 has a distance of null\n +at .*statistics\.js:\d+/);
  assert.match(text, /CANCELLED .* after the request, by: disown/);
});

test('without --once it serves the page, on the next port if one is taken, until Ctrl-C', async (context) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  context.after(() => other.close());
  const taken = other.address().port;

  const { child, lines, exit } = startJob(context, '--port', String(taken));
  let address;
  for await (const line of lines) {
    address = line.match(/^The page: (http\S+)/)?.[1];
    if (address) break;
  }
  assert.ok(new URL(address).port > taken, address);
  const response = await fetch(address);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('Cross-Origin-Opener-Policy'), 'same-origin');
  assert.equal(response.headers.get('Cross-Origin-Embedder-Policy'), 'require-corp');
  assert.match(await response.text(), /<title>backlit: background tasks in the browser<\/title>/);

  child.kill('SIGINT');
  assert.deepEqual(await exit, [0, null]);
});
