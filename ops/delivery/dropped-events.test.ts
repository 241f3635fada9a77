import { describe, expect, it } from 'vitest';
import { applyCommand } from './apply-command.ts';
import { ACME, BUNDLE, eventarcSubscription } from './testing/acme.ts';
import { apply, deployedGoogle } from './testing/applied.ts';
import { testWorld } from './testing/world.ts';

describe('a subscription that Eventarc left at 24 hours', () => {
  const twoDaysLater = { now: () => new Date('2026-11-25T12:00:00Z') };

  it('has dropped events once its function is older, and the replay that brings them back is named', async () => {
    await using google = await deployedGoogle();
    const world = testWorld(google, BUNDLE, twoDaysLater);
    expect(await applyCommand([], world)).toBe(0);
    expect(world.printed.join('\n')).toContain(`  ! acme-onAcmeEvent kept events for 1 day only`);
    expect(world.printed.join('\n')).toContain(
      'npx integrations replay --provider acme --consumer acme-onAcmeEvent --since 2026-11-23T09:00:00Z --project demo',
    );
  });

  it('has dropped nothing while its function is younger', async () => {
    await using google = await deployedGoogle();
    expect((await apply(google)).text).not.toContain('only');
  });

  it('is asked for all that the topic keeps if its function is older than that', async () => {
    await using google = await deployedGoogle();
    const world = testWorld(google, BUNDLE, { now: () => new Date('2027-02-01T12:00:00Z') });
    await applyCommand(['--check', '--json'], world);
    expect(JSON.parse(world.printed.join('\n')).dropped).toContainEqual({
      functionId: 'acme-onAcmeEvent',
      receives: 'events',
      keptSeconds: 86_400,
      replay: 'npx integrations replay --provider acme --consumer acme-onAcmeEvent --since 31d --project demo',
    });
  });

  it('gets the letters that it dropped delivered again, since each is kept once', async () => {
    await using google = await deployedGoogle();
    const world = testWorld(google, BUNDLE, twoDaysLater);
    await applyCommand([], world);
    expect(world.printed.join('\n')).toContain('letters: dropped after 1 day → delivered again from the topic');
    expect(google.seeks).toEqual([
      { subscription: eventarcSubscription(ACME.deadLetters), time: '2026-10-25T12:00:00.000Z' },
    ]);
    await applyCommand([], world);
    expect(google.seeks).toHaveLength(1);
  });
});
