/** The editor: CodeMirror, colored like the page's other code. */
import { python } from '@codemirror/lang-python';
import { syntaxHighlighting } from '@codemirror/language';
import { classHighlighter } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';

/**
 * @param {HTMLElement} parent
 * @param {string} text
 */
export function openEditor(parent, text) {
  const view = new EditorView({
    doc: text,
    parent,
    extensions: [
      basicSetup,
      python(),
      syntaxHighlighting(classHighlighter),
      EditorView.theme({}, { dark: true }),
      EditorView.contentAttributes.of({ 'aria-label': 'Python code', tabindex: '0' }),
    ],
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(insert) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } });
    },
  };
}
