import { dismiss, MAX_DISMISS_REASON, type DismissReport } from '../../../functions/src/core/letters/dismiss.ts';
import { letters } from '../../../functions/src/core/letters/letters.ts';
import { EXIT, UsageError } from '../../exit.ts';
import type { Command } from '../command.ts';
import { CHANGE_OPTIONS, changeLetters, changeUsage, type Changed, type LetterChange } from '../letter-change.ts';
import { optionsIn } from '../options.ts';
import { count } from '../table.ts';

const USAGE = `Marks dead letters as dismissed: they no longer count as open.
Nothing is deleted, and a dismissed letter can still be redriven by its id.

  npx integrations dead-letters dismiss 3f2a9c81d0be --reason 'a test event'
  npx integrations dead-letters dismiss --type 'customer.*' --since 1d --dry-run

${changeUsage('dismisses nothing')}
  --reason <text>    why, stored with each letter: at most ${MAX_DISMISS_REASON} characters
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const chosen = optionsIn(args, { ...CHANGE_OPTIONS, reason: { type: 'string' } });
    const { json, reason = '', 'dry-run': isDryRun } = chosen.values;
    if (reason.length > MAX_DISMISS_REASON) {
      throw new UsageError(`--reason must not exceed ${MAX_DISMISS_REASON} characters.`);
    }
    const changed = await changeLetters(chosen, terminal, dismissal(reason));
    if (changed === undefined) return EXIT.notDone;
    const { total, report } = changed;
    terminal.print(json ? JSON.stringify({ open: total, ...report }) : textOf(changed, isDryRun));
    return EXIT.done;
  },
};

function dismissal(reason: string): LetterChange<DismissReport> {
  return {
    concerned: (store, filter) => letters(store, { ...filter, status: 'open' }),
    question: (chosen) => `This marks ${chosen} as dismissed. Nothing is deleted.`,
    goOn: 'Run the command again to continue: letters that were dismissed are no longer open.',
    nothing: { dismissed: 0 },
    run: (ports, filter, onProgress) => dismiss(ports, filter, reason, ({ dismissed }) => onProgress(dismissed)),
  };
}

function textOf({ total, report }: Changed<DismissReport>, isDryRun: boolean): string {
  if (isDryRun) return `${count(total)} would be dismissed.`;
  if (total === 0) return 'No open dead letter matches.';
  return `${count(report.dismissed)} dismissed.`;
}
