import { describe, expect, it } from 'vitest';
import { messageOf } from '../../core/event/error-text.ts';
import { newSecretFor } from '../../core/registration/carry-out.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import { isSameUrl } from '../../core/registration/same-url.ts';
import { contradictionsOf } from './contradictions.ts';
import { RegistrarRun, registrarOf, subscriptionsOf, urlOf, type RegistrarWorld } from './registrar-world.ts';

const OTHERS = 12;
const otherUrl = (number: number) => `https://other.example/${number}`;

/** What registering webhooks rests on, run against a provider's API that pages, fails, and refuses what the provider refuses. */
export function testRegistrar(world: RegistrarWorld): void {
  const { types, registration, at } = world;
  const open = () => RegistrarRun.start(world);
  const ourUrl = urlOf(registrarOf(world));
  const planted = { url: ourUrl, ...(at !== undefined && { at }) };
  const { capabilities, title } = registrarOf(world);
  const isObject = capabilities.unit === 'object';
  const choosesTypes = capabilities.types.are !== 'everything';

  describe(`the ${title} of ${registration.integration.provider}`, () => {
    it('has a call for everything that its capabilities promise', () => {
      expect(contradictionsOf(registrarOf(world))).toEqual([]);
    });

    it('takes the key and the place of this test, whole', () => {
      const key = world.apiKey.trim();
      expect(registration.key.form === undefined ? key : registration.key.form.exec(key)?.[0]).toBe(key);
      const { places } = registrarOf(world);
      expect(places === undefined ? at : places.form.exec(at ?? '')?.[0]).toBe(at);
    });

    it('is created once, with the types that are wanted, our mark and a secret that the receiver holds', async () => {
      await using run = await open();
      expect((await run.connect()).does).toBe(isObject ? 'create' : 'update');
      const [held, ...others] = run.fake.held();
      expect(others).toEqual([]);
      expect(held).toMatchObject({ url: ourUrl, isOn: true, isMarked: capabilities.marks });
      if (choosesTypes) expectTypes(held?.types, subscriptionsOf(run.registrar, types.slice(0, 2)));
      expectSecret(run, capabilities);
    });

    it('is left alone by a second run', async () => {
      await using run = await open();
      await run.connect();
      const before = structuredClone([run.fake.held(), run.kept]);
      expect((await run.connect()).does).toBe('nothing');
      expect([run.fake.held(), run.kept]).toEqual(before);
    });

    it('is adopted if somebody made it by hand, also on a later page, and never created a second time', async () => {
      await using run = await open();
      const count = isObject ? Math.min(world.others ?? OTHERS, (capabilities.most ?? Infinity) - 1) : 0;
      for (let number = 0; number < count; number++)
        run.fake.plant({ ...planted, url: otherUrl(number), types: [types[0]] });
      const id = run.fake.plant({ ...planted, types: subscriptionsOf(run.registrar, types.slice(1)) });
      const secret = run.fake.held().find((one) => one.id === id)?.secret;
      if (secret !== undefined) await run.keep(secret);
      await run.connect();
      expect((await run.connect()).does).toBe('nothing');
      const ours = run.fake.held().filter(({ url }) => url === ourUrl);
      expect(ours).toHaveLength(1);
      if (choosesTypes) expectTypes(ours[0]?.types, subscriptionsOf(run.registrar, types.slice(0, 2)));
      expect(run.fake.held()).toHaveLength(count + 1);
      expectSecret(run, capabilities);
    });

    it('gets more types and fewer, and keeps its secret or tells the new one', async () => {
      await using run = await open();
      await run.connect();
      await run.connect({ types });
      await run.connect({ types: types.slice(2) });
      if (choosesTypes) expectTypes(run.fake.held()[0]?.types, subscriptionsOf(run.registrar, types.slice(2)));
      expect(run.fake.held()).toHaveLength(1);
      expectSecret(run, capabilities);
    });

    it.skipIf(!isObject || world.fake().turnOff === undefined)('is turned on or replaced if it is off', async () => {
      await using run = await open();
      await run.connect();
      run.fake.turnOff?.(run.fake.held()[0]?.id ?? '');
      expect((await run.list())[0]?.isOn).toBe(false);
      await run.connect();
      expect(run.fake.held().map(({ isOn }) => isOn)).toEqual([true]);
      expectSecret(run, capabilities);
    });

    it.each(['done, then 500', 'drop', 'rate limit'] as const)(
      'is there once after the next run if the first one met "%s"',
      async (fault) => {
        await using run = await open();
        for (const method of ['POST', 'PUT', 'PATCH']) run.http.nextOf.set(method, fault);
        await run.connect().catch(() => undefined);
        run.http.nextOf.clear();
        await run.connect();
        expect(run.fake.held().filter(({ url }) => url === ourUrl)).toHaveLength(1);
        expectSecret(run, capabilities);
      },
    );

    it.skipIf(capabilities.secret.from === 'none' || !isObject)(
      'is useful again if the receiver has lost its secret',
      async () => {
        await using run = await open();
        await run.connect();
        run.kept.length = 0;
        await run.connect();
        expect(run.fake.held()).toHaveLength(1);
        expectSecret(run, capabilities);
      },
    );

    it.skipIf(isObject)('is not taken away from somebody else, unless that is asked for', async () => {
      await using run = await open();
      run.fake.plant({ ...planted, url: otherUrl(1), types: [types[0]] });
      await expect(run.connect()).rejects.toThrow('which is not ours');
      expect(run.fake.held().map(({ url }) => url)).toEqual([otherUrl(1)]);
      await run.connect({ takeOver: true });
      expect(run.fake.held().map(({ url }) => url)).toEqual([ourUrl]);
    });

    it.skipIf(world.cannotBeRemoved !== undefined)('is removed, and removing it again does nothing', async () => {
      await using run = await open();
      await run.connect();
      const [ours] = (await run.list()).filter(({ url }) => isSameUrl(url, ourUrl));
      if (ours === undefined) throw new Error('It is not listed.');
      await run.registrar.remove(ours, run.api());
      expect(run.fake.held()).toEqual([]);
      await run.registrar.remove(ours, run.api());
    });

    it.skipIf(world.cannotBeRemoved === undefined)('cannot be removed, and says why', async () => {
      await using run = await open();
      await run.connect();
      const [ours] = (await run.list()).filter(({ url }) => isSameUrl(url, ourUrl));
      if (ours === undefined) throw new Error('It is not listed.');
      await expect(run.registrar.remove(ours, run.api())).rejects.toThrow(world.cannotBeRemoved);
    });

    it('is refused with a wrong key, by an error that tells neither the key nor a secret', async () => {
      await using run = await open();
      await run.connect();
      const wrong = world.wrongKey ?? `${world.apiKey}Wrong`;
      const error: unknown = await run.connect({}, run.api(wrong)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      for (const secret of [wrong, ...run.kept]) expect(messageOf(error)).not.toContain(secret);
    });

    it('has the secret replaced in the way that its capabilities say', async () => {
      await using run = await open();
      await run.connect();
      const [ours] = (await run.list()).filter(({ url }) => isSameUrl(url, ourUrl));
      const { rotate } = run.registrar;
      if (ours === undefined) throw new Error('It is not listed.');
      if (capabilities.rotation.by === 'us') {
        const secret = newSecretFor(run.registrar);
        if (rotate === undefined) throw new Error('A secret of ours is set by rotate().');
        await rotate.call(run.registrar, ours, { secret }, run.api());
        expect(run.fake.held()[0]?.secret).toBe(secret);
      } else if (rotate !== undefined) {
        const secret = await rotate.call(run.registrar, ours, {}, run.api());
        expect(secret).not.toBe(run.kept[0]);
        expect(run.fake.held()[0]?.secret).toBe(secret);
      }
    });

    it.skipIf(registrarOf(world).health === undefined)('is said to fail once deliveries failed', async () => {
      await using run = await open();
      await run.connect();
      const [ours] = (await run.list()).filter(({ url }) => isSameUrl(url, ourUrl));
      if (ours === undefined || run.fake.failDelivery === undefined) throw new Error('The fake knows no deliveries.');
      expect((await run.registrar.health?.(ours, run.api()))?.failed).toBe(0);
      const at = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000);
      run.fake.failDelivery(ours.id, at);
      expect(await run.registrar.health?.(ours, run.api())).toMatchObject({ failed: 1, lastFailure: at });
    });

    it.skipIf(capabilities.test === 'none')('is tested by an event that the provider sends', async () => {
      await using run = await open();
      await run.connect();
      const [ours] = await run.list();
      if (ours === undefined) throw new Error('It is not listed.');
      const sent = await run.registrar.test?.(ours, run.api());
      expect(sent?.type).toMatch(/\S/);
      expect(run.fake.tests).toBe(1);
    });
  });
}

/** Providers order types as they like. */
function expectTypes(types: readonly string[] | undefined, expected: readonly string[]): void {
  expect(types?.toSorted()).toEqual(expected.toSorted());
}

/** The receiver holds the secret that the provider signs with. */
function expectSecret({ fake, kept, registrar }: RegistrarRun, { secret }: RegistrarCapabilities): void {
  const held = fake.held().find(({ url }) => url === urlOf(registrar));
  if (secret.from === 'none' || (secret.from === 'account' && kept.length === 0)) return;
  expect(held?.secret).toBeDefined();
  expect(kept[0]).toBe(held?.secret);
}
