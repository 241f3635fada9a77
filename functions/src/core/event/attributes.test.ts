import { expect, it } from 'vitest';
import { isAttributeValue, messageAttributes, messageFault } from './attributes.ts';

const data = Buffer.from('{}');
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_unused, index) => [`n${index}`, 'x']));

it.each([
  ['x'.repeat(1_024), true],
  ['x'.repeat(1_025), false],
  ['é'.repeat(512), true],
  ['é'.repeat(513), false],
  ['half a pair \uD800', false],
  ['a line\nbreak', false],
  ['\u0000', false],
  ['\u009B31m', false],
  ['', true],
])('%j as a value: %s', (value, expected) => {
  expect(isAttributeValue(value)).toBe(expected);
});

it('what Pub/Sub would refuse is left out, by its name or by its value', () => {
  const others = {
    good: 'x',
    '': 'x',
    googclient: 'x',
    ['n'.repeat(257)]: 'x',
    long: 'x'.repeat(1_025),
    bad: '\uDFFF',
  };
  expect(messageAttributes({}, others)).toEqual({ good: 'x' });
});

it('what we add takes precedence, and stays where there are more than 100', () => {
  const attributes = messageAttributes({ reason: 'ours' }, { ...numbered(100), reason: 'theirs' });
  expect(Object.keys(attributes)).toHaveLength(100);
  expect(attributes).toMatchObject({ reason: 'ours', n0: 'x' });
});

it.each([
  ['a value with half a surrogate pair', { data, attributes: { id: '\uD800' } }, /attribute "id" must be well-formed/],
  ['an attribute without a name', { data, attributes: { '': 'x' } }, /attribute "" must be/],
  ['101 attributes', { data, attributes: numbered(101) }, /more than 100 attributes/],
  ['nothing in it', { data: Buffer.alloc(0), attributes: {} }, /neither data nor attributes/],
  ['more than 10 MB', { data: Buffer.alloc(10_000_001), attributes: {} }, /over 10000000 bytes/],
])('a message with %s is one that Pub/Sub refuses', (_what, message, sentence) => {
  expect(messageFault(message)).toMatch(sentence);
});

it('an ordinary message is not', () => {
  expect(messageFault({ data, attributes: numbered(100) })).toBeUndefined();
  expect(messageFault({ data: Buffer.alloc(0), attributes: { id: 'x' } })).toBeUndefined();
});
