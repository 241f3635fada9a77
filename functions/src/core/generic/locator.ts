import { isJsonObject } from '../event/json.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { headerOf } from '../scheme/verification.ts';

/**
 * Where in a request something stands: a JSON pointer into the body (`/data/object/id`), or a header
 * (`header:x-delivery-id`).
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export type Locator = `/${string}` | HeaderLocator;

export type HeaderLocator = `header:${string}`;

/** Whether a locator names a header. */
export function isHeaderLocator(locator: string): locator is HeaderLocator {
  return locator.startsWith('header:');
}

/** The header that a locator names. */
export function headerName(locator: HeaderLocator): string {
  return locator.slice('header:'.length);
}

/** What is wrong with a locator, as half a sentence; undefined for a sound one. */
export function faultOfLocator(locator: unknown): string | undefined {
  if (typeof locator === 'string' && isHeaderLocator(locator)) return faultOfHeader(headerName(locator));
  if (typeof locator === 'string' && /^(?:\/(?:[^~/]|~[01])*)+$/.test(locator)) return undefined;
  return 'must be a JSON pointer like "/data/id" or a header like "header:x-delivery-id"';
}

/** What is wrong with the name of a header, as half a sentence; undefined for a sound one. */
export function faultOfHeader(name: unknown): string | undefined {
  const isSound = typeof name === 'string' && /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name);
  return isSound ? undefined : 'must be the name of a header in lower case, like "x-acme-signature"';
}

/** What stands there, as text; undefined where there is nothing, or nothing that is a text, a number or a boolean. */
export function read(locator: Locator, request: RawWebhook, body: unknown): string | undefined {
  if (isHeaderLocator(locator)) return headerOf(request, headerName(locator));
  let value = body;
  for (const key of keysOf(locator)) {
    if (Array.isArray(value)) {
      const elements: readonly unknown[] = value;
      value = elements[Number(key)];
    } else {
      value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
  }
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isText && value !== '' ? String(value) : undefined;
}

/** The keys of a JSON pointer, from the outside in. */
export function keysOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
