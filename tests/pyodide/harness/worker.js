import { runInBrowser } from './run-in-browser.js';

addEventListener('message', ({ data }) => runInBrowser(data), { once: true });
