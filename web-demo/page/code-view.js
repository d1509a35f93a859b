/** Shows source files: the very ones that the page runs. */
import { classHighlighter, highlightCode } from '@lezer/highlight';
import { parser as javascript } from '@lezer/javascript';
import { parser as python } from '@lezer/python';
import { make } from './elements.js';

/**
 * @param {HTMLElement} place
 * @param {Record<string, string>} files name → text, each behind a tab
 */
export function showCode(place, files) {
  const id = place.id;
  const tabs = [];
  const panels = [];
  for (const [name, source] of Object.entries(files)) {
    const number = tabs.length;
    const tab = make('button', { type: 'button', id: `${id}-tab-${number}` }, name);
    const panel = make(
      'pre',
      { id: `${id}-panel-${number}`, tabIndex: 0 },
      highlighted(name, source),
    );
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    tab.addEventListener('click', () => choose(number));
    tabs.push(tab);
    panels.push(panel);
  }
  const list = make('div', { className: 'tabs' }, ...tabs);
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', `Source files: ${place.dataset.label}`);
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
    choose(next);
    tabs[next].focus();
  });
  place.replaceChildren(list, ...panels);
  choose(0);

  function choose(chosen) {
    tabs.forEach((tab, number) => {
      tab.setAttribute('aria-selected', String(number === chosen));
      tab.tabIndex = number === chosen ? 0 : -1;
      panels[number].hidden = number !== chosen;
    });
  }
}

/**
 * @param {string} name
 * @param {string} source
 */
export function highlighted(name, source) {
  const parser = name.endsWith('.py') ? python : javascript;
  const code = make('code');
  const text = source.trimEnd();
  const add = (part, classes) =>
    code.append(classes ? make('span', { className: classes }, part) : part);
  highlightCode(text, parser.parse(text), classHighlighter, add, () => code.append('\n'));
  return code;
}
