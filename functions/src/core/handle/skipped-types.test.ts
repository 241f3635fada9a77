import { describe, expect, it } from 'vitest';
import { OTHER_TYPES, SkippedTypes } from './skipped-types.ts';

describe('a type whose events lead to nothing', () => {
  it.each(['customer.subscription.deleted', 'v2.core.account[requirements].updated', 'orders/create', 'Issue:update'])(
    'is counted by its name: %s',
    (type) => {
      expect(new SkippedTypes().labelOf(type)).toBe(type);
    },
  );

  it.each(['jane@example.com signed up', 'Order of Jane Doe', '', 'x'.repeat(101)])(
    'is one of the others if it is more than a name: %j',
    (type) => {
      expect(new SkippedTypes().labelOf(type)).toBe(OTHER_TYPES);
    },
  );

  it('is one of the others after a hundred', () => {
    const types = new SkippedTypes();
    const labels = Array.from({ length: 150 }, (_unused, index) => types.labelOf(`type.${index}`));
    expect(labels.slice(0, 100)).not.toContain(OTHER_TYPES);
    expect(new Set(labels.slice(100))).toEqual(new Set([OTHER_TYPES]));
    expect(types.labelOf('type.7')).toBe('type.7');
  });

  it('is not counted once an event of it has led to something', () => {
    const types = new SkippedTypes();
    types.taken('invoice.upcoming');
    expect(types.labelOf('invoice.upcoming')).toBeUndefined();
    expect(types.labelOf('invoice.sent')).toBe('invoice.sent');
  });
});
