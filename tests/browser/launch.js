import { once } from 'node:events';
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const CHROMIUM_ARGUMENTS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  // What pages and workers log goes to the browser's output.
  '--enable-logging=stderr',
  '--no-first-run',
  // Chromium's sandbox refuses to run as root, which a container's user is.
  '--no-sandbox',
];

const FIREFOX_PREFERENCES = {
  // What pages and workers log, and their errors, go to the browser's output.
  'devtools.console.stdout.content': true,
  'browser.dom.window.dump.enabled': true,
};

const BROWSERS = {
  chromium: {
    paths: [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'],
    options: { browser: 'chrome', args: CHROMIUM_ARGUMENTS },
  },
  firefox: {
    paths: [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'],
    options: { browser: 'firefox', extraPrefsFirefox: FIREFOX_PREFERENCES },
  },
};

/**
 * Starts an installed browser. The environment variables CHROMIUM and FIREFOX name other ones.
 *
 * @param {'chromium' | 'firefox'} name
 * @param {import('puppeteer-core').LaunchOptions} [more] options
 */
export function launch(name, more) {
  const { paths, options } = BROWSERS[name];
  const executablePath = paths.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error(`No ${name} is installed at ${paths.filter(Boolean)}`);
  return puppeteer.launch({ ...options, ...more, executablePath });
}

/**
 * Ends a browser even when puppeteer is disconnected from it. Its profile is removed by puppeteer,
 * which watches the process.
 *
 * @param {import('puppeteer-core').Browser} browser
 */
export async function end(browser) {
  const child = browser.process();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  // Puppeteer has made it the leader of a group, which has its helper processes as well.
  process.kill(-child.pid, 'SIGKILL');
  await exited;
}
