/** A page's dedicated worker as client: gets the suites' URLs by message, posts what it reports. */
import { runSuites } from './runner.js';

const suites = await nextMessage();

await runSuites(suites, (event) => {
  postMessage(event);
  // The page answers when Node knows.
  return nextMessage();
});

function nextMessage() {
  return new Promise((resolve) => {
    addEventListener('message', ({ data }) => resolve(data), { once: true });
  });
}
