/** Name of the function in the code of {@link redactionCode}. */
export const REDACTION = 'redact';

/** What stands where a value was. */
export const REDACTED = '[redacted]';

/** The longest code that Pub/Sub takes. @see https://cloud.google.com/pubsub/docs/smts/udfs-overview */
export const MAX_CODE_BYTES = 20 * 1024;

/**
 * The transform of a subscription that takes fields out of messages. It copies the text around them: parsing and printing would
 * lose digits of long numbers. A message that is not JSON is left out, because nobody knows what is in it.
 * @param paths Of the body: `data.object.customer_email`.
 */
export function redactionCode(paths: readonly string[]): string {
  // The body is the field `data` of the envelope.
  const split = paths.map((path) => ['data', ...path.split('.')]);
  return `// Written by npx integrations export bigquery from integrations.config.ts.
function ${REDACTION}(message) {
  const text = message.data;
  let at = 0;
  let copied = 0;
  let out = '';
  function space() {
    while (at < text.length && ' \\t\\n\\r'.includes(text[at])) at++;
  }
  function take(character) {
    space();
    if (text[at] !== character) throw new Error('This is not JSON.');
    at++;
  }
  function name() {
    space();
    const start = at;
    take('"');
    while (text[at] !== '"') {
      if (at >= text.length) throw new Error('This is not JSON.');
      at += text[at] === '\\\\' ? 2 : 1;
    }
    at++;
    return JSON.parse(text.slice(start, at));
  }
  function below(paths, field) {
    return paths.filter((path) => path[0] === field || path[0] === '*').map((path) => path.slice(1));
  }
  function members(paths, end, field) {
    at++;
    space();
    for (let index = 0; text[at] !== end; index++) {
      if (index > 0) take(',');
      value(below(paths, field(index)));
      space();
    }
    at++;
  }
  function value(paths) {
    space();
    const start = at;
    const isRedacted = paths.some((path) => path.length === 0);
    const inside = isRedacted ? [] : paths;
    if (text[at] === '{') members(inside, '}', () => { const field = name(); take(':'); return field; });
    else if (text[at] === '[') members(inside, ']', (index) => String(index));
    else if (text[at] === '"') name();
    else while (at < text.length && !',]} \\t\\n\\r'.includes(text[at])) at++;
    if (at === start) throw new Error('This is not JSON.');
    if (!isRedacted) return;
    out += text.slice(copied, start) + '"${REDACTED}"';
    copied = at;
  }
  try {
    value(${JSON.stringify(split)});
    space();
    if (at !== text.length) return null;
  } catch (error) {
    return null;
  }
  return { data: out + text.slice(copied), attributes: message.attributes };
}
`;
}
