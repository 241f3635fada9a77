import { createHmac } from 'node:crypto';
import { isJsonObject, parseJson } from '../../core/event/json.ts';
import { hmacKeyOf } from '../../core/scheme/keys.ts';
import { custom } from '../../core/scheme/schemes.ts';
import { safeEqual } from '../../core/scheme/verification.ts';

const ITEM = '/NotificationRequestItem';

/**
 * Every item of the body holds its own signature, over eight of its fields. They are joined by colons without escaping, so
 * that a reference with a colon could be read as two fields: choose references without one.
 * @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
 */
export const scheme = custom({
  headers: {},
  says: 'references, account, amount, type and success of each item, HMAC-SHA256',
  covers: [
    `${ITEM}/pspReference`,
    `${ITEM}/originalReference`,
    `${ITEM}/merchantAccountCode`,
    `${ITEM}/merchantReference`,
    `${ITEM}/eventCode`,
    `${ITEM}/success`,
  ],

  verifies({ text }, secret) {
    const key = hmacKeyOf(secret, 'hex');
    const items = itemsIn(parseJson(text));
    if (key === undefined || items === undefined) return false;
    return items.every((item) => {
      const given = isJsonObject(item['additionalData']) ? item['additionalData']['hmacSignature'] : undefined;
      const signed = signedTextOf(item);
      return typeof given === 'string' && signed !== undefined && safeEqual(given, macOf(signed, key));
    });
  },

  signs: () => ({}),

  signsInBody({ text }, secret) {
    const body = parseJson(text);
    const key = hmacKeyOf(secret, 'hex');
    const items = itemsIn(body);
    if (key === undefined || items === undefined || !isJsonObject(body)) return text;
    const notificationItems = items.map((item) => {
      const more = isJsonObject(item['additionalData']) ? item['additionalData'] : {};
      const hmacSignature = macOf(signedTextOf(item) ?? '', key);
      return { NotificationRequestItem: { ...item, additionalData: { ...more, hmacSignature } } };
    });
    return JSON.stringify({ ...body, notificationItems });
  },
});

type Item = Readonly<Record<string, unknown>>;

/** The items of a body; undefined if it has none, or something else among them: that would be unsigned. */
function itemsIn(body: unknown): readonly Item[] | undefined {
  const list: unknown = isJsonObject(body) ? body['notificationItems'] : undefined;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const items = list.flatMap((element: unknown) => {
    const item = isJsonObject(element) ? element['NotificationRequestItem'] : undefined;
    return isJsonObject(item) ? [item] : [];
  });
  return items.length === list.length ? items : undefined;
}

/** What is signed of an item; undefined if a field holds something that has no one spelling. */
function signedTextOf(item: Item): string | undefined {
  const amount = isJsonObject(item['amount']) ? item['amount'] : {};
  const fields = [
    item['pspReference'],
    item['originalReference'],
    item['merchantAccountCode'],
    item['merchantReference'],
    amount['value'],
    amount['currency'],
    item['eventCode'],
    item['success'],
  ];
  const texts = fields.map(textOf);
  return texts.every((text) => text !== undefined) ? texts.join(':') : undefined;
}

function textOf(field: unknown): string | undefined {
  if (field === undefined || field === null) return '';
  if (typeof field === 'string') return field;
  return typeof field === 'number' || typeof field === 'boolean' ? String(field) : undefined;
}

function macOf(text: string, key: string | Buffer): string {
  return createHmac('sha256', key).update(text).digest('base64');
}
