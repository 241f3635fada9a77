import { createHmac, randomBytes } from 'node:crypto';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const HEX = '0123456789abcdef';
const DIGITS = '0123456789';

/** How often another pseudonym is looked for, if one is taken: two values of one letter may have to share one. */
const MAX_TRIES = 50;

const WORDS = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)*/giu;
/** Of a UUID, where its version and its variant are. */
const FIXED_IN_UUID = [14, 19];

/** Of an id with a prefix, as in `cus_NffrFeUfNV2Hib` and `pi_3Mt_secret_Yr`: the prefix. */
const PREFIX = /^[a-z]{1,8}_(?=.*[\dA-Z])/;

/**
 * Stands in for values of one fixture: the same value always gets the same pseudonym, of the same shape. The key is random and
 * kept nowhere, so that nobody can find the value by trying names and numbers.
 */
export class Pseudonyms {
  readonly #key: Uint8Array;
  readonly #made = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** @param key Only tests have one that they know. */
  constructor(key: Uint8Array = randomBytes(32)) {
    this.#key = key;
  }

  /** Each word of a text by itself: letters become letters, digits become digits, the rest stays. An id keeps its prefix. */
  shaped(text: string): string {
    return text.replaceAll(WORDS, (word) => this.word(word));
  }

  /** One word, number or id. */
  word(word: string): string {
    const known = this.#made.get(word);
    if (known !== undefined) return known;
    const prefix = PREFIX.exec(word)?.[0] ?? '';
    const rest = word.slice(prefix.length);
    let made = word;
    for (let tried = 0; tried < MAX_TRIES; tried++) {
      made = prefix + this.#replaced(rest, `${tried} ${word}`);
      if (made !== word && !this.#taken.has(made)) break;
    }
    this.#made.set(word, made);
    this.#taken.add(made);
    return made;
  }

  email(address: string): string {
    return `person-${this.#number(address.toLowerCase(), 1_000_000).toString().padStart(6, '0')}@example.com`;
  }

  /** Country code 999 is nobody's. */
  phone(number: string): string {
    const shaped = this.shaped(number);
    return shaped.startsWith('+')
      ? shaped.replace(/^\+\d{1,3}/, (code) => `+${'999'.slice(0, code.length - 1)}`)
      : shaped;
  }

  /** An address of the blocks for documentation. @see https://www.rfc-editor.org/rfc/rfc5737 and RFC 3849 */
  ip(address: string): string {
    if (address.includes(':')) return `2001:db8::${this.#number(address, 0xffff).toString(16)}`;
    return `192.0.2.${this.#number(address, 254) + 1}`;
  }

  #replaced(text: string, seed: string): string {
    const stream = this.#stream(seed);
    // An identifier in hexadecimal digits stays one.
    const isHex = text.length >= 8 && /^[\da-f-]+$/.test(text) && /\d/.test(text) && /[a-f]/.test(text);
    const isUuid = isHex && text.includes('-');
    return text.replaceAll(/./gsu, (character, index: number) => {
      const byte = stream(index);
      if (character === '-' || (isUuid && FIXED_IN_UUID.includes(index))) return character;
      if (isHex) return pick(HEX, byte);
      if (/\d/.test(character)) return index === 0 && character !== '0' ? pick('123456789', byte) : pick(DIGITS, byte);
      if (/\p{Lu}/u.test(character)) return pick(LOWER, byte).toUpperCase();
      return /[\p{L}\p{N}]/u.test(character) ? pick(LOWER, byte) : character;
    });
  }

  /** Bytes by their place, as many as are asked for. */
  #stream(seed: string): (index: number) => number {
    // A word may be long, and each block would hash it again.
    const start = this.#digest(seed);
    const blocks = new Map<number, Buffer>();
    return (index) => {
      const number = Math.floor(index / start.length);
      const block = blocks.get(number) ?? createHmac('sha256', start).update(String(number)).digest();
      blocks.set(number, block);
      return block[index % block.length] ?? 0;
    };
  }

  #number(value: string, below: number): number {
    return this.#digest(value).readUInt32BE(0) % below;
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

function pick(from: string, byte: number): string {
  return from[byte % from.length] ?? '';
}
