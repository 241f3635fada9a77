import { describe, expect, it } from 'vitest';
import { ACME, eventarcSubscription } from './testing/acme.ts';
import { apply, deployedGoogle, pathOf } from './testing/applied.ts';

const LETTERS = 'projects/demo/topics/integration-acme-events-dead-letter';

describe('letters that waited for their function', () => {
  const WAITING = 'pubsub/projects/demo/subscriptions/integration-acme-events-dead-letter-sub';

  it('are delivered to it once it is deployed, and nothing waits any more', async () => {
    await using google = await deployedGoogle();
    const deployed = google.resources.get(pathOf(ACME.deadLetters));
    google.resources.delete(pathOf(ACME.deadLetters));
    await apply(google);
    expect(google.resources.has(WAITING)).toBe(true);
    google.resources.set(pathOf(ACME.deadLetters), deployed ?? {});
    const { code, text } = await apply(google);
    expect(code).toBe(0);
    expect(text).toContain('letters: waiting for acme-onDeadLetter → delivered to it');
    expect(google.seeks).toEqual([
      { subscription: eventarcSubscription(ACME.deadLetters), time: '2026-10-23T12:00:00.000Z' },
    ]);
    expect(google.resources.has(WAITING)).toBe(false);
  });

  it('stay where they are if they cannot be delivered', async () => {
    await using google = await deployedGoogle();
    google.resources.set(WAITING, { topic: LETTERS });
    google.fail(/:seek/, 403, 2);
    expect((await apply(google)).code).toBe(1);
    const { code, text } = await apply(google, ['--postdeploy']);
    expect(text).toContain('! subscription integration-acme-events-dead-letter-sub: Google answered 403');
    // They are safe where they are: that is nothing to fail a deploy for.
    expect(code).toBe(0);
    expect(google.resources.has(WAITING)).toBe(true);
  });

  it('are not looked for in a subscription of another topic that has the name', async () => {
    await using google = await deployedGoogle();
    google.resources.set(WAITING, { topic: 'projects/demo/topics/theirs' });
    expect((await apply(google)).code).toBe(0);
    expect(google.resources.has(WAITING)).toBe(true);
  });
});
