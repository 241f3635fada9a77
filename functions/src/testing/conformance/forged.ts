import { describe, expect, it } from 'vitest';
import type { Kit } from './kit.ts';
import type { Traits } from './traits.ts';

/** Nothing that the provider did not sign gets in. */
export function forgedRequests<Native>(kit: Kit<Native>, traits: Traits): void {
  const { integration, samples } = kit;
  const { signatureHeader = '' } = integration;
  const hasSignatureHeader = integration.signatureHeader !== undefined;

  describe('forged requests', () => {
    it('a request signed with another secret is refused', async () => {
      await kit.expectRefused(kit.request(), ['bad-signature'], [samples.makeSecret().configured]);
    });

    it('a request is refused when no secret is configured, or a blank one', async () => {
      for (const secrets of [[], [''], [' ']]) await kit.expectRefused(kit.request(), ['bad-signature'], secrets);
    });

    // An account that does not exist has no secret, and must not be told from one whose secret is another.
    it('a request is refused in the same words by another secret and by none', async () => {
      const refusals = [[samples.makeSecret().configured], []].map(async (secrets) => {
        const outcome = await kit.attempt(kit.request(), secrets);
        return 'error' in outcome ? [outcome.error.code, outcome.error.message] : outcome;
      });
      const [byAnother, byNone] = await Promise.all(refusals);
      expect(byNone).toEqual(byAnother);
    });

    it.runIf(integration.signsBody !== false).each(['first', 'middle', 'last'])(
      'a body whose %s byte was changed is refused',
      async (place) => {
        const request = kit.request();
        const body = Buffer.from(request.rawBody);
        const end = traits.signsWholeBody === false ? Math.min(body.length, 20) : body.length;
        const index = { first: 0, middle: end >> 1, last: end - 1 }[place] ?? 0;
        body[index] = (body[index] ?? 0) ^ 1;
        await kit.expectRefused({ ...request, rawBody: body });
      },
    );

    it.runIf(traits.ignoresSignaturePadding !== true && hasSignatureHeader)(
      'a signature header with a character behind it is refused',
      async () => {
        await kit.expectRefused(changed((value) => `${value}A`));
      },
    );

    it.runIf(hasSignatureHeader).each([
      ['truncated', (value: string) => value.slice(0, -4)],
      ['emptied', () => ''],
      ['of characters beyond ASCII', (value: string) => 'é'.repeat(value.length)],
      ['of 64 kB', () => 'a'.repeat(65_536)],
      ['that is only punctuation', () => ',=,;=,'],
    ])('a signature header %s is refused', async (_what, change) => {
      await kit.expectRefused(changed(change));
    });

    it('a request without one of the headers that sign it is refused', async () => {
      const request = kit.request();
      const required: string[] = [];
      for (const name of Object.keys(request.headers)) {
        const { [name]: _left, ...headers } = request.headers;
        if ('error' in (await kit.attempt({ ...request, headers }))) required.push(name);
      }
      if (hasSignatureHeader) expect(required).toContain(signatureHeader);
    });
  });

  function changed(change: (value: string) => string) {
    const request = kit.request();
    const value = change(String(request.headers[signatureHeader]));
    return { ...request, headers: { ...request.headers, [signatureHeader]: value } };
  }
}
