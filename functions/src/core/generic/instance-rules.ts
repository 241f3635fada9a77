import { requireRules, text, wholeNumber, type Fault, type Rule, type Rules } from '../config/option-rules.ts';
import type { EventLocators } from './description.ts';
import type { HmacOptions, SignedTime } from './hmac.ts';
import type { StaticCredentialOptions } from './static-credential.ts';

/** Of an option that is checked where it is read, which knows more than its kind. */
function checkedLater<Value>(): Rule<Value> {
  return { allows: (value): value is Value => value !== undefined, allowed: 'a value; leave it out for the default' };
}

const MEDIA_TYPES: Rule<readonly string[]> = {
  allows: areMediaTypes,
  allowed: "a list of media types, such as ['application/json']",
};

const LOCATOR_RULES: Rules<EventLocators> = {
  id: checkedLater(),
  type: checkedLater(),
  time: checkedLater(),
  subject: checkedLater(),
};

const HMAC_RULES: Rules<HmacOptions> = {
  ...LOCATOR_RULES,
  header: checkedLater(),
  prefix: text(/^/, 'a text'),
  algorithm: checkedLater(),
  encoding: checkedLater(),
  key: checkedLater(),
  signed: text(/^/, 'a text'),
  timestamp: checkedLater(),
  challenge: checkedLater(),
  contentTypes: MEDIA_TYPES,
  maxBytes: wholeNumber(1),
};

const SIGNED_TIME_RULES: Rules<SignedTime> = {
  at: checkedLater(),
  unit: checkedLater(),
  toleranceSeconds: checkedLater(),
};

const STATIC_CREDENTIAL_RULES: Rules<StaticCredentialOptions> = {
  ...LOCATOR_RULES,
  credential: checkedLater(),
  contentTypes: MEDIA_TYPES,
  maxBytes: wholeNumber(1),
};

/** Refuses options of `hmac()` that nobody knows. */
export function requireHmacNames(options: HmacOptions, fault: Fault): void {
  requireRules<HmacOptions>(options, HMAC_RULES, fault);
  const { timestamp } = options;
  if (timestamp === undefined) return;
  requireRules<SignedTime>(timestamp, SIGNED_TIME_RULES, (sentence) => fault(`timestamp: ${sentence}`));
}

/** Refuses options of `staticCredential()` that nobody knows. */
export function requireStaticCredentialNames(options: StaticCredentialOptions, fault: Fault): void {
  requireRules<StaticCredentialOptions>(options, STATIC_CREDENTIAL_RULES, fault);
}

function areMediaTypes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && one.includes('/'));
}
