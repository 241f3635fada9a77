import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { deadLetterOf } from '../../functions/src/core/letters/dead-letter.ts';
import { keepLetter } from '../../functions/src/core/letters/letter.ts';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { openState, type LocalState } from '../../local/local-state.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { runCommand } from '../testing/terminal.ts';
import { commandLog } from './command-log.ts';

const CONSUMER = 'stripe-onStripeEvent';
const NOW = new Date('2026-11-23T12:00:00Z');
const ISSUES = { evt_test: '0123456789ab', evt_paid: 'ba9876543210' };
const STACK = 'CrmError 503\n    at sync (functions/src/sync.ts:1:2)';

afterAll(() => vi.unstubAllEnvs());

/** A state folder with two letters, that of a test and that of a payment. */
beforeEach(async () => {
  const { path, remove } = makeStateDir();
  onTestFinished(remove);
  vi.stubEnv('LOCAL_STATE_DIR', path);
  const state = openedState(path);
  for (const [id, type] of [
    ['evt_test', 'customer.created'],
    ['evt_paid', 'invoice.paid'],
  ] as const) {
    const about = { id, type, time: NOW, source: '//stripe.com' };
    const message = encodeEvent(buildEvent('stripe', about, { receivedAt: NOW }), Buffer.from('{}'));
    const delivery = { ...message, messageId: id, publishTime: NOW };
    const failed = { reason: `sync/Sync/${id}: No ${id}_1.`, issue: ISSUES[id], command: 'sync/Sync', stack: STACK };
    const letter = deadLetterOf(delivery, { consumer: CONSUMER, ...failed, attempts: 8, time: NOW });
    await keepLetter('stripe', { ...letter, messageId: id, publishTime: NOW }, state.ports.store, state.ports.log);
  }
  state.close();
});

describe('dismissing dead letters', () => {
  it('marks those that are named, with the reason, and asks nothing on this machine', async () => {
    const [test] = await listed('--type', 'customer.*');
    const words = ['dead-letters', 'dismiss', test?.id.slice(0, 12) ?? '', '--reason', 'A test event.'];
    expect(await runCommand([...words, '--dry-run'])).toMatchObject({ code: 0, printed: '1 would be dismissed.' });
    expect(await listed('--status', 'dismissed')).toEqual([]);
    expect(await runCommand(words)).toMatchObject({ code: 0, printed: '1 dismissed.', questions: [] });
    expect(await runCommand(words)).toMatchObject({ code: 0, printed: 'No open dead letter matches.' });

    expect(await listed('--status', 'dismissed')).toMatchObject([
      { id: test?.id, status: 'dismissed', dismissedAt: expect.any(String), dismissReason: 'A test event.' },
    ]);
    expect(await listed('--status', 'open')).toMatchObject([{ eventId: 'evt_paid' }]);
    const { printed } = await runCommand(['dead-letters', 'show', test?.id ?? '']);
    expect(printed).toMatch(/^status +dismissed\ndismissed +2\S+Z\n {2}because +A test event\.$/m);
    expect(printed).toContain('"id":"evt_test"');
  });

  it('goes by filters or takes all, and prints what it did for scripts', async () => {
    const { printed } = await runCommand(['dead-letters', 'dismiss', '--type', 'customer.*', '--json']);
    expect(JSON.parse(printed)).toEqual({ open: 1, dismissed: 1 });
    const { printed: rest } = await runCommand(['dead-letters', 'dismiss', '--all', '--json']);
    expect(JSON.parse(rest)).toEqual({ open: 1, dismissed: 1 });
    expect(await listed('--status', 'open')).toEqual([]);
  });

  it('takes letters out of the counts of those that are open', async () => {
    await runCommand(['dead-letters', 'dismiss', '--type', 'customer.*']);
    const state = openedState();
    onTestFinished(() => state.close());
    const { providers, consumers } = await state.totals.totals({ providers: ['stripe'], consumers: [CONSUMER] });
    expect(providers.get('stripe')).toMatchObject({ openLetters: 1 });
    expect(consumers.get(CONSUMER)).toMatchObject({ dead: 1 });
    expect(await state.letters.letters({ status: 'open', limit: 9 })).toMatchObject([{ eventId: 'evt_paid' }]);
    expect(await state.letters.letters({ status: 'dismissed', limit: 9 })).toMatchObject([{ eventId: 'evt_test' }]);
  });

  it('keeps letters from a redrive of all, not from one that names them', async () => {
    const [test] = await listed('--type', 'customer.*');
    await runCommand(['dead-letters', 'dismiss', test?.id ?? '']);
    const { printed } = await runCommand(['dead-letters', 'redrive', '--all']);
    expect(printed).toBe('1 redriven.');
    expect(await listed('--status', 'redriven')).toMatchObject([{ eventId: 'evt_paid' }]);

    expect((await runCommand(['dead-letters', 'redrive', test?.id ?? ''])).printed).toBe('1 redriven.');
    expect(await listed('--status', 'dismissed')).toEqual([]);
  });

  it.each([
    [[], /^Specify which letters: their ids, a filter such as --consumer, or --all\.$/],
    [['--all', '--reason', 'x'.repeat(501)], /^--reason must not exceed 500 characters\.$/],
  ])('with %j is wrong use, told in a sentence', async (words, sentence) => {
    expect(await runCommand(['dead-letters', 'dismiss', ...words])).toMatchObject({
      code: 2,
      told: expect.stringMatching(sentence),
    });
    expect(await listed('--status', 'open')).toHaveLength(2);
  });
});

describe('the issues', () => {
  it('are listed with what failed, and one is shown with its stack', async () => {
    const { printed } = await runCommand(['dead-letters', 'issues']);
    expect(printed.split('\n')).toEqual([
      expect.stringMatching(/^ISSUE +LAST \(UTC\) +OPEN +RETRIES +CONSUMER +LAST REASON$/),
      expect.stringMatching(
        /^(0123456789ab|ba9876543210) +2026-11-23 12:00:00 +1 +0 +stripe-onStripeEvent +sync\/Sync/,
      ),
      expect.stringMatching(/^(0123456789ab|ba9876543210) /),
    ]);
    const one = await runCommand(['dead-letters', 'issues', '0123456789ab']);
    expect(one.printed).toMatch(/^command +sync\/Sync\n/m);
    expect(one.printed).toMatch(/^letters +1 open, 0 redriven, 0 dismissed$/m);
    expect(one.printed.endsWith(`\n\n${STACK}`)).toBe(true);
    const { printed: json } = await runCommand(['dead-letters', 'issues', '--json', '--limit', '1']);
    expect(JSON.parse(json)).toMatchObject({ total: 2, ungrouped: 0, issues: [{ provider: 'stripe', stack: STACK }] });
  });

  it('are redriven and dismissed as a whole, and settled ones are only listed with --all', async () => {
    expect((await runCommand(['dead-letters', 'redrive', '--issue', '0123456789ab'])).printed).toBe('1 redriven.');
    expect((await runCommand(['dead-letters', 'dismiss', '--issue', 'ba9876543210'])).printed).toBe('1 dismissed.');
    expect(await listed('--issue', '0123456789ab')).toMatchObject([{ eventId: 'evt_test', status: 'redriven' }]);
    expect((await runCommand(['dead-letters', 'issues'])).printed).toBe('Nothing has failed.');
    const { printed } = await runCommand(['dead-letters', 'issues', '--all', '--json']);
    expect(JSON.parse(printed).issues).toHaveLength(2);
  });

  it('are named by twelve digits, and anything else is wrong use', async () => {
    const wrong = await runCommand(['dead-letters', 'redrive', '--issue', 'sync']);
    expect(wrong).toMatchObject({
      code: 2,
      told: expect.stringMatching(/^sync does not name an issue: an id has 12 digits/),
    });
    const none = await runCommand(['dead-letters', 'issues', 'ffffffffffff']);
    expect(none).toMatchObject({ code: 1, told: expect.stringMatching(/^There is no issue ffffffffffff/) });
  });
});

function openedState(stateDir = process.env['LOCAL_STATE_DIR'] ?? ''): LocalState {
  return openState({ stateDir, project: 'demo-dead-letters', port: 0, consolePort: 0, backoffScale: 1 }, commandLog());
}

async function listed(...words: readonly string[]): Promise<readonly { readonly id: string }[]> {
  const { printed } = await runCommand(['dead-letters', 'list', '--json', ...words]);
  return JSON.parse(printed).letters;
}
