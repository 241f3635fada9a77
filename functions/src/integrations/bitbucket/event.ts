import { isJsonObject } from '../../core/event/json.ts';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { Finder } from '../../core/integration/place.ts';
import type { EventPlaces } from '../../core/integration/places.ts';
import type { Comment, Common, CommitStatus, Push, PullRequest } from './resources.ts';

export type * from './resources.ts';

interface PullRequestEvent extends Common {
  readonly pullrequest: PullRequest;
  readonly approval?: { readonly date?: string };
  readonly changes_request?: { readonly date?: string };
}

interface PullRequestCommentEvent extends PullRequestEvent {
  readonly comment: Comment;
}

interface CommitStatusEvent extends Common {
  readonly commit_status: CommitStatus;
}

interface CommitCommentEvent extends Common {
  readonly comment: Comment;
  readonly commit?: { readonly hash: string };
}

interface RepositoryEvent extends Common {
  readonly changes?: Readonly<Record<string, unknown>>;
}

type PullRequestType =
  | 'created'
  | 'updated'
  | 'approved'
  | 'unapproved'
  | 'changes_request_created'
  | 'changes_request_removed'
  | 'fulfilled'
  | 'rejected';

type CommentType = 'comment_created' | 'comment_updated' | 'comment_deleted' | 'comment_resolved' | 'comment_reopened';

/** What Bitbucket sends, by type. @see https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/ */
export type BitbucketEvents = {
  readonly [Type in PullRequestType as `pullrequest:${Type}`]: PullRequestEvent;
} & {
  readonly [Type in CommentType as `pullrequest:${Type}`]: PullRequestCommentEvent;
} & {
  readonly [Type in 'created' | 'updated' as `repo:commit_status_${Type}`]: CommitStatusEvent;
} & {
  readonly 'repo:push': Common & { readonly push: Push };
  readonly 'repo:commit_comment_created': CommitCommentEvent;
  readonly 'repo:fork': RepositoryEvent;
  readonly 'repo:updated': RepositoryEvent;
};
export type BitbucketEventType = keyof BitbucketEvents;
export type BitbucketNative = BitbucketEvents[BitbucketEventType];
export type BitbucketEventOfType<Type extends BitbucketEventType> = EventOf<BitbucketEvents, Type>;

/** What the signed body of an event with such a name holds. */
const CONTENTS = [
  ['pullrequest:comment_', 'comment'],
  ['pullrequest:', 'pullrequest'],
  ['repo:push', 'push'],
  ['repo:commit_status_', 'commit_status'],
  ['repo:commit_comment_', 'comment'],
] as const;

/** Whether the signed body bears out the name of its event, which is in an unsigned header. */
function bearsOut(name: string, native: BitbucketNative): boolean {
  const [, field] = CONTENTS.find(([prefix]) => name.startsWith(prefix)) ?? [];
  return field === undefined || isJsonObject(Object.entries(native).find(([key]) => key === field)?.[1]);
}

const typeOf: Finder<BitbucketNative> = (native, { header }) => {
  const name = header('x-event-key');
  return name !== undefined && bearsOut(name, native) ? name : undefined;
};

export const places: EventPlaces<BitbucketNative> = {
  id: 'header:x-request-uuid',
  type: typeOf,
  time: [
    '/comment/updated_on',
    '/approval/date',
    '/changes_request/date',
    '/commit_status/updated_on',
    '/pullrequest/updated_on',
    'arrival',
  ],
  subject: ['/pullrequest/id', '/commit_status/key', '/commit/hash', '/repository/uuid'],
  source: ['//bitbucket.org/{/repository/workspace/slug}/{/repository/name}', '//bitbucket.org'],
  needs: { '/repository': 'object' },
};

/**
 * A Bitbucket event on the platform. `envelope.eventtype` is from a header that Bitbucket does not sign.
 * @see https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/
 */
export class BitbucketEvent extends /* @__PURE__ */ eventClass<BitbucketEvents>('bitbucket', places) {}

/**
 * Lets through Bitbucket events of the given types, if the signed body bears the type out.
 * @example
 * events$.pipe(
 *   isOfType(BitbucketEvent),
 *   isBitbucketEventOfType('pullrequest:fulfilled'),
 *   filter(({ event }) => event.pullrequest.state === 'MERGED'),
 * )
 */
export const isBitbucketEventOfType = /* @__PURE__ */ ofTypes(
  BitbucketEvent,
  ({ envelope, event }, wanted) => wanted.has(envelope.eventtype) && bearsOut(envelope.eventtype, event),
);
