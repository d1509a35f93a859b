/** Light or dark: as the system says, until somebody chooses. */
import { element } from './elements.js';

const KEY = 'backlit-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const button = element('theme');

function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === 'dark' : system.matches;
}

function show() {
  button.setAttribute('aria-pressed', String(isDark()));
  document.dispatchEvent(new Event('themechange'));
}

button.addEventListener('click', () => {
  const theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
  show();
});
system.addEventListener('change', show);

const chosen = localStorage.getItem(KEY);
if (chosen) document.documentElement.dataset.theme = chosen;
show();

/** @param {() => void} action when the colors become others */
export function onThemeChange(action) {
  document.addEventListener('themechange', action);
}
