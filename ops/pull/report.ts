import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type {
  Rehearsal,
  RehearsedChange,
  RehearsedError,
  RehearsedStep,
} from '../../functions/src/core/handle/rehearsal.ts';
import type { RecordData } from '../../functions/src/core/ledger/store.ts';
import { ROOT } from '../../generator/project.ts';
import { onTerminalLine } from '../../local/terminal-text.ts';
import { count, cut } from '../cli/table.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Pulled } from './pulled.ts';

const VALUE_MOST = 160;
const FRAMES_MOST = 12;
/** Places in the project are told from its root; the frames of packages are left out. */
const OWN_ROOT = `${pathToFileURL(ROOT).href}/`;

/** Whether a saga or a handler fails with the event. */
export function isFailing(rehearsals: readonly Rehearsal[]): boolean {
  return rehearsals.some(
    ({ failures, steps }) => failures.length > 0 || steps.some(({ error }) => error !== undefined),
  );
}

/** For scripts: the rehearsals, with the commands that are done already. */
export function reportOf({ from, event, bytes, attributes, done }: Pulled, rehearsals: readonly Rehearsal[]): object {
  const { id, provider, eventtype: type, source, subject, time } = event;
  return {
    event: { id, provider, type, source, ...(subject !== undefined && { subject }), time },
    from,
    bytes,
    attributes,
    consumers: rehearsals.map((rehearsal) => ({
      ...rehearsal,
      steps: rehearsal.steps.map((step) => ({ ...step, done: done.has(`${rehearsal.consumer} ${step.name}`) })),
    })),
  };
}

/** For people: what the event is, and what each consumer would do. */
export function textOf(pulled: Pulled, rehearsals: readonly Rehearsal[], terminal: Terminal): string {
  const { event, from, bytes, attributes, done } = pulled;
  const head = [
    `${event.id}: ${event.eventtype} of ${event.provider}, ${count(bytes)} bytes from the ${from}`,
    `attributes: ${attributes.join(', ')}`,
  ].map(onTerminalLine);
  const consumers = rehearsals.flatMap((rehearsal) => ['', ...consumerLines(rehearsal, done, terminal)]);
  return [...head, ...consumers, '', 'Nothing was carried out.'].join('\n');
}

function consumerLines(
  { consumer, steps, failures, skipped }: Rehearsal,
  done: ReadonlySet<string>,
  terminal: Terminal,
): readonly string[] {
  const nothing = steps.length + failures.length === 0 ? ['  no saga or task wants it'] : [];
  return [
    `${onTerminalLine(consumer)} would do:`,
    ...nothing,
    ...steps.flatMap((step) => stepLines(step, done.has(`${consumer} ${step.name}`), terminal)),
    ...failures.flatMap(({ saga, ...error }) => errorLines(saga, error, terminal)),
    ...(skipped.length === 0 ? [] : [onTerminalLine(`  yields nothing for: ${skipped.join(', ')}`)]),
  ];
}

function stepLines(step: RehearsedStep, isDone: boolean, terminal: Terminal): readonly string[] {
  const { name, fields, changes, issues = [], reached = [], error } = step;
  if (error !== undefined) return errorLines(name, error, terminal);
  const told = fields === undefined ? '' : ` ${cut(JSON.stringify(fields), VALUE_MOST)}`;
  return [
    onTerminalLine(`  ${name}${told}${isDone ? ' (done already: a redrive leaves it out)' : ''}`),
    ...changes.flatMap((change) => changeLines(change, terminal)),
    ...(issues.length === 0 ? [] : [onTerminalLine(`    issues ${issues.join(', ')}`)]),
    ...reached.map((what) =>
      onTerminalLine(`    reaches outside: ${what}. It was kept from that; what comes after it is not known.`),
    ),
  ];
}

function errorLines(
  name: string,
  { message, stack, permanent }: RehearsedError,
  { style }: Terminal,
): readonly string[] {
  const frames = (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/[\\/]node_modules[\\/]/.test(line));
  return [
    style('red', onTerminalLine(`  ${name} fails${permanent ? ', for good' : ''}: ${message}`)),
    ...frames.slice(0, FRAMES_MOST).map((line) => onTerminalLine(`    ${line.trim().replace(OWN_ROOT, '')}`)),
  ];
}

function changeLines({ collection, id, before, after }: RehearsedChange, { style }: Terminal): readonly string[] {
  const place = `${collection}/${id}`;
  if (after === undefined) return [onTerminalLine(`    ${place} is removed`)];
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])];
  const lines = fields.flatMap((field) => {
    if (isDeepStrictEqual(before?.[field], after[field])) return [];
    return [
      ...fieldLine('-', field, before, (line) => style('red', line)),
      ...fieldLine('+', field, after, (line) => style('green', line)),
    ];
  });
  const what = before === undefined ? 'is new' : lines.length === 0 ? 'stays as it is' : 'changes';
  return [onTerminalLine(`    ${place} ${what}`), ...lines];
}

function fieldLine(
  sign: string,
  field: string,
  data: RecordData | undefined,
  styled: (line: string) => string,
): readonly string[] {
  if (data === undefined || !Object.hasOwn(data, field)) return [];
  return [styled(`      ${sign} ${cut(`${field}: ${JSON.stringify(data[field])}`, VALUE_MOST)}`)];
}
