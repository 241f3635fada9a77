/**
 * The XML of Braintree as objects, in the way of Braintree's SDKs: names in camelCase, and values by their attribute
 * `type`. It knows what Braintree prints; a document type, which could define entities, is refused.
 */

interface Element {
  readonly name: string;
  readonly attributes: string;
  readonly children: Element[];
  text: string;
}

export type XmlValue = string | number | boolean | null | readonly XmlValue[] | { readonly [name: string]: XmlValue };

/** Braintree sends no deeper XML. */
const MOST_LEVELS = 50;

/** The root of a document by its name; undefined if the text is not such XML. */
export function readXml(text: string): { readonly [name: string]: XmlValue } | undefined {
  const root = rootIn(text);
  return root && Object.fromEntries([[camelCase(root.name), valueOf(root)]]);
}

function rootIn(text: string): Element | undefined {
  const document: Element = { name: '', attributes: '', children: [], text: '' };
  const open: Element[] = [document];
  const [before = '', ...pieces] = text.split('<');
  if (before.trim() !== '') return undefined;
  for (const piece of pieces) {
    if (!readPiece(piece, open) || open.length > MOST_LEVELS) return undefined;
  }
  const [root, ...others] = document.children;
  return open.length === 1 && others.length === 0 && document.text.trim() === '' ? root : undefined;
}

const TAG = /^(\/?)([A-Za-z_][\w.-]*)((?:\s[^/]*)?)(\/?)$/;

/** Reads a tag and the text after it, which is what follows a `<`. @returns whether that is well-formed. */
function readPiece(piece: string, open: Element[]): boolean {
  const parent = open.at(-1);
  if (parent === undefined) return false;
  const end = piece.indexOf('>');
  const tag = piece.slice(0, end);
  const text = unescaped(piece.slice(end + 1));
  if (end === -1 || text === undefined) return false;
  if (tag.startsWith('?') && tag.endsWith('?')) {
    parent.text += text;
    return true;
  }
  const [, closes, name = '', attributes = '', isEmpty] = TAG.exec(tag) ?? [];
  if (name === '') return false;
  if (closes === '/') {
    if (parent.name !== name || attributes.trim() !== '') return false;
    open.pop();
  } else {
    const element: Element = { name, attributes, children: [], text: '' };
    parent.children.push(element);
    if (isEmpty !== '/') open.push(element);
  }
  const around = open.at(-1);
  if (around === undefined) return false;
  around.text += text;
  return true;
}

const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }),
);

/** Text without references; undefined if one of them is unknown. */
function unescaped(text: string): string | undefined {
  const [first = '', ...rest] = text.split('&');
  let plain = first;
  for (const piece of rest) {
    const end = piece.indexOf(';');
    const character = end === -1 ? undefined : characterOf(piece.slice(0, end));
    if (character === undefined) return undefined;
    plain += character + piece.slice(end + 1);
  }
  return plain;
}

function characterOf(reference: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(reference) ?? [];
  if (hex === undefined && decimal === undefined) return ENTITIES.get(reference);
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function valueOf({ attributes, children, text }: Element): XmlValue {
  if (/\bnil\s*=\s*["']true["']/.test(attributes)) return null;
  const [, type] = /\btype\s*=\s*["']([\w-]+)["']/.exec(attributes) ?? [];
  if (type === 'array' || type === 'collection') return children.map(valueOf);
  if (children.length > 0) return objectOf(children);
  if (type === 'boolean') return text === 'true' || text === '1';
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  return text;
}

/** Elements of the same name are a list. */
function objectOf(children: readonly Element[]): { readonly [name: string]: XmlValue } {
  const byName = Map.groupBy(children, ({ name }) => camelCase(name));
  return Object.fromEntries(
    [...byName].map(([name, all]) => {
      const [first = null, ...others] = all.map(valueOf);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

function camelCase(name: string): string {
  return name.replaceAll(/[-_]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
