import '@fontsource-variable/geist';
import '@fontsource-variable/geist-mono';
import '../style/tokens.css';
import '../style/base.css';
import '../style/layout.css';
import '../style/controls.css';
import '../style/code.css';
import '../style/parts.css';
import './theme.js';
import { diagnose, start } from 'backlit';
import { openFlights } from '../parts/flights/view.js';
import { openPythonPart } from '../parts/python/view.js';
import { openRenderLoop } from '../parts/render-loop/view.js';
import { openStlite } from '../parts/stlite/view.js';
import { openTasks } from '../parts/tasks/view.js';
import { showProblem } from './elements.js';
import { openHero } from './hero.js';

/** What never ends would hold up a page that has no workers for ever. */
async function open() {
  await start();
  const { executor, problem } = diagnose();
  if (problem !== null) showProblem({ message: problem });
  const hasWorkers = executor === 'worker';
  openHero();
  openRenderLoop();
  openFlights();
  openPythonPart(hasWorkers);
  openStlite();
  openTasks(hasWorkers);
  for (const button of document.querySelectorAll('button[data-ready]')) button.disabled = false;
  document.documentElement.dataset.ready = executor;
}

open().catch(showProblem);
