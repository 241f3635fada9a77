import { builtFunctions } from './lib/built-functions.ts';
import { FrameworkProcess, type Deployed } from './lib/framework-process.ts';
import { burst, closedLoop, openLoop, RequestPool, type Load } from './lib/load.ts';
import type { Section } from './lib/report.ts';
import { SECRET, stripeEvent, stripeRequest } from './lib/requests.ts';
import { ourWebhook, rival } from './lib/rivals.ts';
import { medianOf, ratiosOf, spreadOf } from './lib/statistics.ts';

const CONNECTIONS = 8;
/** More than an instance remembers, so that each is published. */
const POOL = 12_000;
const WARM_UP = 8_000;

const handWritten = rival('hand-written', 'hand-written', {
  BENCH_PUBLISH: 'off',
  PUBSUB_EMULATOR_HOST: '127.0.0.1:1',
});

interface Round extends Load {
  /** CPU time of the process for one request, in microseconds. */
  readonly cpuMicros: number;
}

/**
 * How many requests one instance answers, publishing to nowhere, and what each costs.
 * @param executionIds Whether the framework adds the id of the request to what is written to `process.stdout`, as it does
 * in every function that the Firebase CLI deploys.
 */
export async function throughput(rounds: number, durationMs: number, executionIds: boolean): Promise<Section> {
  using idle = await builtFunctions('idle');
  const requests = new RequestPool(POOL, () => stripeRequest());
  const rivals = [rival('bare'), rival('raw-hmac', 'raw HMAC'), ourWebhook(idle, 'ours'), handWritten];
  const all = rivals.map((one) => ({
    ...one,
    environment: { ...one.environment, LOG_EXECUTION_ID: String(executionIds) },
  }));
  const measured = await interleaved(
    all,
    rounds,
    async ({ port }) => closedLoop({ port, requests, connections: CONNECTIONS, durationMs }),
    requests,
  );
  const perSecond = (name: string) => medianOf(measured.get(name)?.map((round) => round.perSecond) ?? []);
  const cpu = (name: string) => medianOf(measured.get(name)?.map((round) => round.cpuMicros) ?? []);
  const times = (name: string, other: string, of: (round: Round) => number) =>
    medianOf(ratiosOf(measured.get(name)?.map(of) ?? [], measured.get(other)?.map(of) ?? []));
  const throughputTimes = (name: string, other: string) => times(name, other, (round) => round.perSecond);
  return {
    title: `Warm throughput of stripe-webhook, one instance, three log lines, publisher idle, LOG_EXECUTION_ID=${executionIds}`,
    columns: ['', 'requests/s', 'spread', '× raw HMAC', 'CPU µs each', '× raw HMAC'],
    rows: all.map(({ name }) => {
      const { least, most } = spreadOf(measured.get(name)?.map((round) => round.perSecond) ?? []);
      return [
        name,
        Math.round(perSecond(name)),
        `${Math.round(least)}–${Math.round(most)}`,
        throughputTimes(name, 'raw HMAC'),
        Math.round(cpu(name)),
        times(name, 'raw HMAC', (round) => round.cpuMicros),
      ];
    }),
    goals: [
      { text: 'throughput against raw HMAC', reached: throughputTimes('ours', 'raw HMAC'), atLeast: 1.2 },
      { text: 'throughput against bare', reached: throughputTimes('ours', 'bare'), atLeast: 1 },
      { text: 'throughput against hand-written', reached: throughputTimes('ours', 'hand-written'), atLeast: 1 },
    ],
    note: `${CONNECTIONS} connections, each with its next request when the last is answered; a Stripe event of ${stripeEvent().byteLength} bytes; × is the median of the rounds' ratios`,
  };
}

/** How long requests wait at half of what the instance can take. */
export async function latency(rounds: number, durationMs: number): Promise<Section> {
  using idle = await builtFunctions('idle');
  const requests = new RequestPool(POOL, () => stripeRequest());
  const half = await interleaved(
    [rival('bare'), ourWebhook(idle, 'ours'), handWritten],
    rounds,
    async ({ port }) => {
      const { perSecond } = await closedLoop({ port, requests, connections: CONNECTIONS, durationMs: durationMs / 3 });
      return openLoop({ port, requests, connections: 64, perSecond: perSecond / 2, durationMs });
    },
    requests,
  );
  const tail = (name: string) => medianOf(half.get(name)?.map(({ p99, median }) => p99 / median) ?? []);
  const middle = (name: string, of: (load: Load) => number) => medianOf(half.get(name)?.map(of) ?? []);
  return {
    title: 'Latency at half of the maximum',
    columns: ['', 'requests/s', 'median ms', 'p99 ms', 'p99 / median'],
    rows: [...half.keys()].map((name) => [
      name,
      Math.round(middle(name, ({ perSecond }) => perSecond)),
      middle(name, ({ median }) => median),
      middle(name, ({ p99 }) => p99),
      tail(name),
    ]),
    goals: [{ text: "p99 over median against bare's", reached: tail('ours') / tail('bare'), atMost: 0.5 }],
    note: 'each millisecond sends what is due, whether earlier ones are answered or not',
  };
}

/** What a forged request costs: no more than one HMAC for each secret. */
export async function forgeries(rounds: number, durationMs: number): Promise<Section> {
  using idle = await builtFunctions('idle');
  const requests = new RequestPool(2_000, () => stripeRequest(stripeEvent(), 'whsec_forged'));
  const secrets = (count: number) => ({
    STRIPE_WEBHOOK_SECRET: Array.from({ length: count }, (_, index) => `${SECRET}${index}`).join(','),
  });
  const all = [
    rival('raw-hmac', 'raw HMAC'),
    ourWebhook(idle, 'ours, 1 secret', secrets(1)),
    ourWebhook(idle, 'ours, 2 secrets', secrets(2)),
    ourWebhook(idle, 'ours, 5 secrets', secrets(5)),
  ];
  const measured = await interleaved(
    all,
    rounds,
    ({ port }) => closedLoop({ port, requests, connections: CONNECTIONS, durationMs, status: 400 }),
    requests,
    400,
  );
  const cpu = (name: string) => medianOf(measured.get(name)?.map((round) => round.cpuMicros) ?? []);
  return {
    title: 'Forged requests',
    columns: ['', 'CPU µs each', 'more than with 1 secret'],
    rows: all.map(({ name }) => [name, cpu(name), name.startsWith('ours') ? cpu(name) - cpu('ours, 1 secret') : '']),
    note: 'each is refused with 400 and one log line that says why',
  };
}

/** Whether memory stays where it is, however many requests come. */
export async function memory(total: number): Promise<Section> {
  using idle = await builtFunctions('idle');
  const requests = new RequestPool(POOL, () => stripeRequest());
  const bare = await sizesOver(rival('bare'), total, requests);
  const ours = await sizesOver(ourWebhook(idle, 'ours'), total, requests);
  const [first = Number.NaN] = ours;
  const last = ours.at(-1) ?? Number.NaN;
  return {
    title: `Resident size over ${total.toLocaleString('en')} requests, in MB`,
    columns: ['', ...ours.map((_size, index) => `${Math.round(((index + 1) * total) / QUARTERS / 1000)} k`)],
    rows: [
      ['bare', ...bare.map((size) => Math.round(size))],
      ['ours', ...ours.map((size) => Math.round(size))],
    ],
    goals: [
      { text: 'last quarter over first', reached: last / first, atMost: 1.1 },
      { text: "resident size against bare's", reached: last / (bare.at(-1) ?? Number.NaN), atMost: 1 },
    ],
  };
}

const QUARTERS = 4;

/** The resident size after each quarter of the requests, in MB. */
async function sizesOver(deployed: Deployed, total: number, requests: RequestPool): Promise<readonly number[]> {
  const started = await warmed(deployed, requests);
  try {
    const sizes: number[] = [];
    while (sizes.length < QUARTERS) {
      await burst({ port: started.port, requests, connections: CONNECTIONS, total: total / QUARTERS });
      sizes.push(started.rssMb());
    }
    return sizes;
  } finally {
    await started.stop();
  }
}

async function interleaved(
  all: readonly Deployed[],
  rounds: number,
  load: (started: FrameworkProcess) => Promise<Load>,
  warmUp: RequestPool,
  status = 200,
): Promise<ReadonlyMap<string, readonly Round[]>> {
  const measured = new Map(all.map(({ name }): [string, Round[]] => [name, []]));
  const started = await Promise.all(all.map((deployed) => warmed(deployed, warmUp, status)));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [index, { name }] of all.entries()) {
        const one = started[index];
        if (one === undefined) continue;
        const before = one.cpuMs();
        const done = await load(one);
        measured.get(name)?.push({ ...done, cpuMicros: ((one.cpuMs() - before) * 1000) / done.count });
      }
    }
  } finally {
    for (const one of started) await one.stop();
  }
  return measured;
}

async function warmed(deployed: Deployed, requests: RequestPool, status = 200): Promise<FrameworkProcess> {
  const started = await FrameworkProcess.start(deployed);
  await burst({
    port: started.port,
    requests,
    connections: CONNECTIONS,
    total: WARM_UP,
    status: isBare(deployed) ? 200 : status,
  });
  return started;
}

function isBare({ name }: Deployed): boolean {
  return name === 'bare';
}
