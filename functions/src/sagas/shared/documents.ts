import { type AsOf, Command, newest, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/**
 * How far a document for signature has come. The number ranks two states that have the same time.
 */
const STAGES = {
  /** It exists, but nobody was asked to sign. */
  draft: 0,
  sent: 1,
  /** A signer has opened it. */
  viewed: 2,
  /** Some have signed, others have not. */
  partly_signed: 3,
  /** It cannot be delivered, or has an error. */
  failed: 4,
  signed: 5,
  declined: 6,
  /** The sender withdrew it, or it expired. */
  canceled: 7,
} as const;

export type DocumentStatus = keyof typeof STAGES;

/** A document for signature, as one event describes it. */
export interface SignedDocument {
  /** The signature provider: `docusign`. */
  readonly provider: string;
  /** The provider's id: of the envelope or of the signature request. */
  readonly documentId: string;
  /** The account at the provider, as in the envelope. */
  readonly source: string;
  readonly status: DocumentStatus;
  /** The provider's own term: `envelope-completed`. */
  readonly providerStatus: string;
  readonly title: string | null;
  /** Why it was declined, canceled or failed. */
  readonly reason: string | null;
}

/** A document in the collection `documents`. */
export type DocumentRecord = SignedDocument & {
  /** Whether no further events are expected. */
  readonly finished: boolean;
  /** When it reached the status, in RFC 3339. */
  readonly statusTime: string;
};

/** Keeps `documents` up to date with the signature providers. The sagas of DocuSign and Dropbox Sign use this command. */
export class UpdateDocument extends Command {
  static readonly type = 'UpdateDocument';
  readonly document: SignedDocument;
  readonly asOf: AsOf;

  /** @param at The event's position in time; its rank is replaced by the stage of the document. */
  constructor(document: SignedDocument, at: AsOf) {
    super();
    this.document = document;
    this.asOf = { ...at, rank: STAGES[document.status] };
  }
}

export const updateDocument = recordHandler(UpdateDocument, ({ document, asOf }, records) => {
  const finished = STAGES[document.status] >= STAGES.signed;
  const record = { ...document, finished, statusTime: asOf.time } satisfies DocumentRecord;
  records.update(
    'documents',
    recordIdOf(document.provider, document.documentId),
    newest(asOf, () => record),
  );
});
