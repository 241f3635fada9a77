import { badConfig } from '../config/settings.ts';
import { isWholeNumber } from '../config/whole-number.ts';
import { faultOfLocators } from './description.ts';
import type { HmacOptions } from './hmac.ts';
import { faultOfHeader, faultOfLocator, isHeaderLocator } from './locator.ts';
import { parseTemplate, type Template } from './template.ts';

/**
 * Checks the options of a keyed scheme before the first request could show that they cannot work.
 * @returns the template of what is signed.
 * @throws {IntegrationError} `bad-config` that says what to write instead.
 */
export function checkedHmac(provider: string, options: HmacOptions): Template {
  const refuse = (sentence: string) => badConfig(provider, `The instance ${provider}: ${sentence}.`);
  const fault = faultOfHeader(options.header);
  if (fault !== undefined) throw refuse(`header ${fault}`);
  requireOneOf(options.algorithm, ['sha1', 'sha256', 'sha512'], 'algorithm', refuse);
  requireOneOf(options.encoding, ['hex', 'base64'], 'encoding', refuse);
  requireOneOf(options.key, ['text', 'hex', 'base64'], 'key', refuse);
  requireOneOf(options.challenge, ['hub'], 'challenge', refuse);
  const template = parseTemplate(options.signed ?? '{body}');
  if ('fault' in template) throw refuse(`signed ${template.fault}`);
  const locators = faultOfLocators(options);
  if (locators !== undefined) throw refuse(locators);
  requireSignedTime(options, template, refuse);
  if (template.gaps.has('id') && !(typeof options.id === 'string' && isHeaderLocator(options.id))) {
    throw refuse('signed contains {id}, so id must be the one header that holds it');
  }
  return template;
}

/** The key in a secret; undefined where it is not written as the options say. */
export function keyOf(secret: string, written: HmacOptions['key'] = 'text'): string | Buffer | undefined {
  if (written === 'text') return secret;
  const key = Buffer.from(secret, written);
  // Node's decoders stop at what they do not understand, and an empty key lets anyone in.
  return key.length > 0 && sameText(key.toString(written), secret) ? key : undefined;
}

type Refusal = (sentence: string) => Error;

function requireSignedTime({ timestamp }: HmacOptions, template: Template, refuse: Refusal): void {
  const signsTime = template.gaps.has('timestamp');
  if (timestamp === undefined) {
    if (signsTime) throw refuse('signed contains {timestamp}, so timestamp must say where it stands');
    return;
  }
  const fault = faultOfLocator(timestamp.at);
  if (fault !== undefined) throw refuse(`timestamp.at ${fault}`);
  requireOneOf(timestamp.unit, ['seconds', 'milliseconds', 'rfc3339'], 'timestamp.unit', refuse);
  // A time that is not signed can be set to now by anyone who repeats a request.
  if (isHeaderLocator(timestamp.at) && !signsTime) {
    throw refuse(
      'timestamp.at is a header, so signed must contain {timestamp}; leave timestamp out where the provider does not sign it',
    );
  }
  if (!isHeaderLocator(timestamp.at) && signsTime)
    throw refuse('signed contains {timestamp}, so timestamp.at must be a header');
  const { toleranceSeconds: tolerance } = timestamp;
  if (tolerance !== undefined && !isWholeNumber(tolerance, 1, 86_400)) {
    throw refuse('timestamp.toleranceSeconds must be a whole number from 1 to 86400');
  }
}

function requireOneOf(value: string | undefined, known: readonly string[], name: string, refuse: Refusal): void {
  if (value === undefined || known.includes(value)) return;
  throw refuse(`${name} must be ${known.map((one) => `"${one}"`).join(' or ')}`);
}

/** Padding and the case of hex digits are a matter of taste. */
function sameText(a: string, b: string): boolean {
  const bare = (text: string) => text.replace(/={0,2}$/, '');
  return bare(a) === bare(b) || a === b.toLowerCase();
}
