import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from './statistics.ts';
import { Wire } from './wire.ts';

/** What a run of requests took. */
export interface Load {
  readonly count: number;
  readonly perSecond: number;
  /** In milliseconds. */
  readonly median: number;
  readonly p99: number;
}

/** Where requests come from: ready-made bytes, used again from the start when they are all sent. */
export class RequestPool {
  readonly #requests: readonly Buffer[];
  #next = 0;

  constructor(size: number, make: () => Buffer) {
    this.#requests = Array.from({ length: size }, make);
  }

  next(): Buffer {
    const request = this.#requests[this.#next];
    this.#next = (this.#next + 1) % this.#requests.length;
    if (request === undefined) throw new Error('The pool is empty.');
    return request;
  }
}

interface LoadOptions {
  readonly port: number;
  readonly requests: RequestPool;
  readonly connections: number;
  /** The status that every answer has to have. */
  readonly status?: number;
}

/** As many requests as go through: each connection sends its next one when it has its answer. */
export async function closedLoop({ durationMs, ...options }: LoadOptions & { durationMs: number }): Promise<Load> {
  return run(options, async (send) => {
    const end = performance.now() + durationMs;
    await Promise.all(
      Array.from({ length: options.connections }, async () => {
        while (performance.now() < end) await send(performance.now());
      }),
    );
  });
}

/** A number of requests as fast as they go through. */
export async function burst({ total, ...options }: LoadOptions & { total: number }): Promise<Load> {
  return run(options, async (send) => {
    let left = total;
    await Promise.all(
      Array.from({ length: options.connections }, async () => {
        while (left-- > 0) await send(performance.now());
      }),
    );
  });
}

/**
 * Requests at fixed times, whether the earlier ones are answered or not: what a request waits for its turn counts,
 * as it does for a provider.
 */
export async function openLoop(
  options: LoadOptions & { readonly perSecond: number; readonly durationMs: number },
): Promise<Load> {
  return run(options, async (send) => {
    const start = performance.now();
    const total = Math.floor((options.perSecond * options.durationMs) / 1000);
    const sent: Promise<void>[] = [];
    while (sent.length < total) {
      const due = ((performance.now() - start) * options.perSecond) / 1000;
      while (sent.length < Math.min(due, total)) sent.push(send(performance.now()));
      await delay(1);
    }
    await Promise.all(sent);
  });
}

async function run(options: LoadOptions, drive: (send: (since: number) => Promise<void>) => Promise<void>) {
  const { port, requests, connections, status = 200 } = options;
  const free = await Promise.all(Array.from({ length: connections }, () => Wire.open(port)));
  const all = [...free];
  const waiting: ((wire: Wire) => void)[] = [];
  const latencies: number[] = [];
  const send = async (since: number) => {
    const wire = free.pop() ?? (await new Promise<Wire>((resolve) => waiting.push(resolve)));
    const answered = await wire.send(requests.next());
    if (answered !== status) throw new Error(`An answer was ${answered}, not ${status}.`);
    latencies.push(performance.now() - since);
    const next = waiting.shift();
    if (next === undefined) free.push(wire);
    else next(wire);
  };
  const start = performance.now();
  try {
    await drive(send);
  } finally {
    for (const wire of all) wire.close();
  }
  const seconds = (performance.now() - start) / 1000;
  const sorted = latencies.toSorted((a, b) => a - b);
  const count = sorted.length;
  return { count, perSecond: count / seconds, median: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}
