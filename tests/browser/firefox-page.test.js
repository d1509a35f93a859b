import { runInBrowser } from './run-in-browser.js';

runInBrowser('firefox', 'page');
