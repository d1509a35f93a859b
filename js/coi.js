/**
 * Cross-origin isolation where the server cannot send the headers for it. A page loads this as a classic
 * script of its own origin: `<script src="/coi.js"></script>`, or `/coi.js?coep=credentialless`.
 *
 * There it registers itself as the page's service worker, and loads the page again, once; where that does
 * not help it says why on the console. As service worker it adds the headers to the answers that need
 * them, documents and workers' scripts. All other requests it leaves to the browser, as if it were not
 * there.
 *
 * @module backlit/coi
 */

const POLICIES = ['require-corp', 'credentialless'];

const scope = /** @type {any} */ (globalThis);

if (typeof document === 'undefined') {
  const { searchParams } = new URL(location.href);
  const policy = searchParams.get('coep') ?? 'require-corp';
  scope.addEventListener('install', () => scope.skipWaiting());
  scope.addEventListener('fetch', (/** @type {any} */ event) => {
    if (needsHeaders(event.request)) event.respondWith(answer(event.request, policy));
  });
} else {
  const { currentScript } = document;
  if (scope.crossOriginIsolated) keepUp(currentScript).catch(() => {});
  else isolate(currentScript).catch((error) => complain(error.message));
}

/** @param {Request} request */
function needsHeaders({ mode, destination, cache }) {
  // What fetch() refuses to a service worker.
  if (cache === 'only-if-cached' && mode !== 'same-origin') return false;
  return mode === 'navigate' || destination === 'worker' || destination === 'sharedworker';
}

/**
 * @param {Request} request
 * @param {string} policy
 */
async function answer(request, policy) {
  const response = await fetch(request);
  // A redirection, which the browser follows by itself: nothing of it can be read.
  if (response.status === 0) return response;
  const { body, status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', policy);
  return new Response(body, { status, statusText, headers });
}

/**
 * The name of a cache that is there from a reload by this script to the next load of the page. Other than
 * `sessionStorage` and `history.state` it is the same for the processes of the page before and after.
 */
function note() {
  return `backlit.coi reloads ${location.pathname}`;
}

/** @param {any} script the element */
async function isolate(script) {
  checkBrowser();
  const wasReloaded = await caches.delete(note());
  const url = checkedAddress(script);
  await checkOthers(url);
  const registration = await navigator.serviceWorker.register(url);
  await activated(registration.installing ?? registration.waiting ?? registration.active);
  if (wasReloaded) throw new Error(whyInVain(url));
  await caches.open(note());
  location.reload();
}

/**
 * For a page that is isolated, by this script or by its server.
 * @param {any} script
 */
async function keepUp(script) {
  await caches.delete(note());
  const { controller } = navigator.serviceWorker;
  if (!controller || !script?.src || controller.scriptURL === script.src) return;
  // The next time with the policy that the page asks for now.
  if (isSame(controller, new URL(script.src))) await navigator.serviceWorker.register(script.src);
}

/**
 * Whether a service worker is this script, whatever its policy.
 * @param {ServiceWorker} worker
 * @param {URL} url
 */
function isSame(worker, url) {
  return new URL(worker.scriptURL).pathname === url.pathname;
}

function checkBrowser() {
  if (scope.crossOriginIsolated === undefined) {
    throw new Error('this browser knows no cross-origin isolation; use a newer one');
  }
  if (!isSecureContext) {
    throw new Error(`${location.origin} is not secure: serve it over HTTPS, or from localhost`);
  }
  if (navigator.serviceWorker === undefined) {
    throw new Error(
      'this browser has no service workers here (are they switched off, or is the window private?)',
    );
  }
}

/**
 * The script's address, if it can be this page's service worker.
 * @param {any} script
 */
function checkedAddress(script) {
  if (!script?.src) {
    throw new Error(
      'coi.js must be a classic script with an address: <script src="/coi.js"></script>',
    );
  }
  const url = new URL(script.src);
  const policy = url.searchParams.get('coep');
  if (policy !== null && !POLICIES.includes(policy)) {
    throw new Error(`${url}: coep must be ${POLICIES.join(' or ')}`);
  }
  const pages = new URL('./', url).href;
  if (!location.href.startsWith(pages)) {
    throw new Error(
      `${url} can only serve the pages below ${pages}: serve it from this page's folder, or one above`,
    );
  }
  return url;
}

/**
 * A folder has one service worker: another one must not be replaced.
 * @param {URL} url
 */
async function checkOthers(url) {
  const pages = new URL('./', url).href;
  const found = await navigator.serviceWorker.getRegistration(pages);
  const worker = found && (found.active ?? found.waiting ?? found.installing);
  if (worker && found.scope === pages && !isSame(worker, url)) {
    throw new Error(
      `${worker.scriptURL} is the service worker of ${pages} already: let it importScripts('${url.pathname}'), or add the headers itself`,
    );
  }
}

/**
 * @param {ServiceWorker | null} worker
 * @returns {Promise<void>}
 */
function activated(worker) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker?.state === 'activated') resolve();
      if (worker?.state === 'redundant')
        reject(new Error('its service worker could not be installed'));
    };
    worker?.addEventListener('statechange', look);
    look();
  });
}

/**
 * Why the page was loaded again and is not isolated.
 * @param {URL} url
 */
function whyInVain(url) {
  const { controller } = navigator.serviceWorker;
  if (controller === null) return 'the browser loaded it without its service worker: load it again';
  if (!isSame(controller, url)) {
    return `the service worker ${controller.scriptURL} answered for it, not coi.js`;
  }
  if (scope.top !== scope.self)
    return 'it is in a frame, and the pages around it must be isolated too';
  if (url.searchParams.get('coep') === 'credentialless') {
    return 'this browser may not know coep=credentialless; try require-corp';
  }
  return 'this browser does not isolate it in spite of the headers';
}

/** @param {string} why */
function complain(why) {
  console.warn(`backlit.coi: this page is not cross-origin isolated: ${why}`);
}
