import { ThreadWorker } from 'poolifier';
import { functions } from './poolifier-functions.js';

export default new ThreadWorker(functions);
