import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { parkMessage } from '../../functions/src/core/letters/parked-message.ts';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { openState } from '../../local/local-state.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { runCommand } from '../testing/terminal.ts';
import { commandLog } from './command-log.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const CONSUMER = 'stripe-onStripeEvent';

afterAll(() => vi.unstubAllEnvs());

/** A state folder in which two events wait. */
beforeEach(async () => {
  const { path, remove } = makeStateDir();
  onTestFinished(remove);
  vi.stubEnv('LOCAL_STATE_DIR', path);
  const settings = { stateDir: path, project: 'demo', port: 0, consolePort: 0, backoffScale: 1 };
  const state = openState(settings, commandLog());
  for (const [id, hour] of [
    ['evt_late', 15],
    ['evt_soon', 13],
  ] as const) {
    const about = { id, type: 'customer.updated', time: NOW, source: '//stripe.com' };
    const message = encodeEvent(buildEvent('stripe', about, { receivedAt: NOW }), Buffer.from('{}'));
    const parked = parkMessage({
      key: { consumer: CONSUMER, source: '//stripe.com', id },
      delivery: { ...message, messageId: id, publishTime: NOW },
      provider: 'stripe',
      eventId: id,
      eventType: 'customer.updated',
      dueAt: Date.UTC(2026, 10, 29, hour),
      times: 2,
      since: NOW.toISOString(),
      reason: 'sync/SyncContact: The CRM is busy.',
    });
    await state.ports.store.write(parked === undefined ? [] : [parked]);
  }
  state.close();
});

it('events that wait are listed, those that are due soonest first', async () => {
  const { code, printed } = await runCommand(['waiting', 'list']);
  expect(code).toBe(0);
  expect(printed).toMatch(/evt_soon.*2 +sync\/SyncContact: The CRM is busy\.\n.*evt_late/);
  const listed = JSON.parse((await runCommand(['waiting', 'list', '--json', '--limit', '1'])).printed);
  expect(listed).toMatchObject({
    waiting: [{ eventId: 'evt_soon', consumer: CONSUMER, dueAt: '2026-11-29T13:00:00.000Z' }],
  });
  expect(listed.waiting[0]).not.toHaveProperty('data');
});

it('one is released by the id of its event, the others all at once', async () => {
  expect(await runCommand(['waiting', 'release', 'evt_late'])).toMatchObject({ code: 0, printed: '1 released.' });
  const { code, told } = await runCommand(['waiting', 'release', 'evt_late']);
  expect(code).toBe(1);
  expect(told).toContain('No event evt_late waits');
  expect((await runCommand(['waiting', 'release'])).code).toBe(2);
  expect(JSON.parse((await runCommand(['waiting', 'release', '--all', '--json'])).printed)).toEqual({ released: 1 });
  expect((await runCommand(['waiting', 'list'])).printed).toBe('No event waits.');
});
