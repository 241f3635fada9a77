import { redrivable, redrive, type RedriveReport } from '../../../functions/src/core/letters/redrive.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { CHANGE_OPTIONS, changeLetters, changeUsage, type Changed, type LetterChange } from '../letter-change.ts';
import { optionsIn } from '../options.ts';
import { count } from '../table.ts';

const USAGE = `Gives events that were given up on back to the consumers that gave them up, once what killed them is mended.
What was done of them is not done again. A letter that was dismissed goes back only where its id is given.

  npx integrations dead-letters redrive 3f2a9c81d0be
  npx integrations dead-letters redrive --consumer stripe-onStripeEvent --since 1d
  npx integrations dead-letters redrive --all

${changeUsage('gives nothing back')}
`;

const REDRIVE: LetterChange<RedriveReport> = {
  concerned: redrivable,
  question: (letters) => `This gives ${letters} back to their consumers.`,
  goOn: 'Call it again to go on: those that went back are no longer open.',
  nothing: { redriven: 0, withoutBytes: 0 },
  run: (ports, filter, onProgress) =>
    redrive(ports, filter, ({ redriven, withoutBytes }) => onProgress(redriven + withoutBytes)),
};

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const chosen = optionsIn(args, CHANGE_OPTIONS);
    const changed = await changeLetters(chosen, terminal, REDRIVE);
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
  if (told['dry-run']) return `${count(total)} would go back to their consumers.`;
  if (total === 0) return 'No dead letter that is open fits.';
  const back = `${count(redriven)} went back to their consumers.`;
  if (withoutBytes === 0) return back;
  return `${back} ${count(withoutBytes)} are too large to be kept with their letters: give them back from the topic with npx integrations replay --dead.`;
}
