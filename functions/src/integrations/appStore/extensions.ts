import { identifierBytes } from '../../core/scheme/object-identifier.ts';

/** One element in DER: its tag and what it holds. @see https://www.itu.int/rec/T-REC-X.690 */
interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

const OBJECT_IDENTIFIER = 0x06;
const SEQUENCE = 0x30;
/** `[3]` of a certificate's first part holds its extensions. */
const EXTENSIONS = 0xa3;
const LONG_LENGTH = 0x80;

/**
 * Whether a certificate has an extension, whatever it holds. Node exposes only some extensions.
 * @param certificate In DER, as Node has parsed it before.
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function hasExtension(certificate: Uint8Array, identifier: string): boolean {
  const wanted = identifierBytes(identifier);
  const [whole] = elementsIn(certificate);
  const [signed] = elementsIn(whole?.content);
  const list = elementsIn(signed?.content).find(({ tag }) => tag === EXTENSIONS);
  const [extensions] = elementsIn(list?.content);
  return elementsIn(extensions?.content).some(({ tag, content }) => {
    const [name] = tag === SEQUENCE ? elementsIn(content) : [];
    return name?.tag === OBJECT_IDENTIFIER && wanted.equals(name.content);
  });
}

/** The elements that follow one another in these bytes; up to the first that is not whole. */
function elementsIn(bytes: Uint8Array = new Uint8Array()): readonly Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const [tag = 0, first = 0] = bytes.subarray(at, at + 2);
    const lengthBytes = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
    const start = at + 2 + lengthBytes;
    const length =
      lengthBytes === 0 ? first : bytes.subarray(at + 2, start).reduce((total, byte) => total * 256 + byte, 0);
    if (start + length > bytes.length) break;
    elements.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}
