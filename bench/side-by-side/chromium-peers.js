/** @type {Record<string, () => Promise<import('./peer.js').Peer>>} */
export const peers = {
  backlit: () => import('./peers/backlit.js'),
  raw: () => import('./peers/raw.js'),
  comlink: () => import('./peers/comlink.js'),
  workerpool: () => import('./peers/workerpool.js'),
  coincident: () => import('./peers/coincident.js'),
  'poolifier-web-worker': () => import('./peers/poolifier-web-worker.js'),
  threads: () => import('./peers/threads.js'),
};
