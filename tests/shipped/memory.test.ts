import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { DoorProcess } from '../door/door-process.ts';
import { forged } from '../door/forged.ts';

/** Larger than most integrations' own, so that what a process takes anyhow is small beside it. */
const LIMIT = 16 * 1024 * 1024;

/**
 * What one request may take at most before it is proven authentic: its body, the half of it that is copied when its
 * buffer grows, and what the socket read and the garbage collector has not freed yet.
 */
const MULTIPLE = 4;

const MAX_ROUNDS = 3;

let door: DoorProcess;

beforeAll(async () => {
  door = await DoorProcess.start(LIMIT);
});

afterAll(() => door.end());

/**
 * The garbage collector decides what it leaves for later, and leaves more while other processes use the machine. So the
 * smallest of a few peaks counts: work that needs more memory needs it each time.
 */
async function expectWithin(multiple: number, work: () => Promise<unknown>): Promise<void> {
  let smallest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MAX_ROUNDS && smallest >= multiple * LIMIT; round++) {
    const { now } = await door.memory();
    await work();
    smallest = Math.min(smallest, (await door.memory()).peak - now);
  }
  expect(smallest).toBeLessThan(multiple * LIMIT);
}

/** A text that takes two bytes a letter once it is decoded. */
const text = Buffer.concat([Buffer.from('{"snowman":"\u2603'), Buffer.alloc(LIMIT, 'x')]).subarray(0, LIMIT);

/** Text that compresses to a little more than a 200th, which is as far as it may. */
const compressible = Buffer.from(text);
for (let at = 65_536; at < LIMIT; at += 65_536) {
  for (let block = 0; block < 10; block++) {
    createHmac('sha512', 'seed')
      .update(`${at}:${block}`)
      .digest()
      .copy(compressible, at + block * 64);
  }
}

describe(`before a request is proven authentic it takes less than ${MULTIPLE} times the limit of bodies`, () => {
  it.each(Object.values(catalog).map(({ provider }) => provider))('a forged one of %s', async (provider) => {
    const delivery = await forged(provider, text);
    await expectWithin(MULTIPLE, async () => expect(await door.send(delivery)).toBeGreaterThanOrEqual(400));
  });

  it('one that inflates to the limit', async () => {
    const delivery = await forged('github', gzipSync(Buffer.from(compressible.toString('latin1'), 'latin1')));
    const headers = { ...delivery.headers, 'content-encoding': 'gzip' };
    expect(delivery.body.byteLength).toBeLessThan(LIMIT / 50);
    await expectWithin(MULTIPLE, async () => expect(await door.send({ ...delivery, headers })).toBe(400));
  });

  it('one whose JSON would take thirty times its size once it is parsed', async () => {
    const nested = Buffer.concat([Buffer.from('["url_verification"'), Buffer.alloc(LIMIT, ',[]')]).subarray(0, LIMIT);
    const delivery = await forged('slack', nested);
    await expectWithin(MULTIPLE, async () => expect(await door.send(delivery)).toBe(400));
  });

  it('one that comes in single bytes', async () => {
    const delivery = await forged('stripe', text);
    await expectWithin(MULTIPLE, async () => expect(await door.sendSingly(delivery, 256 * 1024)).toBe(400));
  });

  it('a form as large as Twilio’s may be, and one of as many parameters', async () => {
    const bodies = [
      `Body=${'\u2603'.repeat(29_000)}`,
      Array.from({ length: 2_000 }, (_, index) => `p${index}=1`).join('&'),
    ];
    for (const body of bodies) {
      const delivery = await forged('twilio', Buffer.from(encodeURI(body)));
      await expectWithin(MULTIPLE, async () => expect(await door.send(delivery)).toBe(400));
    }
  });
});

it('eight at once take less than two and a half times the limit each', async () => {
  const delivery = await forged('github', text);
  await expectWithin(8 * 2.5, async () => Promise.all(Array.from({ length: 8 }, async () => door.send(delivery))));
});
