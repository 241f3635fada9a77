import { ACCOUNTS_RULE } from '../options/account-options.ts';
import {
  flag,
  oneOf,
  options,
  requireRules,
  text,
  wholeNumber,
  type Fault,
  type Rule,
  type Rules,
} from '../options/option-rules.ts';
import { requireScheme } from '../scheme/scheme-rules.ts';
import type { Instance, InstanceNative } from './instance.ts';
import type { EventPlaces } from './places.ts';

const MEDIA_TYPES: Rule<readonly string[]> = {
  allows: areMediaTypes,
  allowed: "a list of media types, such as ['application/json']",
};

const RULES: Rules<Omit<Instance, 'scheme' | 'places'>> & Record<'scheme' | 'places', Rule<object>> = {
  scheme: options,
  places: options,
  challenge: oneOf(['hub']),
  contentTypes: MEDIA_TYPES,
  maxBytes: wholeNumber(1),
  accounts: ACCOUNTS_RULE,
};

/** Of an option that is checked where it is read, which knows more than its kind. */
function checkedLater<Value>(): Rule<Value> {
  return { allows: (value): value is Value => value !== undefined, allowed: 'a place; leave it out for the default' };
}

const PLACE_RULES: Rules<EventPlaces<InstanceNative>> = {
  id: checkedLater(),
  bindsId: flag,
  type: checkedLater(),
  time: checkedLater(),
  subject: checkedLater(),
  related: { allows: areTexts, allowed: "a list of JSON pointers, such as ['/customer/id']" },
  occurrence: checkedLater(),
  source: checkedLater(),
  needs: checkedLater(),
  needsByType: checkedLater(),
  list: { ...text(/^(?:\/|$)/, 'a JSON pointer to the list, or the empty text'), allows: isListPointer },
};

/** Refuses what an instance cannot be: a configuration runs without having been type-checked. */
export function requireInstance(instance: unknown, fault: Fault): asserts instance is Instance {
  requireRules<{ readonly scheme: object; readonly places?: object }>(instance, RULES, fault);
  if (instance.scheme === undefined) throw fault('scheme must say how it signs, as in hmac({…})');
  requireScheme(instance.scheme, (sentence) => fault(`scheme: ${sentence}`));
  if (instance.places === undefined) return;
  requireRules<EventPlaces<InstanceNative>>(instance.places, PLACE_RULES, (sentence) => fault(`places: ${sentence}`));
}

function areTexts(value: unknown): value is readonly `/${string}`[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function areMediaTypes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && one.includes('/'));
}

function isListPointer(value: unknown): value is '' | `/${string}` {
  return typeof value === 'string' && (value === '' || value.startsWith('/'));
}
