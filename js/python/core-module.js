/** The core's module in a worker's thread, which Emscripten's glue gets and keeps for itself. */
import { onMessage } from '../worker/platform.js';

/** @type {WebAssembly.Module} */
let module;

onMessage((message) => {
  module = message.wasmModule ?? module;
});

export const coreModule = () => module;
