import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const CHROMIUM_ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  // Chromium's sandbox refuses to run as root, which a container's user is.
  '--no-sandbox',
];

const BROWSERS = {
  chromium: {
    paths: [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'],
    options: { browser: 'chrome', args: CHROMIUM_ARGUMENTS },
  },
  firefox: {
    paths: [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'],
    options: { browser: 'firefox' },
  },
};

/**
 * Starts an installed browser. The environment variables CHROMIUM and FIREFOX name other ones.
 *
 * @param {'chromium' | 'firefox'} name
 */
export function launch(name) {
  const { paths, options } = BROWSERS[name];
  const executablePath = paths.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error(`No ${name} is installed at ${paths.filter(Boolean)}`);
  return puppeteer.launch({ ...options, executablePath });
}
