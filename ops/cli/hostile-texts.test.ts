import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildEvent, encodeEvent } from '../../functions/src/core/event/platform-event.ts';
import { deadLetterOf } from '../../functions/src/core/letters/dead-letter.ts';
import { keepLetter } from '../../functions/src/core/letters/letter.ts';
import { openState } from '../../local/local-state.ts';
import { GRACE_MS, subscriberOf } from '../../local/testing/queue.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { runCommand } from '../testing/terminal.ts';
import { commandLog } from './command-log.ts';
import { terminalOf } from './terminal.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const TOPIC = 'integration-stripe-events';
const CONSUMER = 'stripe-onStripeEvent';
/** Clears the screen, then is a line that looks like one of ours, then turns around what follows. */
const HOSTILE = 'x\u001B[2J\nFORGED\u009B31m\u202E\u2028y';

const isSafe = (output: string) => !/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028\u2029]|^FORGED/mu.test(output);

afterAll(() => vi.unstubAllEnvs());

/** A state folder with an event, what its consumer said of it, and its letter, all of them full of such texts. */
beforeEach(async () => {
  const { path, remove } = makeStateDir();
  onTestFinished(remove);
  vi.stubEnv('LOCAL_STATE_DIR', path);
  const state = openState(
    { stateDir: path, project: 'demo', port: 0, consolePort: 0, backoffScale: 1000 },
    commandLog(),
  );
  const about = { id: `evt_${HOSTILE}`, type: `type.${HOSTILE}`, time: NOW, source: `//stripe.com/${HOSTILE}` };
  const context = buildEvent('stripe', { ...about, subject: HOSTILE }, { receivedAt: NOW });
  const message = encodeEvent(context, Buffer.from(JSON.stringify({ text: HOSTILE })));
  const failed = Promise.withResolvers<void>();
  const deliver = () => {
    failed.resolve();
    return Promise.reject(new Error(HOSTILE));
  };
  state.queue.start([subscriberOf(deliver, { consumer: CONSUMER, topic: TOPIC })]);
  await state.ports.publisher.publish(TOPIC, [message], 10_000);
  await failed.promise;
  await state.queue.stop(GRACE_MS);
  const delivery = { ...message, messageId: '1', publishTime: NOW };
  const letter = deadLetterOf(delivery, { consumer: CONSUMER, reason: HOSTILE, attempts: 8, time: NOW });
  const attributes = { ...letter.attributes, other: HOSTILE };
  await keepLetter(
    'stripe',
    { ...letter, attributes, messageId: '2', publishTime: NOW },
    state.ports.store,
    state.ports.log,
  );
  state.close();
});

describe('what strangers wrote', () => {
  it('is printed by no command so that it steers the terminal or looks like a line of ours', async () => {
    const { printed: json } = await runCommand(['dead-letters', 'list', '--json']);
    const { letters } = JSON.parse(json);
    const { printed: events } = await runCommand(['events', '--json']);
    const [event] = JSON.parse(events).events;
    expect(event).toMatchObject({ type: `type.${HOSTILE}`, consumers: [{ error: expect.stringContaining('FORGED') }] });
    const commands = [
      ['events'],
      ['events', 'show', event.id],
      ['dead-letters', 'list'],
      ['dead-letters', 'show', letters[0].id],
      ['dead-letters', 'dismiss', letters[0].id, '--dry-run'],
    ];
    for (const words of commands) {
      const { code, printed, told } = await runCommand(words);
      expect(code).toBe(0);
      expect({ words, isSafe: isSafe(printed) && isSafe(told) }).toEqual({ words, isSafe: true });
    }
  });

  it('is shown in a payload that is asked for', async () => {
    const { printed: events } = await runCommand(['events', '--json']);
    const [event] = JSON.parse(events).events;
    const { printed } = await runCommand(['events', 'show', event.id, '--envelope']);
    expect(isSafe(printed)).toBe(true);
    expect(printed).toContain(String.raw`\u202e`);
  });

  it('does not get past the terminal, whoever prints it', () => {
    const written: string[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        written.push(String(chunk));
        return true;
      });
    }
    const terminal = terminalOf(process);
    terminal.print(`ours ${HOSTILE}`);
    terminal.tell(HOSTILE);
    vi.restoreAllMocks();
    expect(written).toHaveLength(2);
    for (const output of written) {
      expect(output).toContain(String.raw`x\u001b[2J`);
      expect(output).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028]/u);
    }
  });
});
