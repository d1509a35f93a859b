/**
 * What every thread of a Python client's runtime loads: as worker/main.js, and a Python in each worker.
 */
import createModule from '../generated/module.js';
import { runWorker } from '../worker/host.js';
import { hooks } from '../worker/hooks.js';
import { isWorkerThread, onFirstMessage } from '../worker/platform.js';
import { supervise } from '../worker/supervisor.js';
import { bootPython } from './boot.js';
import { PythonHost, refuseTasks } from './host.js';
import { Snapshots } from './snapshots.js';

if (isWorkerThread()) {
  hooks.runWorker = (/** @type {any} */ exports, /** @type {WebAssembly.Memory} */ memory) =>
    runWorker(exports, memory, async (core) => {
      try {
        const { pyodide, settings } = await bootPython();
        new PythonHost(core, pyodide).ownProcess(settings.env);
      } catch (error) {
        refuseTasks(core, error);
      }
    });
} else {
  onFirstMessage((settings, reply) => {
    const snapshots = new Snapshots(settings.host);
    void supervise(createModule, settings, reply, {
      threadCreated: (thread) => snapshots.serve(thread),
      threadDied: (thread) => snapshots.forget(thread),
    });
  });
}
