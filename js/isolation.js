/** Whether this page may share memory with other threads, and what it takes. */

const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export const isIsolated = () =>
  typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false;

/** @type {string[] | undefined} */
let missing;

/** The headers that the page came without, as far as that is known: learnHeaders() asks. */
export const missingHeaders = () => (isIsolated() ? [] : (missing ?? Object.keys(HEADERS)));

/** What is missing, and how to get it, as sentences; null if nothing is. */
export function isolationProblem() {
  if (isIsolated()) return null;
  const remedy = Object.entries(HEADERS).map(([name, value]) => `"${name}: ${value}"`);
  const because = globalThis.isSecureContext === false ? ', over HTTPS or from localhost' : '';
  const came = missing?.length ? ` It came without ${missing.join(' and ')}.` : '';
  return (
    `SharedArrayBuffer is not available, because this page is not cross-origin isolated.${came} ` +
    `Serve it, and every worker script, with the headers ${remedy.join(' and ')}${because}. ` +
    'Where the server cannot be told to, use the service worker backlit/coi.'
  );
}

/** Asks the server which of the headers this page comes without. */
export async function learnHeaders() {
  const address = globalThis.location?.href ?? '';
  if (!address.startsWith('http')) return;
  try {
    const response = await fetch(address, { method: 'HEAD' });
    await response.arrayBuffer(); // empty; Chromium shows a request as failed that is not read to its end
    const { ok, headers } = response;
    // An answer that refuses HEAD says nothing of the page.
    if (ok) missing = Object.keys(HEADERS).filter((name) => !headers.get(name));
  } catch {
    // Offline, or not allowed: then it stays unknown.
  }
}
