import { afterAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { asana } from '../../functions/src/integrations/asana/index.ts';
import { openState } from '../../local/local-state.ts';
import { makeStateDir } from '../../local/testing/state-dir.ts';
import { runCommand } from '../../ops/testing/terminal.ts';

const SECRET = 'a-secret-of-our-own-for-the-first-registration';
const OFFERED = '5f0c1b7e92d84a36b1c07d5e8f2a9340';

afterAll(() => vi.unstubAllEnvs());

beforeEach(() => {
  const { path, remove } = makeStateDir();
  onTestFinished(remove);
  vi.stubEnv('LOCAL_STATE_DIR', path);
  vi.stubEnv('ASANA_WEBHOOK_SECRET', SECRET);
  const settings = { stateDir: path, project: 'demo-registration', port: 0, consolePort: 0, backoffScale: 0.001 };
  openState(
    settings,
    createLogger(() => undefined, 'error'),
  ).close();
});

it('an open registration answers the handshake of its address, until its time is over', async () => {
  const { code, printed } = await runCommand(['registration', 'open', 'asana', '--for', '5m', '--json']);
  expect(code).toBe(0);
  const { url, until } = JSON.parse(printed);
  const over = new Date(until);
  expect(greeted(url, new Date(over.getTime() - 1_000))).toEqual({
    status: 200,
    headers: { 'x-hook-secret': OFFERED },
  });
  expect(() => greeted(url, over)).toThrow(/^No registration is open/);
  expect(() => greeted(url.replace(/[?].*/, ''), new Date(over.getTime() - 1_000))).toThrow(/^No registration is open/);
  expect(printed).not.toContain(SECRET);
});

it('the address is printed alone, and its time is told beside it', async () => {
  const { printed, told } = await runCommand(['registration', 'open', 'asana']);
  expect(printed).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+\/asana-webhook\?registration=\d+\.[\w-]{43}$/);
  expect(told).toMatch(/^Open until \d{4}-\S+Z\. Create the webhook with this address\.$/);
});

it.each([
  [['stripe'], /^stripe needs no registration: give it the address that "npx integrations url stripe" prints\.$/],
  [['asana', '--for', '2h'], /^A registration is open for at most 1h\.$/],
  [['asana', '--for', 'soon'], /^--for must be a duration such as/],
  [[], /^Name a provider\. Choose from: .*asana/],
])('with %j is wrong use, told in a sentence', async (words, sentence) => {
  expect(await runCommand(['registration', 'open', ...words])).toMatchObject({
    code: 2,
    told: expect.stringMatching(sentence),
  });
});

function greeted(address: string, receivedAt: Date) {
  const { pathname, search } = new URL(address);
  const request: RawWebhook = {
    method: 'POST',
    url: pathname + search,
    publicUrls: [],
    headers: { 'x-hook-secret': OFFERED },
    rawBody: Buffer.from('{}'),
    receivedAt,
  };
  return asana.handshake?.(request, [SECRET], receivedAt, { toleranceSeconds: 0, verifyToken: undefined });
}
