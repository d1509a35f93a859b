/** The page that measures in a browser. hosts/browser.js puts the functions on its window. */
import { measureAll } from './portable.js';

const { name, quick, figures } = await globalThis.benchOptions();
try {
  await measureAll({ name, cpuSeconds: globalThis.cpuSeconds }, { quick, figures }, (group, rows) =>
    globalThis.benchRows(group, rows),
  );
  await globalThis.benchDone(null);
} catch (error) {
  await globalThis.benchDone(String(error?.stack ?? error));
}
