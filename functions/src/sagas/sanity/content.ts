import { filter, mergeMap } from 'rxjs';
import { asOfEvent, isOfType, RANK, saga } from 'integration-service';
import { SanityEvent } from 'integration-service/sanity';
import { type ContentStatus, UpdateContent } from '../shared/content.ts';
import { textOrNull } from '../shared/fields.ts';
import { utcOf } from '../shared/times.ts';

const RANKS: ReadonlyMap<string, number> = new Map([
  ['create', RANK.creation],
  ['update', RANK.update],
  ['delete', RANK.end],
]);

/** Keeps `content` up to date with Sanity's documents, of whatever type. */
export const content = saga((events$) =>
  events$.pipe(
    isOfType(SanityEvent),
    filter(({ envelope }) => RANKS.has(operationOf(envelope.eventtype))),
    mergeMap((event) => {
      const { _id, _type, _rev, _updatedAt } = event.event;
      const contentId = textOrNull(_id);
      if (contentId === null) return [];
      const operation = operationOf(event.envelope.eventtype);
      const status: ContentStatus =
        operation === 'delete' ? 'deleted' : contentId.startsWith('drafts.') ? 'draft' : 'published';
      const document = {
        provider: event.envelope.provider,
        contentId,
        source: event.envelope.source,
        kind: textOrNull(_type),
        status,
        revision: textOrNull(_rev),
        updatedAt: utcOf(_updatedAt),
      };
      return [new UpdateContent(document, asOfEvent(event, RANKS.get(operation)))];
    }),
  ),
);

/** `update` of `post.update`. */
function operationOf(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
