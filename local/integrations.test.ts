import { expect, it } from 'vitest';
import { staticCredentialIntegration } from '../functions/src/core/generic/static-credential.ts';
import { credentialHeaderOf } from './integrations.ts';

it.each(['header:x-acme-signature', 'header:x-hmac', 'header:x-anything', 'bearer'] as const)(
  'a credential in %s is one to mask, whatever the header is called',
  (credential) => {
    const integration = staticCredentialIntegration('acme', { credential });
    const header = credential === 'bearer' ? 'authorization' : credential.slice('header:'.length);
    expect(credentialHeaderOf(integration)).toEqual([header]);
  },
);
