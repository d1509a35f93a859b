/** js/coi.js on a site whose server sends no headers of isolation. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { coiSite } from './coi-site.js';
import { end, launch } from './launch.js';

const COI = '<script src="/coi.js"></script>';

/** Says whether the page is isolated, and if so what a task gives. */
const RUN = `
  <script type="module">
    import { kernel, run, start } from '/dist/index.js';
    if (crossOriginIsolated) {
      await start({ workers: 2 });
      report('result', await run(kernel('increment'), 41));
    }
  </script>`;

/** @type {import('puppeteer-core').Browser} */
let chromium;
before(async () => (chromium = await launch('chromium')));
after(() => chromium.close());

/** A page of a browser that has seen no site yet. */
async function newPage(context) {
  const profile = await chromium.createBrowserContext();
  context.after(() => profile.close());
  return profile.newPage();
}

for (const name of /** @type {const} */ (['chromium', 'firefox'])) {
  test(`a page is isolated after one reload, and backlit starts, in ${name}`, async (context) => {
    const site = await coiSite(context, { '/page': COI + RUN });
    const browser = await launch(name);
    context.after(() => end(browser));
    const page = await browser.newPage();
    await page.goto(`${site.url}door`);
    await browser.disconnect(); // Firefox may hang else: see run-in-browser.js
    site.openDoor();
    assert.deepEqual(await site.next(), { result: 42 });
    assert.equal(site.loads('/page'), 2);
  });
}

test('a page that is visited again is isolated at once, also by a redirection', async (context) => {
  const site = await coiSite(context, { '/page': COI + RUN });
  const page = await newPage(context);
  await page.goto(`${site.url}page`);
  assert.deepEqual(await site.next(), { result: 42 });
  await page.goto(`${site.url}moved`);
  assert.deepEqual(await site.next(), { result: 42 });
  assert.equal(page.url(), `${site.url}page`);
  assert.equal(site.loads('/page'), 3);
});

test('a forced reload, which leaves out the service worker, is followed by one more', async (context) => {
  const site = await coiSite(context, { '/page': COI + RUN });
  const page = await newPage(context);
  await page.goto(`${site.url}page`);
  assert.deepEqual(await site.next(), { result: 42 });
  // Else puppeteer would go on with the page that was loaded first.
  await page.goto(`${site.url}page`);
  assert.deepEqual(await site.next(), { result: 42 });
  assert.equal(site.loads('/page'), 3);
  await page.reload({ ignoreCache: true });
  assert.deepEqual(await site.next(), { result: 42 });
  assert.equal(site.loads('/page'), 5);
});

test('requests for anything else are answered as without it', async (context) => {
  const probes = `
    <script type="module">
      const other = location.origin.replace('127.0.0.1', 'localhost');
      const outcome = async (promise) => {
        try {
          const response = await promise;
          const { type, status, redirected, headers } = response;
          const header = headers.get('Cross-Origin-Embedder-Policy');
          return [type, status, redirected, header, await response.text()];
        } catch (error) {
          return error.name;
        }
      };
      const probes = async () => ({
        part: await outcome(fetch('/ranges', { headers: { Range: 'bytes=2-4' } })),
        absent: await outcome(fetch('/absent')),
        broken: await outcome(fetch('/broken')),
        opaque: await outcome(fetch(other + '/shared-picture', { mode: 'no-cors' })),
        forbidden: await outcome(fetch(other + '/shared-picture')),
        moved: await outcome(fetch('/moved-picture')),
        redirection: await outcome(fetch('/moved', { redirect: 'manual' })),
        cached: await outcome(fetch('/other.js', { cache: 'only-if-cached', mode: 'same-origin' })),
      });
      if (document.title || crossOriginIsolated) report('probes', await probes());
    </script>`;
  const pages = { '/plain': `<title>plain</title>${probes}`, '/page': COI + probes };
  const site = await coiSite(context, pages);
  const page = await newPage(context);
  await page.goto(`${site.url}plain`);
  const { probes: plain } = await site.next();
  assert.deepEqual(plain.part, ['basic', 206, false, null, '234']);
  assert.deepEqual(plain.opaque, ['opaque', 0, false, null, '']);
  assert.equal(plain.broken, 'TypeError');
  await page.goto(`${site.url}page`);
  assert.deepEqual(await site.next(), { probes: plain });
});

/** Ends idle service workers, as the browser itself does after half a minute: the next one may wait for that. */
async function endIdleServiceWorkers(page, { forTheSakeOf }) {
  await page.waitForFunction(
    async (end) => {
      const { waiting, active } = await navigator.serviceWorker.getRegistration();
      return [waiting, active].some((worker) => worker?.scriptURL.endsWith(end));
    },
    {},
    forTheSakeOf,
  );
  const session = await page.createCDPSession();
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
}

/** Which pictures of another site are shown: one that says nothing, and one that may be shared. */
const PICTURES = `
  <script type="module">
    const other = location.origin.replace('127.0.0.1', 'localhost');
    const picture = (path) => new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve(true);
      image.onerror = () => resolve(false);
      image.src = other + path;
    });
    if (crossOriginIsolated) {
      report('pictures', [await picture('/picture'), await picture('/shared-picture')]);
    }
  </script>`;
const FREE = '<script src="/coi.js?coep=credentialless"></script>';

for (const name of /** @type {const} */ (['chromium', 'firefox'])) {
  test(`with coep=credentialless all pictures of other sites are shown, in ${name}`, async (context) => {
    const site = await coiSite(context, { '/page': FREE + PICTURES });
    const browser = await launch(name);
    context.after(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`${site.url}page`);
    assert.deepEqual(await site.next(), { pictures: [true, true] });
  });
}

test('without it only those that may be shared; it can be changed later', async (context) => {
  const changed = `<script>
    navigator.serviceWorker.addEventListener('controllerchange', () => (window.isChanged = true));
  </script>`;
  const site = await coiSite(context, {
    '/page': COI + PICTURES,
    '/later': changed + FREE + PICTURES,
  });
  const page = await newPage(context);
  await page.goto(`${site.url}page`);
  assert.deepEqual(await site.next(), { pictures: [false, true] });
  await page.goto(`${site.url}later`);
  assert.deepEqual(await site.next(), { pictures: [false, true] });
  await endIdleServiceWorkers(page, { forTheSakeOf: '?coep=credentialless' });
  await page.waitForFunction('window.isChanged');
  await page.goto(`${site.url}later`);
  assert.deepEqual(await site.next(), { pictures: [true, true] });
  assert.equal(site.loads('/later'), 2);
});

/** Where a page cannot be isolated: what its head has, how often it is loaded, and what is said. */
const inVain = {
  'the browser ignores the headers': [
    `<script>Object.defineProperty(self, 'crossOriginIsolated', { value: false })</script>${COI}`,
    2,
    /this browser does not isolate it/,
  ],
  'the browser knows no isolation': [
    `<script>Object.defineProperty(self, 'crossOriginIsolated', { value: undefined })</script>${COI}`,
    1,
    /use a newer one/,
  ],
  'its address is not secure': [
    `<script>Object.defineProperty(self, 'isSecureContext', { value: false })</script>${COI}`,
    1,
    /^backlit\.coi: .*http:\/\/127\.0\.0\.1:\d+ is not secure: serve it over HTTPS/,
  ],
  'there are no service workers': [
    `<script>Object.defineProperty(navigator, 'serviceWorker', { value: undefined })</script>${COI}`,
    1,
    /no service workers here/,
  ],
  'the script is in a folder beside it': [
    '<script src="/folder/coi.js"></script>',
    1,
    /folder\/coi\.js can only serve the pages below http:.*\/folder\//,
  ],
  'the script is loaded as a module': [
    '<script type="module" src="/coi.js"></script>',
    1,
    /must be a classic script/,
  ],
  'the policy is unknown': [
    '<script src="/coi.js?coep=none"></script>',
    1,
    /coi\.js\?coep=none: coep must be require-corp or credentialless/,
  ],
};

for (const [why, [head, loads, warning]] of Object.entries(inVain)) {
  test(`where ${why}, it says so, after ${loads - 1} reloads`, async (context) => {
    const site = await coiSite(context, { '/page': head });
    const page = await newPage(context);
    await page.goto(`${site.url}page`).catch(() => {});
    assert.match((await site.next()).warning, warning);
    assert.equal(site.loads('/page'), loads);
  });
}

test('in a frame of a page that is not isolated, it says so after one reload', async (context) => {
  const pages = { '/page': COI, '/around': '<iframe src="/page"></iframe>' };
  const site = await coiSite(context, pages);
  const page = await newPage(context);
  await page.goto(`${site.url}around`);
  assert.match((await site.next()).warning, /in a frame/);
  assert.deepEqual([site.loads('/page'), site.loads('/around')], [2, 1]);
});

test("the application's own service worker is not replaced", async (context) => {
  const own = `
    <script type="module">
      await navigator.serviceWorker.register('/other.js');
      await navigator.serviceWorker.ready;
      report('own', 'ready');
    </script>`;
  const site = await coiSite(context, { '/own': own, '/page': COI });
  const page = await newPage(context);
  await page.goto(`${site.url}own`);
  assert.deepEqual(await site.next(), { own: 'ready' });
  await page.goto(`${site.url}page`);
  assert.match((await site.next()).warning, /other\.js is the service worker of http:.* already/);
  assert.equal(site.loads('/page'), 1);
});
