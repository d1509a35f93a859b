/** `npm start`: installs what is missing, builds, and hands over to the demo: a job in the terminal, then the page. */
import { spawn } from 'node:child_process';
import { build } from './build.js';
import { setup } from './setup.js';
import { root, runMain } from './shell.js';

await runMain(async () => {
  await setup('start');
  await build();
  const demo = spawn(process.execPath, ['web-demo/job.js', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => demo.kill(signal));
  }
  demo.on('exit', (code) => process.exit(code ?? 1));
});
