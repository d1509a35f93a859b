/**
 * What every one of backlit's threads loads. The glue recognises a pthread by its name and waits to be
 * told what to run; any other thread that loads this file is the supervisor.
 */
import createModule from '../generated/module.js';
import { hooks } from './hooks.js';
import { runWorker } from './host.js';
import { isWorkerThread, onFirstMessage } from './platform.js';
import { supervise } from './supervisor.js';

if (isWorkerThread()) hooks.runWorker = runWorker;
else onFirstMessage((settings, reply) => supervise(createModule, settings, reply));
