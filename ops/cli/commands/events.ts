import { EVENT_STATUSES, type EventStatus, type EventView } from '../../../functions/src/core/inspect/event-reader.ts';
import { accountInSource, subjectOfAccount } from '../../../functions/src/core/event/account.ts';
import { EXIT, UsageError } from '../../exit.ts';
import type { Command } from '../command.ts';
import { oneOf, optionsIn, PLACE, PLACE_USAGE, requireNoMore, timeOf, wholeNumberOf } from '../options.ts';
import { openPlace } from '../open-place.ts';
import { cut, moment, onAccount, table } from '../table.ts';
import type { Style, Terminal } from '../terminal.ts';

const USAGE = `Lists events and their outcomes, newest first.

  npx integrations events
  npx integrations events --provider stripe --type 'invoice.*' --status retrying
  npx integrations events --subject cus_NffrFeUfNV2Hib --since 7d

  --provider <name>  of this provider
  --type <type>      of this type; a trailing * stands for any ending
  --subject <name>   that concern this object: an id, the number of an order, an e-mail address
  --account <name>   of this account, if a provider has many
  --since <time>     that arrived at this time or later: 2026-11-01, 2026-11-01T12:00:00Z, or 12h, 3d ago
  --until <time>     that arrived before this time
  --status <status>  published (waits for its first handling), handled, retrying or dead
  --limit <n>        the maximum number to list (default 30)
${PLACE_USAGE}

In a project these are the events of the ledger: those that yielded a command. What version 0.2.0 handled names no object,
and is not found by one. An address is kept and searched for as a digest.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...PLACE,
      provider: { type: 'string' },
      type: { type: 'string' },
      subject: { type: 'string' },
      account: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      status: { type: 'string' },
      limit: { type: 'string', default: '30' },
    });
    requireNoMore(positionals);
    const { provider, type, since, until } = values;
    const subject = subjectIn(values);
    const now = new Date();
    const status = oneOf('status', values.status, EVENT_STATUSES);
    const limit = wholeNumberOf('limit', values.limit, 10_000);
    await using place = await openPlace(values);
    const { events } = await place.events.events({
      limit,
      ...(provider !== undefined && { provider }),
      ...(type !== undefined && { type }),
      ...(status !== undefined && { status }),
      ...(subject !== undefined && { subject }),
      ...(since !== undefined && { since: timeOf('since', since, now) }),
      ...(until !== undefined && { until: timeOf('until', until, now) }),
    });
    if (values.json) terminal.print(JSON.stringify({ events }));
    else terminal.print(events.length === 0 ? 'There are no such events.' : textOf(events, terminal));
    return EXIT.done;
  },
};

/** The one object that is searched for: an account is one of the objects that its events concern. */
function subjectIn({ subject, account }: { subject?: string | undefined; account?: string | undefined }) {
  if (subject !== undefined && account !== undefined) {
    throw new UsageError('--account and --subject search the same list: give one of them.');
  }
  return account === undefined ? subject : subjectOfAccount(account);
}

/** How each state is shown. */
export const STATUS_STYLES: Readonly<Record<EventStatus, Style>> = {
  published: 'gray',
  handled: 'green',
  retrying: 'yellow',
  dead: 'red',
};

function textOf(events: readonly EventView[], terminal: Terminal): string {
  const rows = events.map(({ id, provider, source, type, receivedTime, status, consumers }) => [
    moment(receivedTime),
    status,
    provider,
    type,
    onAccount(id, accountInSource(source)),
    cut(consumers.find(({ error }) => error !== undefined)?.error ?? '', 80),
  ]);
  return table([['RECEIVED (UTC)', 'STATUS', 'PROVIDER', 'TYPE', 'EVENT', ''], ...rows])
    .split('\n')
    .map((line, index) => {
      const status = events[index - 1]?.status;
      return status === undefined ? line : line.replace(status, terminal.style(STATUS_STYLES[status], status));
    })
    .join('\n');
}
