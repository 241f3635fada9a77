import { fieldKind, isKindOfThing, isLink, isMeasure, type FieldKind } from './fields.ts';

/** What a value was taken for. */
export type Kind = FieldKind | 'IP address' | 'URL' | 'signed text' | 'own data';

/** Where a value is. */
export interface Place {
  /** The field's own name, in snake case. The elements of a list have that of the list. */
  readonly key: string;
  /** Whether it is in an object that is an address. */
  readonly isInAddress: boolean;
  /** Whether it is a part of something that is told of a person, such as a date of birth. */
  readonly isInPersonalFact: boolean;
  /** Whether it is in fields that the owner of the account defines, such as Stripe's metadata. */
  readonly isInOwnData: boolean;
}

/** E-mail addresses in a text. */
export const EMAILS = /[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/g;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,64}$/;
const PHONE = /^\+\d[\d ().-]{6,20}$/;
const URL_TEXT = /^[a-z][a-z\d+.-]*:\/\//i;
const IP = /^(?:\d{1,3}\.){3}\d{1,3}$|^[\da-f]{0,4}(?::[\da-f]{0,4}){3,7}$/i;
const JWT = /^[\w-]{16,}\.[\w-]{16,}\.[\w-]{8,}$/;
/** Dates and times, as texts. */
export const TIME =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| ?[+-]\d\d:?\d\d)?)?$|^\d\d:\d\d(?::\d\d)?$/;
const QUANTITY = /^-?\d{1,9}(?:\.\d+)?$|^v?\d+(?:\.\d+){1,3}$/;
/** Versions of APIs, such as Stripe's `2026-10-28.acacia`. */
const VERSION = /^\d{4}-\d\d(?:-\d\d)?\.\w+$/;
/** What programs call things: `requires_action`, `invoice.paid`, `customer-created`; `PAID`; `lineItem`, `LineItem`. */
const WORDS = [/^[a-z]+(?:[._:/-][a-z]+)*$/, /^[A-Z]+(?:_[A-Z]+)*$/, /^[A-Za-z][a-z]*(?:[A-Z][a-z]+)+$/];
const WORD_MOST = 60;
/** `cus_NffrFeUfNV2Hib`, `in_1`; a UUID, a digest; a long number. */
const IDS = [/^[A-Za-z]{1,8}_\w+$/, /^[\w-]{10,}$/, /^\d{5,}$/];
const ID_MOST = 200;

/** What a text is taken for; undefined for one that stays. Whatever nothing is known of is free text. */
export function kindOfText(text: string, place: Place): Kind | undefined {
  const { key, isInAddress, isInPersonalFact, isInOwnData } = place;
  if (text.trim() === '') return undefined;
  const field = fieldKind(key);
  if (field === 'secret') return field;
  const format = text.startsWith('/') && isLink(key) ? 'URL' : formatOf(text);
  if (format !== undefined) return format;
  if (isInAddress) return /country/.test(key) && /^[A-Za-z]{2,3}$/.test(text) ? undefined : 'address';
  // What comes from a person is at times a word, such as the name of an account.
  if (field !== undefined) return field === 'phone' && isWord(text) ? 'name' : field;
  if (isInPersonalFact) return 'personal fact';
  if (TIME.test(text) || VERSION.test(text)) return undefined;
  if (isMeasure(key) && /^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
  if (isInOwnData) return text === 'true' || text === 'false' ? undefined : 'own data';
  if (isKindOfThing(key) && /^[\w./:+-]{1,60}$/.test(text)) return undefined;
  if (isId(text)) return 'id';
  return isWord(text) || QUANTITY.test(text) ? undefined : 'free text';
}

/** What a number is taken for; undefined for one that stays, as amounts, counts and times do. */
export function kindOfNumber(value: number, { key, isInAddress, isInPersonalFact }: Place): Kind | undefined {
  if (isInAddress) return 'address';
  if (isInPersonalFact) return 'personal fact';
  const field = fieldKind(key);
  if (field === 'id') return Number.isSafeInteger(value) && Math.abs(value) >= 10_000 ? 'id' : undefined;
  return field !== undefined && NUMBERS.has(field) ? field : undefined;
}

const NUMBERS: ReadonlySet<FieldKind> = new Set(['phone', 'address', 'card or account', 'personal fact']);

/** Whether everything in an object is told of a person. */
export function isPersonalFact(key: string): boolean {
  return fieldKind(key) === 'personal fact';
}

/** Whether the name of a field is itself somebody's, as in a map by ids. */
export function isNamedByValue(name: string): boolean {
  return EMAIL.test(name) || (name.length >= 12 && isId(name));
}

export function isId(text: string): boolean {
  return text.length <= ID_MOST && /\d/.test(text) && IDS.some((form) => form.test(text));
}

function isWord(text: string): boolean {
  return text.length <= WORD_MOST && WORDS.some((form) => form.test(text));
}

function formatOf(text: string): Kind | undefined {
  if (URL_TEXT.test(text)) return 'URL';
  if (EMAIL.test(text)) return 'e-mail';
  if (IP.test(text)) return 'IP address';
  if (JWT.test(text)) return 'signed text';
  if (PHONE.test(text)) return 'phone';
  return isCardNumber(text) ? 'card or account' : undefined;
}

function isCardNumber(text: string): boolean {
  if (text.length > 30 || !/^[\d -]+$/.test(text)) return false;
  const digits = text.replaceAll(/[ -]/g, '');
  return digits.length >= 13 && digits.length <= 19 && passesLuhn(digits);
}

/** The check digit of card numbers. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const value = Number(digits.at(-1 - index)) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
