import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { cloneProject, type Clone } from '../../tests/users/clone.ts';
import { measureRounds, type Curves } from '../lib/curve.ts';
import { sizesUpTo } from '../lib/integration-sizes.ts';
import { cpuMsOf, cpuMsOfCommand, rssMbOf } from '../lib/process-usage.ts';
import { SECRET } from '../lib/requests.ts';
import { temporaryFolder } from '../lib/state-folder.ts';

/** What integrations cost that are installed, in clones that keep some of them and remove the others. */
export async function installedCurves(rounds: number): Promise<Curves> {
  const others = Object.values(catalog).flatMap(({ provider }) => (provider === 'stripe' ? [] : [provider]));
  const sizes = sizesUpTo(others.length + 1);
  using clones = new DisposableStack();
  const roots = new Map<number, string>();
  for (const size of sizes)
    roots.set(size, clones.use(slimClone(['stripe', ...others.slice(0, size - 1)], others)).root);
  const [build = [], archive = [], host = [], rss = []] = await measureRounds(sizes, rounds, async (size) => {
    const root = roots.get(size) ?? '';
    const cpuMs = cpuMsOfCommand({ program: 'npm', args: ['run', 'build'], cwd: root, environment: process.env });
    const start = await localHostStart(root);
    return [cpuMs, archiveBytes(root) / 1000, start.cpuMs, start.rssMb];
  });
  return {
    name: 'installed',
    title: 'Integrations that are installed',
    of: 'integrations',
    sizes,
    lines: [
      { name: 'build, CPU', unit: 'ms', costs: build },
      { name: 'archive', unit: 'kB', costs: archive },
      { name: 'local host, CPU', unit: 'ms', costs: host },
      { name: 'its size', unit: 'MB', costs: rss },
    ],
    note: 'the local host has all of them on; the archive is what a deploy uploads of functions/lib, compressed file by file',
  };
}

function slimClone(kept: readonly string[], others: readonly string[]): Clone {
  const clone = cloneProject();
  // npm writes this file in place, and the clone's is a link to ours.
  clone.run('rm -f node_modules/.package-lock.json');
  if (others.some((name) => !kept.includes(name)))
    clone.run(`npx integrations remove integration --all-but ${kept.join(' ')} --yes`);
  return clone;
}

/** Bytes of the files that a build made, compressed. */
function archiveBytes(root: string): number {
  const folder = path.join(root, 'functions', 'lib');
  const files = readdirSync(folder).filter((name) => !name.endsWith('.map'));
  return files.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(folder, name))).byteLength, 0);
}

/** Starts the local host of a clone and ends it once it takes webhooks. */
async function localHostStart(root: string): Promise<{ readonly cpuMs: number; readonly rssMb: number }> {
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
