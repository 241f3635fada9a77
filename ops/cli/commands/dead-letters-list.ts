import { letters, type KeptLetter } from '../../../functions/src/core/letters/letters.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { FILTER_OPTIONS, FILTER_USAGE, filterOf, shortIdOf } from '../letters.ts';
import { optionsIn, PLACE, PLACE_USAGE, requireNoMore, wholeNumberOf } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { count, cut, moment, onAccount, table } from '../table.ts';

const USAGE = `Lists dead letters, newest first.

  npx integrations dead-letters list
  npx integrations dead-letters list --consumer stripe-onStripeEvent --since 1d --status open

${FILTER_USAGE}
  --status <status>  open, redriven or dismissed
  --limit <n>        the maximum number to list (default 50)
${PLACE_USAGE}
`;

/** A letter without its bytes: what a list holds in memory. */
type Listed = Omit<KeptLetter, 'data'>;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...PLACE,
      ...FILTER_OPTIONS,
      status: { type: 'string' },
      limit: { type: 'string', default: '50' },
    });
    requireNoMore(positionals);
    const limit = wholeNumberOf('limit', values.limit, 100_000);
    const filter = filterOf(values, new Date());
    await using place = await openPlace(values);
    const found: Listed[] = [];
    for await (const { data: _bytes, ...letter } of letters(place.ports.store, filter)) found.push(letter);
    const newest = found.toSorted((a, b) => b.time.localeCompare(a.time)).slice(0, limit);
    if (values.json) terminal.print(JSON.stringify({ total: found.length, letters: newest }));
    else terminal.print(found.length === 0 ? 'There are no dead letters.' : textOf(newest, found.length));
    return EXIT.done;
  },
};

function textOf(newest: readonly Listed[], total: number): string {
  const rows = newest.map((letter) => [
    shortIdOf(letter),
    moment(letter.time),
    letter.status,
    letter.consumer ?? letter.subscription ?? letter.provider,
    letter.eventType ?? '',
    onAccount(letter.eventId ?? letter.messageId, letter.attributes['account']),
    cut(letter.reason, 100),
  ]);
  const more = total > newest.length ? `\n${count(newest.length)} of ${count(total)}; --limit shows more.` : '';
  return table([['LETTER', 'GIVEN UP (UTC)', 'STATUS', 'CONSUMER', 'TYPE', 'EVENT', 'REASON'], ...rows]) + more;
}
