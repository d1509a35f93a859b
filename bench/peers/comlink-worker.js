/** Computes for ever, in turns with answering what is asked of it: only so a message is read. */
import { expose } from '../../node_modules/comlink/dist/esm/comlink.mjs';
import { compute } from '../jobs.js';

const ROUNDS = 1e6; // about a millisecond
const { port1, port2 } = new MessageChannel();
let rounds = 0;

// A message to itself comes after those that are waiting.
port1.onmessage = () => {
  rounds += compute(ROUNDS) === 0 ? 0 : ROUNDS;
  port2.postMessage(null);
};

expose({
  start: () => port2.postMessage(null),
  state: () => ({ status: 'RUNNING', rounds }),
});
