import { now } from '../clock.js';
import { runWorker, workerStarted } from '../worker/hooks.js';
import { writeOutput } from '../worker/kernel-output.js';
