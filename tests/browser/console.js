/**
 * One line, or more, of what a page or its worker wrote to the console.
 *
 * @param {import('puppeteer-core').ConsoleMessage} message
 */
export function consoleText(message) {
  const { url, lineNumber } = message.location();
  const place = url ? ` (${url}${lineNumber === undefined ? '' : `:${lineNumber + 1}`})` : '';
  return `${message.type()}: ${message.text()}${place}`;
}
