import { describe, expect, it } from 'vitest';
import { instanceIntegration } from './instance-integration.ts';
import { hmac, staticCredential } from './instance.ts';

const header = 'x-acme-signature';

describe('the options of an instance are refused', () => {
  it.each<[object, string]>([
    [{ header, algoritm: 'sha1' }, 'algoritm is not one of its options; you probably mean algorithm'],
    [{ header, prefix: 5 }, 'prefix must be a text'],
    [
      { header, contentTypes: 'application/json' },
      "contentTypes must be a list of media types, such as ['application/json']",
    ],
    [{ header, maxBytes: 0 }, 'maxBytes must be a whole number of at least 1'],
    [
      { header, timestamp: { at: '/at', unit: 'seconds', tolerance: 5 } },
      'timestamp: tolerance is not one of its options; you probably mean toleranceSeconds',
    ],
  ])('of hmac: %j', (options, sentence) => {
    expect(() => instanceIntegration('acme', hmac({ header, ...options }))).toThrow(
      expect.objectContaining({ code: 'acme/bad-config', message: `The instance acme: ${sentence}.` }),
    );
  });

  it('of staticCredential, where they are misspelt', () => {
    const misspelt: object = { subjet: '/id' };
    expect(() => instanceIntegration('acme', staticCredential({ credential: 'bearer', ...misspelt }))).toThrow(
      'The instance acme: subjet is not one of its options; you probably mean subject.',
    );
  });
});
