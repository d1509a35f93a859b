import { readFile } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Sends what a page says to the test, which may have no connection to the browser. */
const REPORTING = `
  const report = (key, value) =>
    fetch('/report', { method: 'POST', body: JSON.stringify({ [key]: value }) });
  console.warn = (text) => report('warning', text);
  addEventListener('error', (event) => report('error', event.message));
  addEventListener('unhandledrejection', (event) => report('error', String(event.reason)));
`;

/**
 * A site whose server sends no headers of isolation.
 *
 * @param {{ after(cleanUp: () => any): void }} context
 * @param {Record<string, string>} pages by path, the content of `<head>`
 */
export async function coiSite(context, pages) {
  const coi = await readFile(new URL('../../dist/coi.js', import.meta.url));
  /** @type {any[]} */
  const reports = [];
  /** @type {(report: any) => void} */
  let receive = () => {};
  const loads = new Map();

  /** @type {() => void} */
  let openDoor;
  const doorOpened = new Promise((resolve) => (openDoor = resolve));

  const answers = {
    '/door': (request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      response.end(`<link rel="icon" href="data:,">
        <script>fetch('/opened').then(() => (location.href = '/page'))</script>`);
    },
    '/opened': async (request, response) => {
      await doorOpened;
      response.end();
    },
    '/report': async (request, response) => {
      reports.push(await json(request));
      response.end();
      receive();
    },
    '/ranges': (request, response) => {
      const isRight = request.headers.range === 'bytes=2-4';
      response.writeHead(206, { 'Content-Range': 'bytes 2-4/10' }).end(isRight ? '234' : '???');
    },
    '/moved': (request, response) => response.writeHead(302, { Location: '/page' }).end(),
    '/moved-picture': (request, response) => {
      response.writeHead(302, { Location: '/picture' }).end();
    },
    '/broken': (request) => void request.socket.destroy(),
    '/other.js': (request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end('// does nothing');
    },
    '/picture': (request, response) => {
      response.writeHead(200, { 'Content-Type': 'image/svg+xml' });
      response.end('<svg xmlns="http://www.w3.org/2000/svg" width="3" height="3"/>');
    },
    '/shared-picture': (request, response) => {
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      answers['/picture'](request, response);
    },
  };

  const { url, close } = await serve({
    root: ROOT,
    isolated: false,
    handle(request, response) {
      const { pathname } = new URL(request.url, 'http://any');
      if (pathname.endsWith('/coi.js') && pathname !== '/dist/coi.js') {
        response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(coi);
      } else if (pathname in pages) {
        loads.set(pathname, (loads.get(pathname) ?? 0) + 1);
        response.writeHead(200, { 'Content-Type': 'text/html' });
        response.end(`<!doctype html><link rel="icon" href="data:,">
          <script>${REPORTING}</script>${pages[pathname]}`);
      } else if (pathname in answers) {
        answers[pathname](request, response);
      } else {
        return false;
      }
      return true;
    },
  });
  context.after(close);

  return {
    url,
    /** Lets the page /door go on to /page. */
    openDoor,
    /** How often a page was loaded. */
    loads: (/** @type {string} */ path) => loads.get(path) ?? 0,
    /** The next thing that a page says. */
    async next() {
      while (reports.length === 0) await new Promise((resolve) => (receive = resolve));
      return reports.shift();
    },
  };
}
