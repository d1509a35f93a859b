/** @param {string} id */
export const element = (id) => document.getElementById(id);

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {(Node | string)[]} children
 */
export function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Changes a text only if it is another one: this is called in every frame. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** What a button does; an error of it is shown in the alert at the page's top. */
export function onClick(id, action) {
  element(id).addEventListener('click', async () => {
    try {
      await action();
    } catch (error) {
      showProblem(error);
    }
  });
}

/** @param {{ message: string }} problem */
export function showProblem({ message }) {
  element('problem').textContent = message;
  element('problem').hidden = false;
}
