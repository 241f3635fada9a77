import { expect, it } from 'vitest';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { requireAcceptable } from '../../functions/src/core/ingest/acceptance.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { forged } from '../door/forged.ts';

/** Bytes. Four times as many are within the limit of every integration, and of the forms of Twilio. */
const LENGTH = 24_000;
/** Bodies of four times the length take four times as long where time is linear, and sixteen times where it is quadratic. */
const MOST_GROWTH = 8;
/** The kernel counts CPU time in ticks of some milliseconds: less than this is not measured. */
const LEAST_MICROSECONDS = 30_000;
const ATTEMPTS = 8;

/** What bodies consist of: each is a run of one of these. */
const UNITS = [
  'x',
  ' ',
  '<',
  '[',
  '{"a":',
  '"',
  '\\',
  '\u2603',
  'a=&',
  'a=1&',
  '&',
  '=',
  '%41',
  '+',
  '"weight":',
  '"weight":1,',
  '"weight":                1',
  '"weight":1111111111111111',
  '"url_verification"',
  '"webhookTimestamp":',
  'payload=',
];

async function refuse(integration: Integration<unknown>, request: RawWebhook, secret: string): Promise<unknown> {
  const settings = { toleranceSeconds: integration.toleranceSeconds ?? 0, verifyToken: undefined };
  try {
    await integration.handshake?.(request, [secret], request.receivedAt, settings);
    requireAcceptable(integration, request, integration.maxBytes);
    await integration.verify(request, [secret], request.receivedAt, settings);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Microseconds that this thread computes: neither what else the machine does nor what it does about memory is counted. */
async function cpuOf(work: () => Promise<unknown>, rounds: number): Promise<number> {
  const before = process.threadCpuUsage();
  for (let round = 0; round < rounds; round++) await work();
  return process.threadCpuUsage(before).user;
}

/** How many times as long the second takes. */
async function growthOf(short: () => Promise<unknown>, long: () => Promise<unknown>): Promise<number> {
  let rounds = 1;
  let once = await cpuOf(short, rounds);
  while (once < LEAST_MICROSECONDS) {
    rounds *= 2;
    once = await cpuOf(short, rounds);
  }
  return (await cpuOf(long, rounds)) / once;
}

it.each(Object.values(catalog))(
  'a forged request of $provider is refused in time proportional to its length, whatever it is a long run of',
  async ({ provider, integration, samples }) => {
    const [adapter, secret] = [await integration(), (await samples()).makeSecret().configured];
    const receivedAt = new Date();
    const requestOf = async (unit: string, length: number): Promise<RawWebhook> => {
      const run = Buffer.from(unit.repeat(Math.ceil(length / unit.length)));
      const { headers, body } = await forged(provider, run, receivedAt);
      return { method: 'POST', url: '/', publicUrls: ['https://example.com/'], headers, rawBody: body, receivedAt };
    };
    const refusalOfAll = async (length: number) => {
      const requests = await Promise.all(UNITS.map(async (unit) => requestOf(unit, length)));
      return async () => {
        for (const request of requests) expect(await refuse(adapter, request, secret)).toBeInstanceOf(Error);
      };
    };
    const [short, long] = [await refusalOfAll(LENGTH), await refusalOfAll(4 * LENGTH)];
    // The first attempt may measure the compiler, any one a garbage collection; what is quadratic is so in each.
    const growths: number[] = [];
    while (growths.length < ATTEMPTS && !growths.some((growth) => growth < MOST_GROWTH)) {
      growths.push(await growthOf(short, long));
    }
    expect(Math.min(...growths)).toBeLessThan(MOST_GROWTH);
  },
);
