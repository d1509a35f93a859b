import { runWorker, workerStarted } from '../worker/hooks.js';
