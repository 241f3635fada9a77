import type { Mode, Outcome } from './apply.ts';

/** What one run of delivery:apply is about. */
export interface RunFacts {
  readonly projectId: string;
  readonly region: string;
  readonly mode: Mode;
}

/** The outcome for people: what changed, thing by thing and setting by setting, what could not be done, and a closing line. */
export function textReport({ projectId, region, mode }: RunFacts, { changes, faults }: Outcome): string {
  const things = [...new Set(changes.map(({ of }) => of))];
  const lines = things.flatMap((thing) => [
    `  ${thing}`,
    ...changes
      .filter(({ of }) => of === thing)
      .map(({ setting, before, after }) => `    ${setting}: ${before} → ${after}`),
  ]);
  return [
    `Delivery policy of ${projectId}, ${region}`,
    ...lines,
    ...faults.map(({ sentence }) => `  ! ${sentence}`),
    closingLine(mode, changes.length, faults.length),
  ].join('\n');
}

/** The outcome for programs. */
export function jsonReport(facts: RunFacts, { changes, faults }: Outcome): string {
  return JSON.stringify({ ...facts, changes, faults }, undefined, 2);
}

function closingLine(mode: Mode, changes: number, faults: number): string {
  const open = faults === 0 ? '' : ` ${faults} could not be looked after: see the lines with "!".`;
  if (changes === 0) return faults === 0 ? 'All is as the policy says; nothing was changed.' : open.trim();
  const settings = changes === 1 ? '1 setting' : `${changes} settings`;
  if (mode === 'apply') return `${settings} changed.${open}`;
  return `${settings} off the policy; npm run delivery:apply mends it.${open}`;
}
