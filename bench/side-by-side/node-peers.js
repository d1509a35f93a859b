/** @type {Record<string, () => Promise<import('./peer.js').Peer>>} */
export const peers = {
  backlit: () => import('./peers/backlit.js'),
  raw: () => import('./peers/raw.js'),
  comlink: () => import('./peers/comlink.js'),
  workerpool: () => import('./peers/workerpool.js'),
  piscina: () => import('./peers/piscina.js'),
  tinypool: () => import('./peers/tinypool.js'),
  poolifier: () => import('./peers/poolifier.js'),
  threads: () => import('./peers/threads.js'),
};
