import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { bytes } from './bytes.ts';
import { cold, subscriber } from './cold.ts';
import { cost } from './cost.ts';
import { curves } from './curves.ts';
import { backlog, localBurst } from './local.ts';
import { sagaCost } from './saga-cost.ts';
import { bodies, integrations, sagas } from './scale.ts';
import { forgeries, latency, memory, throughput } from './warm.ts';
import { isMet, printSection, type Section } from './lib/report.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    svg: { type: 'boolean', default: false },
  },
});

/** Each part of the bench; `--only` picks one. */
const PARTS: Readonly<Record<string, (quick: boolean) => Promise<readonly Section[]> | AsyncIterable<Section>>> = {
  cold: async (quick) => [await cold(quick ? 5 : 15)],
  subscriber: async (quick) => [await subscriber(quick ? 5 : 15)],
  warm: async (quick) => [
    await throughput(quick ? 9 : 30, 500, true),
    await throughput(quick ? 9 : 30, 500, false),
    await latency(quick ? 2 : 3, quick ? 1_500 : 3_000),
    await forgeries(quick ? 2 : 3, 1_000),
    await memory(quick ? 40_000 : 200_000),
  ],
  scale: async (quick) => [
    await integrations(quick ? 2 : 4),
    await sagas(quick ? 2_000 : 6_000),
    await bodies(),
    await backlog(100_000, quick ? 4_000 : 10_000),
    await localBurst(10_000),
  ],
  curves: (quick) => curves(quick, values.svg),
  bytes: async () => [await bytes()],
  cost: async (quick) => [await cost(quick ? 800 : 2_000), sagaCost()],
};

const wanted = values.only === undefined ? Object.keys(PARTS) : values.only.split(',');
const unknown = wanted.find((name) => !(name in PARTS));
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}"; there are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${process.platform} ${release()}, Node ${process.version}`;
if (!values.json) console.log(machine);
const sections: Section[] = [];
for (const name of wanted) {
  for await (const section of (await PARTS[name]?.(values.quick)) ?? []) {
    sections.push(section);
    if (!values.json) printSection(section);
  }
}
if (values.json) console.log(JSON.stringify({ machine, at: new Date().toISOString(), sections }, null, 2));
const missed = sections.flatMap(({ goals = [] }) => goals.filter((goal) => !isMet(goal)));
const goals = sections.flatMap((section) => section.goals ?? []);
if (!values.json && goals.length > 0)
  console.log(`\n${goals.length - missed.length} of ${goals.length} goals are met.`);
