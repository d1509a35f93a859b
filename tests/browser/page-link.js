import { json } from 'node:stream/consumers';

const HEARTBEAT = 1000;

/**
 * What the server of the harness' page answers besides files: when to start, and reports.
 *
 * @param {import('../harness/relay.js').Relay} relay gets what the page reports
 * @returns {{handle: import('../../scripts/serve.js').Handle, start: () => void}} `start` lets the
 *   suites begin
 */
export function pageLink(relay) {
  /** @type {() => void} */
  let start;
  const started = new Promise((resolve) => (start = resolve));
  const routes = {
    'GET /tests/harness/start': async (request, response) => {
      await started;
      // Only when something is written does a browser whose page has crashed close the connection.
      const heartbeat = setInterval(() => response.write('\n'), HEARTBEAT);
      response.on('close', () => {
        clearInterval(heartbeat);
        relay.fail(new Error('The page is gone'));
      });
      response.write('\n');
    },
    'POST /tests/harness/report': async (request, response) => {
      relay.receive(await json(request));
      response.writeHead(204).end();
    },
  };
  return {
    start,
    handle(request, response) {
      const answer = routes[`${request.method} ${request.url}`];
      answer?.(request, response).catch((error) => relay.fail(error));
      return Boolean(answer);
    },
  };
}
