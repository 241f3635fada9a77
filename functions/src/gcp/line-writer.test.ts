import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LineWriter, type LineSink } from './line-writer.ts';

const PIPE_BUF = 4096;

/** A pipe with so much room: like one, it takes up to `PIPE_BUF` bytes all at once or not at all. */
class Pipe implements LineSink {
  readonly writes: string[] = [];
  /** Called instead of waiting. */
  onPause: () => void = () => expect.unreachable('The process must not wait here.');
  busy = false;
  error: Error | undefined;
  room: number;

  constructor(room = Infinity) {
    this.room = room;
  }

  write(bytes: Uint8Array): number {
    if (this.error !== undefined) throw this.error;
    const taken = bytes.length <= PIPE_BUF && bytes.length > this.room ? 0 : Math.min(bytes.length, this.room);
    this.room -= taken;
    if (taken > 0) this.writes.push(Buffer.from(bytes.subarray(0, taken)).toString());
    return taken;
  }

  isBusy(): boolean {
    return this.busy;
  }

  pause(): void {
    this.onPause();
  }

  get text(): string {
    return this.writes.join('');
  }
}

const line = (text: string, length = 1_000) => `${text.padEnd(length - 1, '.')}\n`;

describe('a writer of lines', () => {
  it('writes the lines of one turn of the event loop at once, in their order', async () => {
    const pipe = new Pipe();
    const writer = new LineWriter(pipe);
    writer.write('one\n');
    await Promise.resolve();
    writer.write('two\n');
    expect(pipe.writes).toEqual([]);
    await nextTurn();
    writer.write('three\n');
    await nextTurn();
    expect(pipe.writes).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('never has more in one write than a pipe takes at once, unless a single line is longer', async () => {
    const pipe = new Pipe();
    const writer = new LineWriter(pipe);
    const lines = [line('a'), line('b'), line('c'), line('d'), line('e'), line('long', 10_000), line('f')];
    for (const one of lines) writer.write(one);
    await nextTurn();
    expect(pipe.writes.map(({ length }) => length)).toEqual([4_000, 1_000, 10_000, 1_000]);
    expect(pipe.text).toBe(lines.join(''));
  });

  it('does not hold more than it should until the turn is over', () => {
    const pipe = new Pipe();
    const writer = new LineWriter(pipe);
    for (let count = 0; count < 200; count++) writer.write(line('x'));
    expect(pipe.writes.length).toBeGreaterThan(1);
    writer.flush();
    expect(pipe.text).toBe(line('x').repeat(200));
  });

  it('writes what is held when it is told to, and nothing twice', async () => {
    const pipe = new Pipe();
    const writer = new LineWriter(pipe);
    writer.write('one\n');
    writer.flush();
    writer.flush();
    await nextTurn();
    expect(pipe.writes).toEqual(['one\n']);
  });

  it('lets a request go on if nobody reads any more', async () => {
    const pipe = new Pipe();
    pipe.error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const writer = new LineWriter(pipe);
    writer.write('one\n');
    await nextTurn();
    writer.write('two\n');
    writer.flush();
    expect(pipe.text).toBe('');
  });
});

describe('a pipe that is full', () => {
  it('delays whole lines, and nothing else', async () => {
    const pipe = new Pipe(2_500);
    const writer = new LineWriter(pipe);
    writer.write(line('a'));
    await nextTurn();
    writer.write(line('b'));
    writer.write(line('c'));
    await nextTurn();
    expect(pipe.text).toBe(line('a'));
    pipe.room = 10_000;
    await expect.poll(() => pipe.text).toBe(line('a') + line('b') + line('c'));
  });

  it('has the rest of a line that is cut before anything else of this process runs', async () => {
    const pipe = new Pipe(7_000);
    let pauses = 0;
    pipe.onPause = () => {
      pauses += 1;
      pipe.room = 5_000;
    };
    const writer = new LineWriter(pipe);
    writer.write(line('long', 10_000));
    writer.write(line('b'));
    await nextTurn();
    expect(pipe.text).toBe(line('long', 10_000) + line('b'));
    expect(pauses).toBeGreaterThan(0);
  });

  it('stops the process once a megabyte waits, until less does', async () => {
    const pipe = new Pipe(0);
    let pauses = 0;
    pipe.onPause = () => {
      pauses += 1;
      pipe.room = 100_000;
    };
    const writer = new LineWriter(pipe);
    for (let count = 0; count < 1_000; count++) writer.write(line('x'));
    await nextTurn();
    expect(pauses).toBe(0);
    for (let count = 0; count < 1_000; count++) writer.write(line('y'));
    await nextTurn();
    expect(pauses).toBeGreaterThan(0);
    writer.flush();
    expect(pipe.text).toBe(line('x').repeat(1_000) + line('y').repeat(1_000));
  });

  it('is waited for at the end of the process', () => {
    const pipe = new Pipe(0);
    pipe.onPause = () => {
      pipe.room = 4_096;
    };
    const writer = new LineWriter(pipe);
    for (let count = 0; count < 50; count++) writer.write(line('x'));
    writer.flush();
    expect(pipe.text).toBe(line('x').repeat(50));
  });
});

describe('what somebody else has half-way out', () => {
  it('is finished first', async () => {
    const pipe = new Pipe();
    pipe.busy = true;
    const writer = new LineWriter(pipe);
    writer.write('one\n');
    await nextTurn();
    expect(pipe.text).toBe('');
    pipe.busy = false;
    await expect.poll(() => pipe.text).toBe('one\n');
  });

  it('is not a part of our line at the end of the process', () => {
    const pipe = new Pipe();
    pipe.busy = true;
    const writer = new LineWriter(pipe);
    writer.write('one\n');
    writer.flush();
    expect(pipe.text).toBe('\none\n');
  });
});
