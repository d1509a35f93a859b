/**
 * A static file server for examples and tests, on this machine only.
 *
 *     node scripts/serve.js [directory] [--port 8080] [--no-isolation]
 */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HOST = '127.0.0.1';

const MIME_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.py': 'text/x-python; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** Without these a browser gives a page no SharedArrayBuffer. */
const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** A request that is answered with an HTTP status instead of a file. */
class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @typedef {(
 *   request: import('node:http').IncomingMessage,
 *   response: import('node:http').ServerResponse,
 * ) => boolean} Handle says whether it answers the request
 */

/**
 * @param {object} [options]
 * @param {string} [options.root] directory whose files are served
 * @param {number} [options.port] 0 picks a free one
 * @param {boolean} [options.isolated] send the headers of cross-origin isolation
 * @param {Handle} [options.handle] is asked first, to answer what is no file
 * @returns {Promise<{url: string, close: () => Promise<void>}>} `url` ends in a slash
 */
export async function serve({ root = '.', port = 0, isolated = true, handle } = {}) {
  const realRoot = await realpath(root);
  const headers = { 'Cache-Control': 'no-store', ...(isolated && ISOLATION_HEADERS) };
  const server = createServer((request, response) => {
    if (handle?.(request, response)) return;
    answer(request, response, realRoot, headers).catch((error) => refuse(response, headers, error));
  });
  // For ever: a connection that ends just when a browser uses it again would fail that request.
  server.keepAliveTimeout = 0;
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return {
    url: `http://${HOST}:${server.address().port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request, response, root, headers) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new Refusal(405, 'Only GET and HEAD are answered');
  }
  const { file, size } = await locate(root, request.url);
  response.writeHead(200, {
    ...headers,
    'Content-Type': MIME_TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': size,
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file), response);
}

function refuse(response, headers, error) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = error instanceof Refusal ? error.status : 500;
  response.writeHead(status, { ...headers, 'Content-Type': MIME_TYPES['.txt'] });
  response.end(`${error.message}\n`);
}

/** Finds the file that a request names; a directory stands for its index.html. */
async function locate(root, requestUrl) {
  const wanted = path.join(root, decodePath(requestUrl));
  const index = wanted.endsWith(path.sep) ? 'index.html' : '';
  try {
    const file = await realpath(path.join(wanted, index));
    // Compared after links are followed: neither `..` nor a link may lead out of the root.
    if (!file.startsWith(root + path.sep))
      throw new Refusal(403, 'Outside of the served directory');
    const stats = await stat(file);
    if (!stats.isFile()) throw new Refusal(404, 'Not a file');
    return { file, size: stats.size };
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw new Refusal(404, 'No such file');
    throw error;
  }
}

function decodePath(requestUrl) {
  try {
    const decoded = decodeURIComponent(requestUrl.split(/[?#]/, 1)[0]);
    if (!decoded.includes('\0')) return decoded;
  } catch {
    // Falls through: the escapes are malformed.
  }
  throw new Refusal(400, 'Malformed path');
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '8080' },
      'no-isolation': { type: 'boolean', default: false },
    },
  });
  const root = positionals[0] ?? '.';
  const { url } = await serve({
    root,
    port: Number(values.port),
    isolated: !values['no-isolation'],
  });
  console.log(`${path.resolve(root)} is served at ${url}`);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === (await realpath(process.argv[1]))) {
  await main();
}
