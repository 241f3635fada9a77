import { letters, type LetterFilter } from '../../../functions/src/core/recover/letters.ts';
import { redrive, type RedriveReport } from '../../../functions/src/core/recover/redrive.ts';
import { EXIT, UsageError } from '../../exit.ts';
import type { Command } from '../command.ts';
import { FILTER_OPTIONS, FILTER_USAGE, filterOf, letterNamed } from '../letters.ts';
import { COMMON, COMMON_USAGE, optionsIn } from '../options.ts';
import { mayChange, nameOf, openPlace, type Place } from '../place.ts';
import { count } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { watched } from '../watched.ts';

const USAGE = `Gives events that were given up on back to the consumers that gave them up, once what killed them is mended.
What was done of them is not done again.

  npx integrations dead-letters redrive 3f2a9c81d0be
  npx integrations dead-letters redrive --consumer stripe-onStripeEvent --since 1d
  npx integrations dead-letters redrive --all

${FILTER_USAGE}
  --all              every letter that is open
  --dry-run          counts, gives nothing back
${COMMON_USAGE.project}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...COMMON,
      ...FILTER_OPTIONS,
      all: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    });
    const filter = filterOf(values, new Date());
    if (positionals.length === 0 && Object.keys(filter).length === 0 && !values.all) {
      throw new UsageError('Say which letters: their ids, a filter such as --consumer, or --all.');
    }
    await using place = await openPlace(values.project);
    const wanted = { ...filter, ...(await idsOf(positionals, place)) };
    const total = await countOpen(place, wanted);
    const report = total === 0 || values['dry-run'] ? NONE : await run(wanted, total, place, terminal, values);
    if (report === undefined) return EXIT.notDone;
    terminal.print(values.json ? JSON.stringify({ open: total, ...report }) : textOf(total, report, values));
    return report.withoutBytes === 0 ? EXIT.done : EXIT.notDone;
  },
};

const NONE: RedriveReport = { redriven: 0, withoutBytes: 0 };

async function idsOf(names: readonly string[], { ports }: Place): Promise<Pick<LetterFilter, 'ids'>> {
  if (names.length === 0) return {};
  const ids: string[] = [];
  for (const name of names) ids.push((await letterNamed(ports.store, name)).id);
  return { ids };
}

async function countOpen({ ports }: Place, filter: LetterFilter): Promise<number> {
  let total = 0;
  for await (const _letter of letters(ports.store, { ...filter, status: 'open' })) total++;
  return total;
}

async function run(
  filter: LetterFilter,
  total: number,
  place: Place,
  terminal: Terminal,
  options: { readonly yes: boolean },
): Promise<RedriveReport | undefined> {
  const what = `This gives ${total === 1 ? '1 dead letter' : `${count(total)} dead letters`} of ${nameOf(place)} back to their consumers.`;
  if (!(await mayChange(place, terminal, options, what))) return undefined;
  return watched(terminal, 'Call it again to go on: those that went back are no longer open.', (progress) =>
    redrive(place.ports, filter, ({ redriven, withoutBytes }) => {
      const done = redriven + withoutBytes;
      progress.show(`${count(done)} of ${count(total)}`, done / total);
    }),
  );
}

function textOf(
  total: number,
  { redriven, withoutBytes }: RedriveReport,
  told: { readonly 'dry-run': boolean },
): string {
  if (told['dry-run']) return `${count(total)} would go back to their consumers.`;
  if (total === 0) return 'No dead letter that is open fits.';
  const back = `${count(redriven)} went back to their consumers.`;
  if (withoutBytes === 0) return back;
  return `${back} ${count(withoutBytes)} are too large to be kept with their letters: replay them from the topic.`;
}
