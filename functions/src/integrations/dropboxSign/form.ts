/** A boundary of RFC 2046 in the first line. */
const FIRST_LINE = /^--([^\r\n]{1,70})\r\n/;

/** The JSON in a body: the field `json` of a multipart form, or the body itself; undefined if it has none, or two. */
export function jsonIn(text: string): string | undefined {
  if (text.startsWith('{')) return text;
  const boundary = FIRST_LINE.exec(text)?.[1];
  if (boundary === undefined) return undefined;
  const fields = `\r\n${text}`.split(`\r\n--${boundary}`).flatMap((part) => {
    const end = part.indexOf('\r\n\r\n');
    return end !== -1 && part.slice(0, end).includes('name="json"') ? [part.slice(end + 4)] : [];
  });
  return fields.length === 1 ? fields[0] : undefined;
}

const BOUNDARY = '----------------------------7f3b9d1e5a2c';

/** A multipart form with this field. */
export function formOf(json: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="json"\r\n\r\n${json}\r\n--${BOUNDARY}--\r\n`;
}

export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
