import { onTerminalLine } from '../../local/terminal-text.ts';
import { pauseSentence, type ConsumerPause } from '../../functions/src/core/inspect/pauses.ts';
import type { Mode } from './apply.ts';
import type { Inspection } from './inspect.ts';
import { timeInWords, type Change } from './differences.ts';
import type { Dropped } from './dropped-events.ts';

/** What one run of delivery:apply is about. */
export interface RunFacts {
  readonly projectId: string;
  readonly region: string;
  readonly mode: Mode;
  /** Which of several installations it is. */
  readonly codebase?: string;
}

/** The command that puts the policy on a project. */
export function applyCommandFor(projectId: string): string {
  return `npm run delivery:apply -- --project ${projectId}`;
}

/** What is off the policy, as one sentence. */
export function sentenceOf({ setting, before, after }: Omit<Change, 'of'>): string {
  return `${setting}: ${before}; the policy says ${after}.`;
}

/** What a subscription has dropped, as one sentence. */
export function droppedSentence({ recipient, keptSeconds }: Dropped): string {
  const { functionId, receives } = recipient;
  return `${functionId} kept ${receives} for ${timeInWords(keptSeconds)} only, and is older than that: it has dropped any that were not handled in time.`;
}

/** The outcome for people: what changed, thing by thing and setting by setting, what could not be done, and a closing line. */
export function textReport(
  { projectId, region, mode, codebase }: RunFacts,
  { changes, faults, dropped, paused }: Inspection,
): string {
  const things = [...new Set(changes.map(({ of }) => of))];
  const lines = things.flatMap((thing) => [
    `  ${onTerminalLine(thing)}`,
    ...changes
      .filter(({ of }) => of === thing)
      .map(({ setting, before, after }) => onTerminalLine(`    ${setting}: ${before} → ${after}`)),
  ]);
  return [
    `Delivery policy of ${[projectId, codebase, region].filter((part) => part !== undefined).join(', ')}`,
    ...lines,
    ...dropped.flatMap(lossLines),
    ...paused.flatMap((pause) => pauseLines(pause, { projectId, codebase })),
    ...faults.map(({ sentence }) => `  ! ${onTerminalLine(sentence)}`),
    closingLine(projectId, mode, changes.length, faults.length),
  ].join('\n');
}

/** What was set up before a deploy. */
export function setUpReport(facts: RunFacts, found: Inspection): string {
  if (found.changes.length + found.faults.length + found.paused.length === 0)
    return 'Topics, grants and live subscriptions are as the delivery policy says.';
  return textReport(facts, found);
}

/**
 * What to do if the deploy fails, said before it: no hook runs after one that fails, and Eventarc's own settings lose
 * events.
 */
export function ifTheDeployFails(projectId: string): string {
  return [
    'The subscriptions that this deploy makes get the delivery policy after it. If it fails or is cut off, no hook runs:',
    'functions that it did deploy then keep an event for 24 hours only. Apply the policy with',
    `  ${applyCommandFor(projectId)}`,
  ].join('\n');
}

/** The command that ends a pause. */
export function resumeCommandFor(consumer: string, projectId: string, codebase?: string): string {
  return `npx integrations resume ${consumer} --project ${projectId}${codebase === undefined ? '' : ` --codebase ${codebase}`}`;
}

function pauseLines(
  pause: ConsumerPause,
  { projectId, codebase }: Pick<RunFacts, 'projectId'> & { readonly codebase: string | undefined },
): readonly string[] {
  const sentence = `  ! ${onTerminalLine(pauseSentence(pause))}`;
  return [sentence, `    This does not end the pause: ${resumeCommandFor(pause.consumer, projectId, codebase)}`];
}

function lossLines(dropped: Dropped): readonly string[] {
  const sentence = `  ! ${droppedSentence(dropped)}`;
  if (dropped.replay === undefined) return [sentence];
  return [
    sentence,
    '    The topic may still keep them. This handles those that were not handled yet:',
    `    ${dropped.replay}`,
  ];
}

/** The outcomes for programs: an object for one installation, a list for several. */
export function jsonReport(runs: readonly { readonly facts: RunFacts; readonly outcome: Inspection }[]): string {
  const outcomes = runs.map(({ facts, outcome }) => outcomeOf(facts, outcome));
  return JSON.stringify(outcomes.length === 1 ? outcomes[0] : outcomes, undefined, 2);
}

function outcomeOf(facts: RunFacts, { changes, faults, dropped, paused }: Inspection): object {
  const losses = dropped.map(({ recipient, keptSeconds, replay }) => ({
    functionId: recipient.functionId,
    receives: recipient.receives,
    keptSeconds,
    ...(replay !== undefined && { replay }),
  }));
  return { ...facts, changes, faults, dropped: losses, paused };
}

function closingLine(projectId: string, mode: Mode, changes: number, faults: number): string {
  const open = faults === 0 ? '' : ` ${faults} could not be done: see the lines with "!".`;
  if (changes === 0) return faults === 0 ? 'Everything is as the policy says; nothing was changed.' : open.trim();
  const settings = changes === 1 ? '1 setting' : `${changes} settings`;
  if (mode === 'apply') return `${settings} changed.${open}`;
  return `${settings} off the policy. Apply it: ${applyCommandFor(projectId)}.${open}`;
}
