import { suiteUrls } from './suites.js';

for (const url of suiteUrls()) await import(url);
