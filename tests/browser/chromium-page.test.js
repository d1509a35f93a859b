import { runInBrowser } from './run-in-browser.js';

runInBrowser('chromium', 'page');
