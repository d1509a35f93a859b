/** Part 4: the same in a Streamlit app. */
import { showCode } from '../../page/code-view.js';
import { element } from '../../page/elements.js';
import appSource from '../../stlite/app.py?raw';

export function openStlite() {
  showCode(element('stlite-code'), { 'app.py': appSource });
}
