import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isFactual } from '../../core/integration/facts.ts';
import { faultsOfFacts } from '../../core/integration/place-faults.ts';
import { descriptionOf } from '../../core/integration/recognition.ts';
import { keyIdOf } from '../../core/scheme/scheme-facts.ts';
import { NOW, type Kit } from './kit.ts';
import type { Traits } from './traits.ts';

/** Authentic requests get in, and are described. */
export function acceptedRequests<Native>(kit: Kit<Native>, { official, aheadSeconds }: Traits): void {
  const { integration, samples } = kit;

  it.runIf(isFactual(integration))('its scheme and its places can work', () => {
    if (isFactual(integration)) expect(faultsOfFacts(integration)).toEqual([]);
  });

  describe('authentic requests', () => {
    it.each([...samples.types])('a signed sample of %s is accepted and described', async (type) => {
      const { verified, request } = await kit.accepted({ type });
      for (const { native } of verified.events) {
        const about = descriptionOf(integration, native, request);
        expect(about.id).not.toBe('');
        expect(about.type).toBe(type);
        expect(about.time.getTime()).not.toBeNaN();
        expect(about.source).toMatch(/^\/\//);
      }
      expect(verified.events.length).toBeGreaterThan(0);
    });

    it.runIf(official !== undefined).each([...samples.types])(
      'the official verifier accepts a sample of %s',
      async (type) => {
        expect(await official?.(kit.request({ type }), kit.secret.configured, NOW)).toBe(true);
      },
    );

    it('samples of different ids are different events', async () => {
      const ids = await Promise.all(
        ['1', '2'].map(async (id) => {
          const { verified, request } = await kit.accepted({ id });
          return kit.ids(verified, request);
        }),
      );
      expect(new Set(ids.flat()).size).toBe(ids.flat().length);
    });

    it('the same request is described with the same id again, so that a repeat is recognised', async () => {
      const sample = kit.request();
      const first = await kit.mustAccept(sample);
      const second = await kit.mustAccept(sample);
      expect(kit.ids(second, sample)).toEqual(kit.ids(first, sample));
    });

    it.each(['old first', 'new first'])('while a secret is rotated both are accepted, the %s', async (order) => {
      const other = samples.makeSecret().configured;
      const secrets = order === 'old first' ? [other, kit.secret.configured] : [kit.secret.configured, other];
      const { verified } = await kit.accepted({}, secrets);
      expect(verified.secret).toBe(secrets.indexOf(kit.secret.configured));
    });

    it.runIf(namedKeyOf(kit) !== undefined)('the key that a request names is the only one that is tried', async () => {
      const [key, other] = [jwkOf(kit.secret.configured), jwkOf(samples.makeSecret().configured)];
      const setOf = (named: object, another: object) =>
        JSON.stringify({
          keys: [
            { ...named, kid: namedKeyOf(kit) },
            { ...another, kid: 'another' },
          ],
        });
      await kit.accepted({}, [setOf(key, other)]);
      await kit.expectRefused(kit.request(), ['bad-signature'], [setOf(other, key)]);
    });
  });

  it('the public URL has to be known if and only if the integration says that it is signed', async () => {
    const outcome = await kit.attempt({ ...kit.request(), publicUrls: [] });
    expect('error' in outcome ? outcome.error.code : 'accepted').toBe(
      integration.signsUrl === true ? `${integration.provider}/bad-config` : 'accepted',
    );
  });

  const tolerance = integration.toleranceSeconds;
  describe.runIf(tolerance !== undefined)('the time window', () => {
    const seconds = tolerance ?? 0;
    const ahead = aheadSeconds ?? seconds;
    it.each([-seconds, 0, ahead])('a request signed %i s from now is accepted', async (offset) => {
      await kit.accepted({ offset });
    });
    it.each([-seconds - 1, ahead + 1, ahead + 86_400, -seconds - 86_400])(
      'a request signed %i s from now is refused',
      async (offset) => {
        await kit.expectRefused(kit.request({ offset }), ['bad-signature']);
      },
    );
  });
}

/** The id by which a sample names the key that signed it, if the secret may be a set of keys. */
function namedKeyOf<Native>(kit: Kit<Native>): string | undefined {
  const { integration } = kit;
  if (!isFactual(integration) || integration.scheme.kind !== 'publicKey') return undefined;
  return integration.keySource === undefined ? keyIdOf(integration.scheme, kit.request()) : undefined;
}

/** @param spki In base64, as samples have it. */
function jwkOf(spki: string): object {
  return createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' }).export({ format: 'jwk' });
}
