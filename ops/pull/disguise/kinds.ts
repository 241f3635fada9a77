/** What a value was taken for. */
export type Kind =
  | 'name'
  | 'e-mail'
  | 'phone'
  | 'address'
  | 'card or account'
  | 'personal fact'
  | 'free text'
  | 'id'
  | 'IP address'
  | 'URL'
  | 'domain'
  | 'signed text'
  | 'secret'
  | 'own data';

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

const IDS = /(?:^|_)(?:ids?|uuid|guid|gid|sid|ref|reference|number|key|sku|etag|nonce|request)$/;
const NAMES =
  /(?:^|_)(?:first|last|full|middle|family|given|display|user|screen|nick|login|maiden|sur)?_?name$|^(?:login|handle|nickname|surname|author|owner|assignee|sender|recipient|contact|attention|company|organi[sz]ation|payer|payee|buyer|seller|signer|title_of_person)$/;
/** Names of things that sagas tell events apart by. */
const NAMES_OF_THINGS = /(?:^|_)(?:event|type|property|field|topic|action|class|table|queue|job|step|file)_name$/;
const EMAILS = /e_?mail/;
const PHONES = /(?:^|_)(?:phone|mobile|telephone|tel|fax|msisdn|wa_id|caller|called)(?:_|$)|^(?:from|to)$/;
const ADDRESSES =
  /(?:^|_)(?:line_?\d|street\d?|address\d?|city|town|postal_?code|post_?code|zip(?:_?code)?|province|county|district|neighbou?rhood|latitude|longitude|lat|lng|lon|coordinates)$/;
const CARDS =
  /(?:^|_)(?:last_?4|last_?four|bin|iin|card_?number|pan|cvc|cvv|exp_month|exp_year|expiry|fingerprint|iban|bic|swift|account_?number|routing_?number|sort_?code|network_transaction_id|authorization_code|mandate)$/;
const PERSONAL =
  /(?:^|_)(?:dob|birth\w*|date_of_birth|age|gender|sex|ssn|tax_?id|vat_?(?:id|number)?|passport|national_id|nationality|id_number|eye_color|religion|avatar|photo|picture|image|user_agent|device_id)$/;
const FREE_TEXTS =
  /(?:^|_)(?:description|message|body|text|notes?|comments?|memo|subject|title|content|summary|caption|html|plain|statement_descriptor(?:_suffix)?|explanation|feedback|bio|about|question|answer|reply|snippet|details?|instructions?)$/;
const SECRETS = /(?:^|_)(?:secret|token|password|passwd|signature|api_?key|authorization|cookie|credential|jwt)s?$/;
const DOMAINS = /(?:^|_)(?:domain|host|hostname|website|site|shop)$/;
/** Fields that say what something is: their values stay, so that sagas take the same way. */
const KINDS_OF_THINGS =
  /(?:^|_)(?:type|status|state|kind|event|action|topic|object|mode|currency|country|category|reason|code|brand|method|interval|result|outcome|locale|language|timezone|time_?zone|version|gateway|network|funding|scheme|role|channel|unit|severity|priority|environment|format|level|resource|service)s?$/;

/** Amounts, counts and times, which may be texts of digits. */
const MEASURES =
  /(?:^|_)(?:amount|total|subtotal|price|sum|balance|fee|tax|cost|discount|quantity|qty|count|size|weight|duration|bytes|cents|timestamp|ts|created|updated|modified|time|date|at|on|expires?|position|index|percent|rate|value)(?:_|$)/;

export const EMAIL = /[^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:@]{1,250}\.[a-z]{2,24}/i;
const PHONE = /^\+\d[\d ().-]{6,20}$/;
const URL_TEXT = /^[a-z][a-z\d+.-]*:\/\//i;
const IP = /^(?:\d{1,3}\.){3}\d{1,3}$|^[\da-f]{0,4}(?::[\da-f]{0,4}){3,7}$/i;
/** A path without its host, in a field for links. */
const LINKS = /(?:^|_)(?:ur[il]|href|path|link)s?$/;
const JWT = /^[\w-]{16,}\.[\w-]{16,}\.[\w-]{8,}$/;
const CARD_NUMBER = /^(?:\d[ -]?){13,19}$/;
/** Dates and times, as texts. */
export const TIME =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| ?[+-]\d\d:?\d\d)?)?$|^\d\d:\d\d(?::\d\d)?$/;
const QUANTITY = /^-?\d{1,9}(?:\.\d+)?$|^v?\d+(?:\.\d+){1,3}$|^true$|^false$/;
/** Versions of APIs, such as Stripe's `2026-10-28.acacia`. */
const VERSION = /^\d{4}-\d\d(?:-\d\d)?\.\w+$/;
/** What programs call things: `requires_action`, `PAID`, `invoice.paid`, `customer-created`, `line_item`. */
const WORD = /^(?:[a-z]+(?:[._:/ -]?[a-z]+)*|[A-Z]+(?:_[A-Z]+)*|[a-z]+(?:[A-Z][a-z]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)+)$/;
const WORD_MOST = 60;
const ID_MOST = 200;
/** Longer names of fields are cut before they are looked at. */
const KEY_MOST = 100;
/** `cus_NffrFeUfNV2Hib`, `in_1`, a UUID, a digest, a long number. */
export const ID = /^(?=.*\d)[a-z]{1,8}_\w+$|^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$|^(?=.*\d)[\w-]{10,}$|^\d{5,}$/i;

/** What a text is taken for; undefined for one that stays. Whatever nothing is known of is free text. */
export function kindOfText(text: string, { key, isInAddress, isInPersonalFact, isInOwnData }: Place): Kind | undefined {
  if (text.trim() === '') return undefined;
  if (SECRETS.test(key)) return 'secret';
  const format = text.startsWith('/') && LINKS.test(key) ? 'URL' : formatOf(text);
  if (format !== undefined) return format;
  const field = fieldKind(key);
  if (field !== undefined && !(field === 'id' && isInAddress))
    return field === 'phone' && WORD.test(text) ? 'name' : field;
  if (isInPersonalFact) return 'personal fact';
  if (TIME.test(text) || VERSION.test(text)) return undefined;
  if (MEASURES.test(key) && /^-?\d+(?:\.\d+)?$/.test(text)) return undefined;
  const isWord = text.length <= WORD_MOST && (WORD.test(text) || QUANTITY.test(text));
  if (isInAddress) return /country/.test(key) && /^[A-Za-z]{2,3}$/.test(text) ? undefined : 'address';
  if (isInOwnData) return /^(?:true|false)$/.test(text) ? undefined : 'own data';
  if (KINDS_OF_THINGS.test(key) && /^[\w./:+-]{1,60}$/.test(text)) return undefined;
  if (text.length <= ID_MOST && ID.test(text)) return 'id';
  if (isWord) return undefined;
  return 'free text';
}

/** What a number is taken for; undefined for one that stays, as amounts, counts and times do. */
export function kindOfNumber(value: number, { key, isInAddress, isInPersonalFact }: Place): Kind | undefined {
  if (isInAddress) return 'address';
  if (isInPersonalFact) return 'personal fact';
  const field = fieldKind(key);
  if (field === 'id') return Number.isSafeInteger(value) && Math.abs(value) >= 10_000 ? 'id' : undefined;
  const isPersonal =
    field === 'phone' || field === 'address' || field === 'card or account' || field === 'personal fact';
  return isPersonal ? field : undefined;
}

/** Whether an object is an address. @param key Of the object. @param fields Its own, in snake case. */
export function isAddress(key: string, fields: readonly string[]): boolean {
  if (/(?:^|_)addresse?s?$/.test(key)) return true;
  const isThing = fields.some((field) => /^(?:id|type|status|object)$/.test(field));
  return !isThing && fields.filter((field) => ADDRESSES.test(field)).length >= 2;
}

/** Whether everything in an object is told of a person. */
export function isPersonalFact(key: string): boolean {
  return PERSONAL.test(key);
}

/** Whether the name of a field is itself somebody's, as in a map by ids. */
export function isNamedByValue(key: string): boolean {
  return EMAIL.test(key) || (key.length >= 12 && key.length <= ID_MOST && /\d/.test(key) && ID.test(key));
}

/** Whether the fields of an object are the account owner's own. */
export function isOwnData(key: string): boolean {
  return /^(?:metadata|custom_\w+|note_attributes|passthrough|traits|user_data|client_reference_id|merchant_\w+|extra)$/.test(
    key,
  );
}

/** `postalCode`, `Postal-Code` → `postal_code`: in which way a provider writes the names of fields makes no difference. */
export function snakeCase(key: string): string {
  return key
    .slice(0, KEY_MOST)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
}

function formatOf(text: string): Kind | undefined {
  if (URL_TEXT.test(text)) return 'URL';
  if (new RegExp(`^${EMAIL.source}$`, 'i').test(text)) return 'e-mail';
  if (IP.test(text)) return 'IP address';
  if (JWT.test(text)) return 'signed text';
  if (PHONE.test(text)) return 'phone';
  if (CARD_NUMBER.test(text) && passesLuhn(text.replaceAll(/\D/g, ''))) return 'card or account';
  return undefined;
}

function fieldKind(key: string): Kind | undefined {
  const kinds: readonly (readonly [RegExp, Kind])[] = [
    [EMAILS, 'e-mail'],
    [PHONES, 'phone'],
    [CARDS, 'card or account'],
    [PERSONAL, 'personal fact'],
    [ADDRESSES, 'address'],
    [DOMAINS, 'domain'],
    [IDS, 'id'],
    [FREE_TEXTS, 'free text'],
  ];
  if (NAMES.test(key) && !NAMES_OF_THINGS.test(key)) return 'name';
  return kinds.find(([fields]) => fields.test(key))?.[1];
}

/** The check digit of card numbers. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((all, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
