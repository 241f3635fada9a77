import { FakeSecretManager } from '../functions/src/testing/fake-secret-manager.ts';
import { builtFunctions } from './lib/built-functions.ts';
import { startEmulators } from './lib/emulators.ts';
import { FrameworkProcess, type ColdStart, type Deployed } from './lib/framework-process.ts';
import type { Goal, Section } from './lib/report.ts';
import { eventRequest, SECRET, stripeRequest } from './lib/requests.ts';
import { ourSubscriber, ourWebhook, ourWebhookByName, rival } from './lib/rivals.ts';
import { medianOf, spreadOf } from './lib/statistics.ts';

const NOTE = 'from the start of the process to the first answer; medians of interleaved rounds, least–most behind them';

/** From the start of the process to the first answered request. */
export async function cold(rounds: number): Promise<Section> {
  using emulators = await startEmulators();
  using idle = await builtFunctions('idle');
  const secretManager = new FakeSecretManager();
  secretManager.versions = { [secretManager.latest]: SECRET };
  using real = await builtFunctions('real', new URL(await secretManager.rest.listen()).host);
  const { environment } = emulators;
  const starts = await measure(
    [
      rival('bare'),
      ourWebhook(idle, 'ours, verified'),
      rival('hand-written', 'hand-written, verified', { ...environment, BENCH_PUBLISH: 'off' }),
      ourWebhook(real, 'ours, published', environment),
      ourWebhookByName(real, 'ours, published, secret by name', environment),
      rival('hand-written', 'hand-written, published', environment),
    ],
    () => stripeRequest(),
    rounds,
  );
  await secretManager.rest.close();
  const ms = (name: string) => medianOf(starts.get(name)?.map((start) => start.ms) ?? []);
  return section('Cold start of stripe-webhook', starts, 'bare', [
    { text: 'verified, against bare', reached: ms('ours, verified') / ms('bare'), atMost: 1.3 },
    {
      text: 'published, against hand-written',
      reached: ms('ours, published') / ms('hand-written, published'),
      atMost: 0.5,
    },
    {
      text: 'the same with its secret in Secret Manager, the rival with it in the environment',
      reached: ms('ours, published, secret by name') / ms('hand-written, published'),
      atMost: 0.5,
    },
  ]);
}

/** From the start of the process to the first handled event, its effects in Firestore's emulator. */
export async function subscriber(rounds: number): Promise<Section> {
  using emulators = await startEmulators();
  using real = await builtFunctions('real');
  const { environment } = emulators;
  const [ours, theirs] = ['ours, handled', 'hand-written, handled'];
  const starts = await measure(
    [rival('hand-written-subscriber', theirs, environment), ourSubscriber(real, ours, environment)],
    eventRequest,
    rounds,
  );
  const ms = (name: string) => medianOf(starts.get(name)?.map((start) => start.ms) ?? []);
  return section('Cold start of stripe-onStripeEvent', starts, theirs, [
    { text: 'handled, against hand-written', reached: ms(ours) / ms(theirs), atMost: 0.5 },
  ]);
}

type Starts = ReadonlyMap<string, readonly ColdStart[]>;

/** One start of each in turn, so that whatever else the machine does meets all of them alike. */
async function measure(all: readonly Deployed[], request: () => Buffer, rounds: number): Promise<Starts> {
  const starts = new Map(all.map(({ name }): [string, ColdStart[]] => [name, []]));
  // The first round fills the disk's cache and counts for nothing.
  for (let round = -1; round < rounds; round++) {
    for (const deployed of all) {
      const start = await FrameworkProcess.coldStart(deployed, request());
      if (round >= 0) starts.get(deployed.name)?.push(start);
    }
  }
  return starts;
}

function section(title: string, starts: Starts, base: string, goals: readonly Goal[]): Section {
  const median = (name: string, value: (start: ColdStart) => number) => medianOf((starts.get(name) ?? []).map(value));
  const rows = [...starts].map(([name, measured]) => {
    const { least, most } = spreadOf(measured.map(({ ms }) => ms));
    const ms = median(name, (start) => start.ms);
    const cpu = median(name, (start) => start.cpuMs);
    return [
      name,
      Math.round(ms),
      `${Math.round(least)}–${Math.round(most)}`,
      ms / median(base, (start) => start.ms),
      Math.round(cpu),
      cpu / median(base, (start) => start.cpuMs),
      Math.round(median(name, (start) => start.rssMb)),
    ];
  });
  return { title, columns: ['', 'ms', 'spread', `× ${base}`, 'CPU ms', '×', 'RSS MB'], rows, goals, note: NOTE };
}
