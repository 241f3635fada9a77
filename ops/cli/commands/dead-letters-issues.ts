import type { Issue, IssueList } from '../../../functions/src/core/letters/issues.ts';
import { onTerminalLines } from '../../../local/terminal-text.ts';
import { EXIT, Failure } from '../../exit.ts';
import type { Command } from '../command.ts';
import { requireIssue } from '../letters.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore, wholeNumberOf } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { count, cut, moment, table } from '../table.ts';

const USAGE = `Groups dead letters and failed attempts by consumer, command and error: the issues, those first that failed last.
With an id: one issue, with the stack of its last error.

  npx integrations dead-letters issues
  npx integrations dead-letters issues bfcbb97933b1
  npx integrations dead-letters redrive --issue bfcbb97933b1

  --provider <name>  of this provider
  --consumer <name>  of this consumer
  --all              also those whose letters are all redriven or dismissed
  --limit <n>        the maximum number to list (default 20)
${PLACE_USAGE}

Messages count as equal without numbers, ids, quoted text, URLs and e-mail addresses. RETRIES are events whose last attempt failed
like this, and that are tried again. An issue is back if it failed again after a redrive.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...PLACE,
      provider: { type: 'string' },
      consumer: { type: 'string' },
      all: { type: 'boolean', default: false },
      limit: { type: 'string', default: '20' },
    });
    const [named, ...extra] = positionals;
    requireNoMore(extra);
    const limit = wholeNumberOf('limit', values.limit, 1_000);
    if (named !== undefined) requireIssue(named);
    await using place = await openPlace(values);
    if (named !== undefined) {
      const issue = await place.issues.issue(named);
      if (issue === undefined) {
        throw new Failure(`There is no issue ${named}; npx integrations dead-letters issues --all lists them.`);
      }
      terminal.print(values.json ? JSON.stringify(issue) : textOf(issue));
      return EXIT.done;
    }
    const { provider, consumer, all: settled } = values;
    const found = await place.issues.issues({ provider, consumer, settled });
    const shown = found.issues.slice(0, limit);
    const list = { total: found.issues.length, ungrouped: found.ungrouped, issues: shown };
    terminal.print(values.json ? JSON.stringify(list) : listText(shown, found));
    return EXIT.done;
  },
};

function listText(shown: readonly Issue[], { issues, ungrouped }: IssueList): string {
  const rows = shown.map((issue) => [
    issue.issue,
    moment(issue.last),
    count(issue.letters.open),
    count(issue.retrying),
    issue.isBack ? 'back' : '',
    issue.consumer,
    cut(issue.reason, 100),
  ]);
  const header = ['ISSUE', 'LAST (UTC)', 'OPEN', 'RETRIES', '', 'CONSUMER', 'LAST REASON'];
  const more = issues.length > shown.length && `${count(shown.length)} of ${count(issues.length)}; --limit shows more.`;
  const before = ungrouped > 0 && `${count(ungrouped)} open letters have no issue: an earlier version kept them.`;
  const lines = [rows.length === 0 ? 'Nothing has failed.' : table([header, ...rows]), more, before];
  return lines.filter((line) => line !== false).join('\n');
}

function textOf(issue: Issue): string {
  const { consumer, command = '-', first, last, letters, retrying, redrivenAt, isBack, reason, stack } = issue;
  const rows = [
    ['issue', issue.issue],
    ['consumer', consumer],
    ['command', command],
    ['first', moment(first)],
    ['last', moment(last)],
    [
      'letters',
      `${count(letters.open)} open, ${count(letters.redriven)} redriven, ${count(letters.dismissed)} dismissed`,
    ],
    ['retries', count(retrying)],
    ...(redrivenAt === undefined
      ? []
      : [['redriven', `${moment(redrivenAt)}${isBack ? ': it is back since then' : ''}`]]),
    ['reason', cut(reason, 2_000)],
  ];
  return [table(rows), ...(stack === undefined ? [] : ['', onTerminalLines(stack)])].join('\n');
}
