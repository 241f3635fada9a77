/** Words without spaces and underscores, as fields are compared with them. */
function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Fields whose values are somebody's, by how they end: `billing_first_name` ends like `firstname`. */
const ENDINGS = {
  secret: words(`secret secrets token tokens password passwd signature signatures apikey authorization cookie cookies
    credential credentials jwt`),
  name: words(`name firstname lastname fullname middlename familyname givenname displayname username screenname nickname
    loginname maidenname surname login handle author owner assignee sender recipient contact attention company organization
    organisation payer payee buyer seller signer`),
  'e-mail': words('email emailaddress mail mailaddress emails'),
  phone: words('phone phones mobile telephone tel fax msisdn waid caller called phonenumber mobilenumber from to'),
  'card or account':
    words(`last4 lastfour bin iin cardnumber pan cvc cvv expmonth expyear expiry fingerprint iban bic swift
    accountnumber routingnumber sortcode networktransactionid authorizationcode mandate`),
  'personal fact': words(`dob birthdate birthday dateofbirth birth age gender sex ssn taxid vat vatid vatnumber passport
    nationalid nationality idnumber religion avatar photo picture image useragent deviceid`),
  address:
    words(`line1 line2 line3 street street1 street2 address address1 address2 city town postalcode postcode zip zipcode
    province county district neighborhood neighbourhood latitude longitude lat lng lon coordinates`),
  domain: words('domain host hostname website site shop'),
  id: words('id ids uuid guid gid sid ref reference number key sku etag nonce request'),
  'free text':
    words(`description message body text note notes comment comments memo subject title content summary caption html
    plain statementdescriptor statementdescriptorsuffix explanation feedback bio about question answer reply snippet details
    detail instructions instruction`),
} as const;

/** Names of things that sagas tell events apart by. */
const NAMES_OF_THINGS =
  words(`eventname typename propertyname fieldname topicname actionname classname tablename queuename
  jobname stepname filename`);
/** Fields that say what something is: their values stay, so that sagas take the same way. */
const KINDS_OF_THINGS =
  words(`type types status statuses state states kind kinds event events action actions topic topics
  object mode currency country category categories reason reasons code brand method methods interval result outcome locale
  language timezone version gateway network funding scheme role roles channel unit severity priority environment format level
  resource service exempt`);
/** Amounts, counts and times, which may be texts of digits, by any of their words. */
const MEASURES =
  words(`amount total subtotal price sum balance fee tax cost discount quantity qty count size weight duration
  bytes cents timestamp ts created updated modified time date at on expires position index percent rate value`);
const LINKS = words('url urls uri href path link links');
/** Fields that hold what the owner of the account defines, such as Stripe's metadata. */
const OWN_DATA = words('metadata noteattributes passthrough traits userdata clientreferenceid extra');

export type FieldKind = keyof typeof ENDINGS;

/** What the value of a field is, by the field's name in snake case; undefined for most. */
export function fieldKind(key: string): FieldKind | undefined {
  if (endsIn(key, NAMES_OF_THINGS)) return undefined;
  for (const [kind, endings] of entriesOf(ENDINGS)) if (endsIn(key, endings)) return kind;
  return undefined;
}

export function isKindOfThing(key: string): boolean {
  return endsIn(key, KINDS_OF_THINGS);
}

export function isMeasure(key: string): boolean {
  return key.split('_').some((word) => MEASURES.has(word));
}

export function isLink(key: string): boolean {
  return endsIn(key, LINKS);
}

/** Whether the fields of an object are the account owner's own. */
export function isOwnData(key: string): boolean {
  return OWN_DATA.has(key.replaceAll('_', '')) || key.startsWith('custom_') || key.startsWith('merchant_');
}

/** Whether an object is an address. @param key Of the object. @param fields Its own, in snake case. */
export function isAddress(key: string, fields: readonly string[]): boolean {
  if (/address(?:es)?$/.test(key)) return true;
  const isThing = fields.some((field) => ['id', 'type', 'status', 'object'].includes(field));
  return !isThing && fields.filter((field) => endsIn(field, ENDINGS.address)).length >= 2;
}

/** Longer names of fields are cut before they are looked at. */
const KEY_MOST = 100;

/** `postalCode`, `Postal-Code` → `postal_code`: in which way a provider writes the names of fields makes no difference. */
export function snakeCase(key: string): string {
  return key
    .slice(0, KEY_MOST)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z\d]+/g, '_')
    .toLowerCase();
}

function endsIn(key: string, endings: ReadonlySet<string>): boolean {
  const parts = key.split('_');
  return parts.some((_part, index) => endings.has(parts.slice(index).join('')));
}

function entriesOf(kinds: typeof ENDINGS): readonly (readonly [FieldKind, ReadonlySet<string>])[] {
  const entries: (readonly [FieldKind, ReadonlySet<string>])[] = [];
  for (const kind in kinds) if (isFieldKind(kind)) entries.push([kind, kinds[kind]]);
  return entries;
}

function isFieldKind(text: string): text is FieldKind {
  return text in ENDINGS;
}
