import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LineWriter } from './line-writer.ts';

function recorded(): { readonly writer: LineWriter; readonly written: string[] } {
  const written: string[] = [];
  return { writer: new LineWriter((text) => written.push(text)), written };
}

describe('a writer of lines', () => {
  it('writes the lines of one turn of the event loop at once, in their order', async () => {
    const { writer, written } = recorded();
    writer.write('one\n');
    await Promise.resolve();
    writer.write('two\n');
    expect(written).toEqual([]);
    await nextTurn();
    writer.write('three\n');
    await nextTurn();
    expect(written).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('does not hold more than it should until the turn is over', () => {
    const { writer, written } = recorded();
    const line = `${'x'.repeat(999)}\n`;
    for (let count = 0; count < 200; count++) writer.write(line);
    expect(written.length).toBeGreaterThan(1);
    writer.flush();
    expect(written.join('')).toBe(line.repeat(200));
  });

  it('writes what is held when it is told to, and nothing twice', async () => {
    const { writer, written } = recorded();
    writer.write('one\n');
    writer.flush();
    writer.flush();
    await nextTurn();
    expect(written).toEqual(['one\n']);
  });
});

describe('the log of a process', () => {
  const module = JSON.stringify(path.join(import.meta.dirname, 'logger.ts'));

  it.each([
    ['ends by itself', ''],
    ['is told to exit in the same turn', 'process.exit(0)'],
    ['dies of an error that nobody catches', `throw new Error('unexpected')`],
  ])('that %s is whole', (_end, last) => {
    const script = `
      import { cloudLogger } from ${module};
      const log = cloudLogger();
      log.info('first');
      log.with({ eventId: 'evt_1' }).warn('second');
      ${last}`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { severity: 'INFO', message: 'first' },
      { severity: 'WARNING', message: 'second', eventId: 'evt_1' },
    ]);
  });
});
