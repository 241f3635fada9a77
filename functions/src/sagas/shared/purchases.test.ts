import { concat, from, NEVER, of, VirtualTimeScheduler } from 'rxjs';
import { expect, it } from 'vitest';
import type { Command } from 'integration-service';
import { UpdateEntitlement } from './entitlements.ts';
import { grantEntitlements, type PurchaseState } from './purchases.ts';

const NOON = Date.UTC(2026, 10, 23, 12);

function revised(number: number, changes: Partial<PurchaseState> = {}) {
  const data: PurchaseState = {
    shop: 'acme',
    purchase: 'p1',
    userId: 'user_1',
    customer: 'c1',
    products: [number % 2 === 0 ? 'basic' : 'pro'],
    state: 'active',
    until: null,
    renews: true,
    environment: 'production',
    asOf: { time: new Date(NOON + number * 1000).toISOString(), rank: 1, id: `e${number}` },
    ...changes,
  };
  return { name: 'revised', data } as const;
}

/** What one life of an instance emits. */
function emittedBy(facts: readonly ReturnType<typeof revised>[], state?: unknown): readonly Command[] {
  const clock = new VirtualTimeScheduler(undefined, NOON);
  const emitted: Command[] = [];
  const context = { key: 'acme:p1', clock, history$: NEVER, state };
  grantEntitlements(from(facts), context).subscribe((command) => emitted.push(command));
  clock.flush();
  return emitted;
}

it('of many facts only what matters is carried on, and it grants the same', () => {
  const commands = emittedBy(Array.from({ length: 500 }, (_unused, index) => revised(index)));
  const [continuation, ...others] = commands.filter((command) => !(command instanceof UpdateEntitlement));
  expect(others).toEqual([]);
  expect(Reflect.get(continuation ?? {}, 'state')).toMatchObject({
    current: { products: ['pro'] },
    held: [{ product: 'basic' }, { product: 'pro' }],
  });
  const state: unknown = JSON.parse(JSON.stringify(Reflect.get(continuation ?? {}, 'state')));
  const before = commands.filter((command) => command instanceof UpdateEntitlement).slice(-2);
  expect(emittedBy([], state)).toEqual(before);
});

it('an older state changes nothing, but what the purchase was for then has to end', () => {
  const commands = emittedBy([revised(3), revised(1), revised(0), revised(2)]);
  const updates = commands.filter((command) => command instanceof UpdateEntitlement);
  expect(updates.map(({ holding, grant }) => [holding.product, grant.state])).toEqual([
    ['pro', 'active'],
    ['basic', 'replaced'],
    ['pro', 'active'],
  ]);
});

it.each([
  ['nothing', NEVER],
  ['only a refund', concat(of({ name: 'revoked', data: { asOf: revised(1).data.asOf } } as const), NEVER)],
])('a purchase of which %s is known grants nothing, and waits for nothing', (_known, facts$) => {
  const clock = new VirtualTimeScheduler(undefined, NOON);
  const emitted: Command[] = [];
  const context = { key: 'acme:p1', clock, history$: NEVER, state: undefined };
  grantEntitlements(facts$, context).subscribe((command) => emitted.push(command));
  expect([emitted, clock.actions]).toEqual([[], []]);
});
