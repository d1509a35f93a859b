import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '../../scripts/serve.js';
import { root } from '../../scripts/shell.js';
import { stlites } from '../../scripts/stlite.js';
import { wheel } from '../../scripts/wheel.js';
import { launch } from '../browser/launch.js';

const APP = join(root, 'tests/stlite/app');

/** An app of stlite in a page of Chromium. */
export class App {
  /** Of the console, without what stlite says of itself. @type {string[]} */
  lines = [];
  #page;
  #address = '';
  #options = {};

  /**
   * @param {{ after(cleanUp: () => any): void }} context
   * @param {string} script
   * @param {{ version?: string, sharedWorker?: boolean, modules?: string[], folder?: string }} [options]
   *   version: of stlite; modules: beside the script; folder: in which they are
   */
  static async open(
    context,
    script,
    { version = '0.75.0', sharedWorker = false, modules = [], folder = APP } = {},
  ) {
    const { pyodide, loader } = stlites[version];
    const server = await serve({ root });
    context.after(() => server.close());
    const browser = await launch('chromium');
    context.after(() => browser.close());
    const app = new App(await browser.newPage());
    await app.#mount(`${server.url}tests/stlite/${version}.html`, {
      entrypoint: script,
      files: Object.fromEntries([script, ...modules].map((name) => [name, source(name, folder)])),
      requirements: [`${server.url}${wheel()}`],
      pyodideUrl: `${server.url}${pyodide}/${loader}`,
      sharedWorker,
    });
    return app;
  }

  /** @param {import('puppeteer-core').Page} page */
  constructor(page) {
    this.#page = page;
    page.on('console', (message) => {
      if (message.type() !== 'debug') this.lines.push(message.text());
    });
    page.on('pageerror', (error) => this.lines.push(error.stack));
  }

  /**
   * @param {string} address
   * @param {object} options
   */
  async #mount(address, options) {
    this.#address = address;
    this.#options = options;
    await this.reload();
  }

  /** Loads the page again: another visit. */
  async reload() {
    await this.#page.goto(this.#address);
    await this.#page.evaluate((options) => {
      window.app = window.stlite.mount(options, document.getElementById('root'));
    }, this.#options);
  }

  /** @param {string} label of a button */
  async click(label) {
    const button = `::-p-xpath(//button[normalize-space()="${label}"])`;
    await this.#page.locator(button).setTimeout(PATIENCE).click();
  }

  /**
   * Replaces a file of the app.
   * @param {string} name
   * @param {string} content
   */
  async write(name, content) {
    await this.#page.evaluate((...file) => window.app.writeFile(...file), name, content);
  }

  /**
   * Waits for a text to be on the page.
   * @param {RegExp} pattern
   * @param {(match: RegExpMatchArray) => boolean} [isWanted]
   * @returns {Promise<RegExpMatchArray>}
   */
  async sees(pattern, isWanted = () => true) {
    return until(
      async () => {
        const match = (await this.text()).match(pattern);
        return match && isWanted(match) && match;
      },
      async () => {
        return `${pattern} is not on the page:\n${await this.text()}\n\n${this.lines.join('\n')}`;
      },
    );
  }

  /**
   * Waits for a line of the console.
   * @param {RegExp} pattern
   */
  async prints(pattern) {
    return until(
      async () => this.lines.find((line) => pattern.test(line)),
      async () => {
        return `${pattern} is not printed:\n${this.lines.join('\n')}`;
      },
    );
  }

  text() {
    return this.evaluate(() => document.body.innerText);
  }

  /**
   * Calls a function in the page.
   * @template {any[]} Arguments
   * @template Result
   * @param {(...list: Arguments) => Result} call
   * @param {Arguments} list
   * @returns {Promise<Awaited<Result>>}
   */
  evaluate(call, ...list) {
    return this.#page.evaluate(call, ...list);
  }

  browserVersion() {
    return this.#page.browser().version();
  }
}

/**
 * @param {string} name of a file of an app
 * @param {string} [folder]
 */
export const source = (name, folder = APP) => readFileSync(join(folder, name), 'utf8');

const PATIENCE = 40_000;

/**
 * @template T
 * @param {() => Promise<T>} find
 * @param {() => Promise<string>} explain
 */
async function until(find, explain) {
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    const found = await find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(await explain());
}
