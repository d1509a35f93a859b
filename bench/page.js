/** The page that measures in a browser. hosts/browser.js puts the functions on its window. */
import { measureAll } from './portable.js';

const { name, quick, figures } = await globalThis.benchOptions();
const { benchOpened: opened, benchRows: report, cpuSeconds } = globalThis;
try {
  await measureAll({ name, cpuSeconds, opened }, { quick, figures }, report);
  await globalThis.benchDone(null);
} catch (error) {
  await globalThis.benchDone(String(error?.stack ?? error));
}
