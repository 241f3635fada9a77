import { expect, it } from 'vitest';
import { requirePlace } from './record-place.ts';

it.each([undefined, null, 7, {}])(
  'an id that the types of an event promised as text, but is %j, is refused for good',
  (id) => {
    const place: { collection: string; id: string } = JSON.parse(JSON.stringify({ collection: 'orders', id }));
    expect(() => requirePlace(place)).toThrow(
      expect.objectContaining({ name: 'PermanentError', message: expect.stringContaining('its id is empty') }),
    );
  },
);
