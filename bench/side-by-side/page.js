/** The comparison in a page. chromium.js calls these, and puts the functions on the window. */
import { peers } from './chromium-peers.js';
import { compare } from './compare.js';
import { inFresh } from './fresh.js';
import { pageMeasures } from './measures.js';

Object.assign(globalThis, {
  compareAll: (options) => compare(peers, pageMeasures, options, globalThis.benchReport),
  runFresh: (peer, what, argument) =>
    inFresh[what](peers[peer], { memory: globalThis.benchMemory }, argument),
});
