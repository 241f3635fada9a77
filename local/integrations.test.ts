import { expect, it } from 'vitest';
import { instanceIntegration } from '../functions/src/core/integration/instance-integration.ts';
import { credential } from '../functions/src/core/scheme/schemes.ts';
import { credentialHeaderOf } from './integrations.ts';

it.each(['x-acme-signature', 'x-hmac', 'x-anything', 'authorization'])(
  'a credential in %s is one to mask, whatever the header is called',
  (header) => {
    const integration = instanceIntegration('acme', { scheme: credential({ [header]: '{secret}' }) });
    expect(credentialHeaderOf(integration)).toEqual([header]);
  },
);
