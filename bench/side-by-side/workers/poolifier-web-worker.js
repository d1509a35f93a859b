import { ThreadWorker } from 'poolifier-web-worker';
import { functions } from './poolifier-functions.js';

export default new ThreadWorker(functions);
