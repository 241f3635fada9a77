import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** CPU time of all threads of a process so far, in milliseconds; NaN if the system does not tell. */
export function cpuMsOf(pid: number | undefined): number {
  try {
    const tasks = `/proc/${pid}/task`;
    const times = readdirSync(tasks).map((task) => readFileSync(path.join(tasks, task, 'schedstat'), 'utf8'));
    return times.reduce((sum, line) => sum + Number(line.split(' ')[0]) / 1e6, 0);
  } catch {
    return Number.NaN;
  }
}

/** Resident size of a process in MB; NaN if the system does not tell. */
export function rssMbOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1000;
  } catch {
    return Number.NaN;
  }
}

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Runs a command to its end. @returns its CPU time and that of all processes that it started, in milliseconds. @throws {Error} if it fails */
export function cpuMsOfCommand({ program, args, cwd, environment }: Command): number {
  // `times` prints the shell's own time on its first line and that of its children on the second.
  const { status, stdout, stderr } = spawnSync('sh', ['-c', '"$@" >/dev/null || exit; times', 'sh', program, ...args], {
    cwd,
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
  const children = stdout.trim().split('\n').at(-1) ?? '';
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
}
