import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, RANK, saga } from 'integration-service';
import { GitlabEvent, type GitlabEventOfType, isGitlabEventOfType } from 'integration-service/gitlab';
import { listIn, textIn, textOrNull } from '../shared/fields.ts';
import { assigneeOf, UpdateTicket, type Ticket } from '../shared/tickets.ts';

/** Ranks events within one second, which is as exact as GitLab's times are. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['open', RANK.creation],
  ['close', RANK.end],
  ['reopen', RANK.end],
]);

/** Keeps `tickets` up to date with GitLab's issues and other work items. */
export const tickets = saga((events$) =>
  events$.pipe(
    isOfType(GitlabEvent),
    isGitlabEventOfType('issue', 'work_item'),
    mergeMap((event) => {
      const ticket = ticketOf(event);
      const rank = RANKS.get(textIn(event.event.object_attributes?.action)) ?? RANK.update;
      return ticket === undefined ? [] : [new UpdateTicket(ticket, asOfEvent(event, rank))];
    }),
  ),
);

/** The issue after the event; undefined if the event does not say which issue it is, or what state it is in. */
function ticketOf({ event, envelope }: GitlabEventOfType<'issue' | 'work_item'>): Ticket | undefined {
  const { object_attributes: issue, project } = event;
  const [id, number, state] = [idIn(issue?.id), idIn(issue?.iid), textIn(issue?.state)];
  if (id === undefined || state === '') return undefined;
  const [assignee] = listIn(event.assignees);
  return {
    provider: envelope.provider,
    ticketId: id,
    source: envelope.source,
    reference: number === undefined ? null : `${textIn(project?.path_with_namespace)}#${number}`,
    title: textOrNull(issue.title),
    status: state === 'closed' ? 'closed' : 'open',
    providerStatus: state,
    // GitLab knows a severity of incidents only.
    priority: issue.severity === 'unknown' ? null : textOrNull(issue.severity),
    assignee: assigneeOf(assignee?.id),
    url: textOrNull(issue.url),
  };
}
