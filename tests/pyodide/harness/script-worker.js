import { runScript } from './run-script.js';

addEventListener('message', async ({ data }) => {
  postMessage(
    await runScript(data).then(
      () => undefined,
      (error) => error.stack ?? String(error),
    ),
  );
});
