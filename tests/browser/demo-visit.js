/** Visits the demo page in a frame, without a driver of the browser, and reports what was seen. */
import { violations } from './accessibility.js';
import { visits } from './demo-steps.js';

const PATIENCE = 30_000;

await fetch('/demo-visit/start');
const frame = document.createElement('iframe');
frame.src = '/build/demo/index.html';
document.body.append(frame);
await new Promise((resolve) => frame.addEventListener('load', resolve));
const find = (/** @type {string} */ selector) => frame.contentDocument.querySelector(selector);

/** @type {import('./demo-steps.js').Visitor} */
const visitor = {
  async press(selector) {
    find(selector).scrollIntoView({ block: 'center' });
    await visitor.see(`${selector}:not(:disabled)`);
    find(selector).click();
  },
  async choose(selector, value) {
    find(selector).value = value;
  },
  async see(selector, text = /(?:)/) {
    for (const limit = Date.now() + PATIENCE; Date.now() < limit;) {
      const found = find(selector);
      if (found && text.test(found.textContent.trim())) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${selector} is not ${text}, but ${find(selector)?.textContent}`);
  },
  async checkAccessibility() {
    const { contentWindow, contentDocument } = frame;
    if (!contentWindow.axe) {
      const script = contentDocument.createElement('script');
      script.src = '/node_modules/axe-core/axe.min.js';
      contentDocument.head.append(script);
      await new Promise((resolve) => script.addEventListener('load', resolve));
    }
    const found = await contentWindow.eval(`(${violations})()`);
    if (found.length > 0) throw new Error(found.join('\n'));
  },
};

/** What was done, and at the end what went wrong. */
const report = [];
try {
  for (const visit of visits) {
    await visit(visitor);
    report.push(visit.name);
  }
  report.push('all');
} catch (error) {
  report.push(`${error}\n${error.stack}`);
}
await fetch('/demo-visit/report', { method: 'POST', body: JSON.stringify(report) });
