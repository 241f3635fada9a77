import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

const module = JSON.stringify(path.join(import.meta.dirname, 'logger.ts'));

/** Runs a script that logs, and parses each line of its output. @param pauseMs How long the reader takes for each piece. */
async function linesOf(script: string, pauseMs = 0): Promise<readonly unknown[]> {
  const prelude = `
    import { cloudLogger } from ${module};
    const log = cloudLogger();
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', `${prelude}\n${script}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of child.stdout) {
    pieces.push(piece);
    if (pauseMs > 0) await delay(pauseMs);
  }
  const lines = Buffer.concat(pieces).toString().trim().split('\n');
  return lines.map((line): unknown => JSON.parse(line));
}

/** As the functions framework does if `LOG_EXECUTION_ID` is set: each write is one entry. */
const WRAPPED = `
  const write = process.stdout.write;
  process.stdout.write = (data) => write.call(process.stdout, JSON.stringify({ message: String(data) }) + '\\n');
`;

describe('the log of a process', () => {
  it.each([
    ['ends by itself', ''],
    ['is told to exit in the same turn', 'process.exit(0);'],
    ['dies of an error that nobody catches', `throw new Error('unexpected');`],
    ['has its writes to stdout wrapped', WRAPPED],
  ])('that %s is whole', async (_end, last) => {
    const script = `
      log.info('first');
      log.with({ eventId: 'evt_1' }).warn('second');
      ${last}`;
    expect(await linesOf(script)).toEqual([
      { severity: 'INFO', message: 'first' },
      { severity: 'WARNING', message: 'second', eventId: 'evt_1' },
    ]);
  });

  it.each([
    ['goes on', ''],
    ['exits at once', 'process.exit(0);'],
  ])('is whole if its reader is slow and the process %s', async (_end, last) => {
    const script = `
      for (let n = 0; n < 1_000; n++) log.info('line', { n, text: 'x'.repeat((n * 7919) % 9000) });
      ${last}`;
    expect(await linesOf(script, 1)).toMatchObject(Array.from({ length: 1_000 }, (_, n) => ({ message: 'line', n })));
  });

  it('is not mixed with what a handler prints by itself', async () => {
    const lines = await linesOf(
      `
      for (let n = 0; n < 200; n++) {
        log.info('ours', { n, text: 'x'.repeat((n * 7919) % 9000) });
        console.log(JSON.stringify({ message: 'theirs', n, text: 'y'.repeat((n * 6007) % 90000) }));
        if (n % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      }`,
      1,
    );
    const of = (message: string) => lines.filter((line) => JSON.stringify(line).includes(`"${message}"`));
    expect(of('ours')).toMatchObject(Array.from({ length: 200 }, (_, n) => ({ n })));
    expect(of('theirs')).toMatchObject(Array.from({ length: 200 }, (_, n) => ({ n })));
  });
});
