import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase, stateFileIn } from '../../local/database.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { runCommand } from '../testing/terminal.ts';

const CONSUMER = 'stripe-onStripeEvent';

afterAll(() => vi.unstubAllEnvs());

/** A state folder as a local host leaves it. */
beforeEach(() => {
  const { path, remove } = makeStateDir();
  onTestFinished(remove);
  vi.stubEnv('LOCAL_STATE_DIR', path);
  const database = openDatabase(stateFileIn(path), 'crash');
  const subscribe = database.prepare('INSERT INTO subscriptions (consumer, topic) VALUES (?, ?)');
  subscribe.run(CONSUMER, 'integration-stripe-events');
  subscribe.run('stripe-onDeadLetter', 'integration-stripe-events-dead-letter');
  database.close();
});

it('a consumer is paused, listed and resumed, and asking twice says that it was so already', async () => {
  expect(await runCommand(['pause', 'list'])).toMatchObject({ code: 0, printed: 'No consumer is paused.' });
  const paused = { code: 0, printed: `${CONSUMER} is paused. Its events wait for up to 31 days.`, questions: [] };
  expect(await runCommand(['pause', CONSUMER])).toMatchObject(paused);
  expect(await runCommand(['pause', CONSUMER])).toMatchObject({ printed: `${CONSUMER} was paused already.` });
  const { printed } = await runCommand(['pause', 'list']);
  expect(printed).toMatch(/^stripe-onStripeEvent is paused since \S+ \S+ UTC: nothing waits\.$/);
  const listed = JSON.parse((await runCommand(['pause', 'list', '--json'])).printed);
  expect(listed).toMatchObject({ paused: [{ consumer: CONSUMER, waiting: 0 }] });
  expect(await runCommand(['resume', CONSUMER])).toMatchObject({ printed: `${CONSUMER} is resumed.` });
  const { printed: again } = await runCommand(['resume', CONSUMER, '--json']);
  expect(JSON.parse(again)).toEqual({ consumer: CONSUMER, paused: false, changed: false });
});

it('a consumer that there is not is refused, with the one that was meant', async () => {
  const { code, told } = await runCommand(['pause', 'stripe-onStripeEvents']);
  expect(code).toBe(2);
  expect(told).toContain(`Did you mean ${CONSUMER}?`);
  expect((await runCommand(['pause'])).code).toBe(2);
});
