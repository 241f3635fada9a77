import { type AsOf, Command, newest, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** Whether readers can see it: a `draft` is known to editors only. */
export type ContentStatus = 'draft' | 'published' | 'unpublished' | 'deleted';

/** A document of a content management system, as one event describes it: which it is, not what it says. */
export interface Content {
  /** The content management system: `sanity`. */
  readonly provider: string;
  /** Unique within the provider. */
  readonly contentId: string;
  /** The project and the environment at the provider, as in the envelope. */
  readonly source: string;
  /** The type of the document: `post`. */
  readonly kind: string | null;
  readonly status: ContentStatus;
  /** The provider's name of the version. */
  readonly revision: string | null;
  /** RFC 3339. */
  readonly updatedAt: string | null;
}

/** A document, in `content/{provider}:{its id}`: what a cache or a search index has to follow. */
export type ContentRecord = Content;

/** Keeps `content` up to date. The sagas of Notion and Sanity use this command. */
export class UpdateContent extends Command {
  static readonly type = 'UpdateContent';
  readonly content: Content;
  readonly asOf: AsOf;

  constructor(content: Content, asOf: AsOf) {
    super();
    this.content = content;
    this.asOf = asOf;
  }
}

export const updateContent = recordHandler(UpdateContent, ({ content, asOf }, records) => {
  const change = newest(asOf, () => ({ ...content }) satisfies ContentRecord);
  records.update('content', recordIdOf(content.provider, content.contentId), change);
});
