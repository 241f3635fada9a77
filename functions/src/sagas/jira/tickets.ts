import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, RANK, saga } from 'integration-service';
import { isJiraEventOfType, JiraEvent, type JiraIssue } from 'integration-service/jira';
import { textOrNull } from '../shared/fields.ts';
import { assigneeOf, deletedTicket, UpdateTicket } from '../shared/tickets.ts';

const RANKS = {
  'jira:issue_created': RANK.creation,
  'jira:issue_updated': RANK.update,
  'jira:issue_deleted': RANK.end,
} as const;

/** Keeps `tickets` up to date with Jira's issues. */
export const tickets = saga((events$) =>
  events$.pipe(
    isOfType(JiraEvent),
    isJiraEventOfType('jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted'),
    mergeMap((event) => {
      const { webhookEvent: type, issue } = event.event;
      const id = idIn(issue?.id);
      if (id === undefined) return [];
      const place = { provider: event.envelope.provider, ticketId: id, source: event.envelope.source };
      const asOf = asOfEvent(event, RANKS[type]);
      if (type === 'jira:issue_deleted') return [new UpdateTicket(deletedTicket(place), asOf)];
      const { fields } = issue;
      const status = textOrNull(fields?.status?.name);
      if (status === null) return [];
      const key = textOrNull(issue.key);
      const ticket = {
        ...place,
        reference: key,
        title: textOrNull(fields?.summary),
        status: isDone(issue) ? 'closed' : 'open',
        providerStatus: status,
        priority: textOrNull(fields?.priority?.name),
        assignee: assigneeOf(fields?.assignee?.accountId),
        url: key === null ? null : `https:${place.source}/browse/${encodeURIComponent(key)}`,
      } as const;
      return [new UpdateTicket(ticket, asOf)];
    }),
  ),
);

/** Sites name their statuses as they like; the category says what a status means. */
function isDone({ fields }: JiraIssue): boolean {
  const category = textOrNull(fields?.status?.statusCategory?.key);
  return category === null ? Boolean(fields?.resolution) : category === 'done';
}
