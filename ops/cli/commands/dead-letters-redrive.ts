import { redrivable, redrive, type RedriveReport } from '../../../functions/src/core/letters/redrive.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { CHANGE_OPTIONS, changeLetters, changeUsage, type Changed, type LetterChange } from '../letter-change.ts';
import { optionsIn } from '../options.ts';
import { count } from '../table.ts';

const USAGE = `Sends dead letters back to their consumers, once the cause is fixed. Commands that already succeeded do not run
again. A dismissed letter is only redriven if you give its id.

  npx integrations dead-letters redrive 3f2a9c81d0be
  npx integrations dead-letters redrive --issue bfcbb97933b1
  npx integrations dead-letters redrive --consumer stripe-onStripeEvent --since 1d
  npx integrations dead-letters redrive --all

${changeUsage('gives nothing back')}
  --force            also commands whose durable saga was told that they were given up on, and has made up for them
`;

const REDRIVE: LetterChange<RedriveReport> = {
  concerned: redrivable,
  question: (letters) => `This redrives ${letters}.`,
  goOn: 'Run the command again to continue: letters that were redriven are no longer open.',
  nothing: { redriven: 0, withoutBytes: 0 },
  run: (ports, filter, onProgress) =>
    redrive(ports, filter, ({ redriven, withoutBytes }) => onProgress(redriven + withoutBytes)),
};

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const chosen = optionsIn(args, { ...CHANGE_OPTIONS, force: { type: 'boolean', default: false } });
    const { force } = chosen.values;
    const changed = await changeLetters(chosen, terminal, REDRIVE, { force });
    if (changed === undefined) return EXIT.notDone;
    const { total, report } = changed;
    terminal.print(chosen.values.json ? JSON.stringify({ open: total, ...report }) : textOf(changed, chosen.values));
    return report.withoutBytes === 0 ? EXIT.done : EXIT.notDone;
  },
};

function textOf(
  { total, report: { redriven, withoutBytes } }: Changed<RedriveReport>,
  told: { readonly 'dry-run': boolean },
): string {
  if (told['dry-run']) return `${count(total)} would be redriven.`;
  if (total === 0) return 'No open dead letter matches.';
  const back = `${count(redriven)} redriven.`;
  if (withoutBytes === 0) return back;
  return `${back} ${count(withoutBytes)} are too large to be stored with their letters: redrive them from the topic with npx integrations replay --dead.`;
}
