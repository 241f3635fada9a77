import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, RANK, saga } from 'integration-service';
import { isNotionEventOfType, NotionEvent } from 'integration-service/notion';
import { UpdateContent } from '../shared/content.ts';
import { utcOf } from '../shared/times.ts';

const RANKS: ReadonlyMap<string, number> = new Map([
  ['page.created', RANK.creation],
  ['page.undeleted', RANK.end],
  ['page.deleted', RANK.end],
]);

/** Keeps in `content` which of Notion's pages there are, and when each last changed. */
export const content = saga((events$) =>
  events$.pipe(
    isOfType(NotionEvent),
    isNotionEventOfType(
      'page.created',
      'page.content_updated',
      'page.properties_updated',
      'page.moved',
      'page.undeleted',
      'page.deleted',
    ),
    mergeMap((event) => {
      const { type, entity, timestamp } = event.event;
      const contentId = idIn(entity?.id);
      if (contentId === undefined) return [];
      const page = {
        provider: event.envelope.provider,
        contentId,
        source: event.envelope.source,
        kind: 'page',
        status: type === 'page.deleted' ? 'deleted' : 'published',
        // Notion counts no versions.
        revision: null,
        updatedAt: utcOf(timestamp),
      } as const;
      return [new UpdateContent(page, asOfEvent(event, RANKS.get(type) ?? RANK.update))];
    }),
  ),
);
