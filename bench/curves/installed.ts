import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { cloneProject } from '../../tests/users/clone.ts';
import { archiveOf } from '../lib/archive.ts';
import type { Curves } from '../lib/curve.ts';
import { sizesUpTo } from '../lib/integration-sizes.ts';
import { cpuMsOf, cpuMsOfCommand, rssMbOf } from '../lib/process-usage.ts';
import { SECRET } from '../lib/requests.ts';
import { temporaryFolder } from '../lib/state-folder.ts';
import { medianOf } from '../lib/statistics.ts';

/** What integrations cost that are installed, in a clone that removes more and more of them. */
export async function installedCurves(times: number): Promise<Curves> {
  const others = Object.values(catalog).flatMap(({ provider }) => (provider === 'stripe' ? [] : [provider]));
  const sizes = sizesUpTo(others.length + 1);
  using clone = cloneProject();
  // npm writes this file in place, and the clone's is a link to ours.
  clone.run('rm -f node_modules/.package-lock.json');
  const measured: Measured[] = [];
  for (const size of sizes.toReversed()) {
    const kept = ['stripe', ...others.slice(0, size - 1)];
    if (size <= others.length) clone.run(`npx integrations remove integration --all-but ${kept.join(' ')} --yes`);
    measured.unshift(await measure(clone.root, times));
  }
  const line = (name: string, unit: string, cost: keyof Measured) => ({
    name,
    unit,
    costs: measured.map((costs) => costs[cost]),
  });
  return {
    name: 'installed',
    title: 'Integrations that are installed',
    of: 'integrations',
    sizes,
    lines: [
      line('build, CPU', 'ms', 'buildCpuMs'),
      line('archive', 'kB', 'archiveKb'),
      line('local host, CPU', 'ms', 'hostCpuMs'),
      line('its memory', 'MB', 'hostMb'),
    ],
    note: 'the local host has all of them on; the archive is what a build of all of them leaves in functions/lib',
  };
}

interface Measured {
  readonly buildCpuMs: number;
  readonly archiveKb: number;
  readonly hostCpuMs: number;
  readonly hostMb: number;
}

async function measure(root: string, times: number): Promise<Measured> {
  const [builds, starts]: [number[], Usage[]] = [[], []];
  while (builds.length < times) {
    builds.push(cpuMsOfCommand({ program: 'npm', args: ['run', 'build'], cwd: root, environment: process.env }));
    starts.push(await localHostStart(root));
  }
  return {
    buildCpuMs: medianOf(builds),
    archiveKb: archiveOf(path.join(root, 'functions', 'lib')).bytes / 1000,
    hostCpuMs: medianOf(starts.map(({ cpuMs }) => cpuMs)),
    hostMb: medianOf(starts.map(({ rssMb }) => rssMb)),
  };
}

interface Usage {
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** Starts the local host of a clone and ends it once it takes webhooks. */
async function localHostStart(root: string): Promise<Usage> {
  using folder = temporaryFolder();
  const env = { ...process.env, STRIPE_WEBHOOK_SECRET: SECRET, LOG_LEVEL: 'error' };
  const host = fork(path.join(root, 'bench', 'lib', 'local-host.ts'), [folder.path], { env, cwd: root });
  try {
    await once(host, 'message');
    return { cpuMs: cpuMsOf(host.pid), rssMb: rssMbOf(host.pid) };
  } finally {
    const ended = once(host, 'exit');
    host.kill('SIGKILL');
    await ended;
  }
}
