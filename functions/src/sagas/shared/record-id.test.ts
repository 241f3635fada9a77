import { expect, it } from 'vitest';
import { recordIdOf } from './record-id.ts';

it('the id of one provider cannot collide with that of another, and contains no slash', () => {
  expect(recordIdOf('twilio', 'SM1')).toBe('twilio:SM1');
  expect(recordIdOf('hubspot', '1/2')).toBe('hubspot:1%2F2');
  expect(recordIdOf('zendesk', 35436)).toBe('zendesk:35436');
});

it.each(['', '\uD800', 'a\uDC00', undefined, null, {}, [1], Number.NaN, 1e21])(
  'an id of %j is refused permanently',
  (id) => {
    expect(() => recordIdOf('twilio', id)).toThrow(expect.objectContaining({ name: 'PermanentError' }));
  },
);
