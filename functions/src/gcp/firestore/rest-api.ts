import { PermanentError } from '../../core/event/errors.ts';
import { isJsonObject } from '../../core/event/json.ts';
import { decodeFields, encodeFields, encodeNumber, encodeValue, type DocumentData } from './values.ts';
import { RestError } from '../rest/google-rest.ts';

/** A document that is there. */
export interface StoredDocument {
  /** Collection and id: `orders/o1`. */
  readonly path: string;
  readonly data: DocumentData;
  /** When it was last written, as Firestore spells it: a `Date` would lose the microseconds. */
  readonly updateTime: string;
}

/** A document as it is to be written, the whole of it. */
export interface DocumentWrite {
  /** Collection and id: `orders/o1`. */
  readonly path: string;
  readonly data: DocumentData;
  /** What it takes the place of, exactly as it was read; undefined if there must be none. */
  readonly replaces: StoredDocument | undefined;
}

/** A document to be deleted. */
export interface DocumentRemoval {
  /** Collection and id: `orders/o1`. */
  readonly path: string;
  /** Exactly as it was read. */
  readonly removes: StoredDocument;
}

/** What is done to a document. */
export type DocumentChange = DocumentWrite | DocumentIncrement | DocumentRemoval;

/** Documents as they were at one moment, each in the place of its path; undefined if there is none. */
export interface DocumentsRead {
  readonly documents: readonly (StoredDocument | undefined)[];
  /** The moment, by Firestore's clock. */
  readonly readAt: Date;
}

/** Which documents a query finds. */
export interface DocumentQuery {
  readonly where: {
    readonly field: FieldPath;
    readonly op: 'LESS_THAN_OR_EQUAL' | 'EQUAL';
    readonly value: number | string;
  };
  readonly limit: number;
  /** The id to go on behind, and what the field held there. */
  readonly after?: { readonly id: string; readonly value: number | string };
  /** The fields that are read. */
  readonly select: readonly FieldPath[];
}

/** Where a field is in a document: `['data', 'count']`. */
type FieldPath = readonly string[];

/** Fields to be set and numbers to be added, whatever the document holds; it may be new. */
export interface DocumentIncrement {
  /** Collection and id: `orders/o1`. */
  readonly path: string;
  /** The fields to be set. */
  readonly data: DocumentData;
  /** Where they are. All others keep what they have. */
  readonly set: readonly FieldPath[];
  readonly add: readonly { readonly field: FieldPath; readonly by: number }[];
}

/** Calls a method of a database's documents, such as `batchGet`, and resolves with its JSON. */
export type DocumentsMethod = (method: string, body: object) => Promise<unknown>;

/**
 * Firestore's REST interface, as far as a store needs it. Ids travel in bodies only, so that they may hold any
 * character but the slash.
 * @see https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.documents
 */
export class FirestoreRest {
  /** With a path behind it, it is the name of a document. */
  readonly #root: string;
  readonly #call: DocumentsMethod;

  /** @param database `projects/shop/databases/(default)` */
  constructor(database: string, call: DocumentsMethod) {
    this.#root = `${database}/documents/`;
    this.#call = call;
  }

  /**
   * Reads documents as they are at one moment.
   * @throws {PermanentError} for a path that Firestore will never take.
   */
  async read(paths: readonly string[]): Promise<DocumentsRead> {
    // Nothing was read, so no decision rests on this moment.
    if (paths.length === 0) return { documents: [], readAt: new Date() };
    const names = paths.map((path) => this.#root + path);
    const answers = await this.#stream('batchGet', { documents: names });
    // They come in any order.
    const missing = new Set(answers.map((answer) => answer['missing']));
    const found = new Map(this.#documentsIn(answers, 'found').map((document) => [document.path, document]));
    const documents = paths.map((path) => {
      const document = found.get(path);
      if (document === undefined && !missing.has(this.#root + path))
        throw new Error(`Firestore said nothing about ${path}.`);
      return document;
    });
    return { documents, readAt: readTimeOf(answers) };
  }

  /**
   * Writes documents, all of them or none.
   * @returns false if one of them is no longer what it was to replace: nothing was written, unless by this very
   * call, whose answer got lost the first time.
   * @throws {PermanentError} for what Firestore will never take.
   */
  async commit(writes: readonly DocumentChange[]): Promise<boolean> {
    try {
      await this.#call('commit', { writes: writes.map((write) => this.#encode(write)) });
      return true;
    } catch (error) {
      if (error instanceof RestError && OVERTAKEN.has(error.status)) return false;
      throw refusing('Firestore cannot keep what was written; a record may hold 1 MiB.', error);
    }
  }

  /** Reads a collection in the order of its ids. @param page.after The id to go on behind, whether it is there or not. */
  async list(
    collection: string,
    { limit, after }: { readonly limit: number; readonly after: string | undefined },
  ): Promise<readonly StoredDocument[]> {
    const cursor = { values: [this.reference(`${collection}/${after}`)], before: false };
    const structuredQuery = {
      from: [{ collectionId: collection }],
      orderBy: [{ field: { fieldPath: '__name__' } }],
      ...(after !== undefined && { startAt: cursor }),
      limit,
    };
    return this.query(structuredQuery);
  }

  /** Finds documents by one field, in the order of its values, equal ones in that of their ids. */
  async find(collection: string, { where, limit, after, select }: DocumentQuery): Promise<readonly StoredDocument[]> {
    const field = { fieldPath: printPath(where.field) };
    const isEqual = where.op === 'EQUAL';
    // With one value, the order is that of the names.
    const orderBy = [...(isEqual ? [] : [{ field }]), { field: { fieldPath: '__name__' } }];
    const values = after && [
      ...(isEqual ? [] : [encodeValue(after.value)]),
      this.reference(`${collection}/${after.id}`),
    ];
    const structuredQuery = {
      select: { fields: select.map((path) => ({ fieldPath: printPath(path) })) },
      from: [{ collectionId: collection }],
      where: { fieldFilter: { field, op: where.op, value: encodeValue(where.value) } },
      orderBy,
      ...(values !== undefined && { startAt: { values, before: false } }),
      limit,
    };
    return this.query(structuredQuery);
  }

  /** @param structuredQuery As Firestore spells it: https://cloud.google.com/firestore/docs/reference/rest/v1/StructuredQuery */
  async query(structuredQuery: object): Promise<readonly StoredDocument[]> {
    return this.#documentsIn(await this.#stream('runQuery', { structuredQuery }), 'document');
  }

  /** A document in a cursor. */
  reference(path: string): { readonly referenceValue: string } {
    return { referenceValue: this.#root + path };
  }

  #encode(write: DocumentChange): object {
    if ('removes' in write) {
      return { delete: this.#root + write.path, currentDocument: { updateTime: write.removes.updateTime } };
    }
    const update = { name: this.#root + write.path, fields: encodeFields(write.data) };
    if ('add' in write) {
      const updateTransforms = write.add.map(({ field, by }) => ({
        fieldPath: printPath(field),
        increment: encodeNumber(by),
      }));
      return { update, updateMask: { fieldPaths: write.set.map(printPath) }, updateTransforms };
    }
    const { replaces } = write;
    return {
      update,
      currentDocument: replaces === undefined ? { exists: false } : { updateTime: replaces.updateTime },
    };
  }

  /** The documents in what was streamed; some answers have none, and only say when they were read. */
  #documentsIn(answers: readonly Record<string, unknown>[], key: 'found' | 'document'): readonly StoredDocument[] {
    const documents = answers.map((answer) => answer[key]);
    return documents.filter(isJsonObject).map(({ name, fields, updateTime }) => {
      if (typeof name !== 'string' || !name.startsWith(this.#root) || typeof updateTime !== 'string')
        throw new Error('Firestore gave something else than a document.');
      const data = isJsonObject(fields) ? decodeFields(fields) : {};
      return { path: name.slice(this.#root.length), data, updateTime };
    });
  }

  /** Calls a method that streams its answers: as JSON they are a list. */
  async #stream(method: string, body: object): Promise<readonly Record<string, unknown>[]> {
    try {
      const answer = await this.#call(method, body);
      const answers = Array.isArray(answer) ? answer.filter(isJsonObject) : [];
      // What fails half-way has answered 200 by then.
      const failed = answers.find(({ error }) => error !== undefined);
      if (failed !== undefined) throw new RestError('Firestore', 200, failed);
      return answers;
    } catch (error) {
      throw refusing('Firestore cannot read what it was asked for.', error);
    }
  }
}

/** When the documents were read. Each answer says it, and all of them the same. @throws if none does. */
function readTimeOf(answers: readonly Record<string, unknown>[]): Date {
  const { readTime } = answers.find((answer) => typeof answer['readTime'] === 'string') ?? {};
  const at = new Date(String(readTime));
  if (Number.isNaN(at.getTime())) throw new Error('Firestore did not say when it read the documents.');
  return at;
}

/**
 * A path of names as Firestore takes it. In quotes, a name may hold any character.
 * @see https://cloud.google.com/firestore/docs/reference/rest/v1/StructuredQuery#FieldReference
 */
function printPath(path: FieldPath): string {
  return path.map((name) => `\`${name.replaceAll(/[\\`]/g, String.raw`\$&`)}\``).join('.');
}

/**
 * Google's names for a write whose condition no longer holds. HTTP's statuses do not tell these from a refusal.
 * @see https://firebase.google.com/docs/firestore/use-rest-api#error_codes
 */
const OVERTAKEN: ReadonlySet<string | undefined> = new Set([
  'NOT_FOUND', // deleted since
  'ALREADY_EXISTS', // created since
  'FAILED_PRECONDITION', // changed since
  'ABORTED', // being changed right now
]);

/** The HTTP status of the proxy in front of Firestore, which never sees a request that long. */
const TOO_LARGE = 413;

/** The error to throw: a permanent one where the same call would be refused each time. */
function refusing(sentence: string, error: unknown): unknown {
  return isRefusal(error) ? new PermanentError(sentence, { cause: error }) : error;
}

/** Whether Firestore will never take this call: too large, or of a shape that it does not know. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof RestError)) return false;
  if (error.code === TOO_LARGE) return true;
  // A transaction of Firestore's own that went on for too long has the same name, and is worth another try. The whole
  // beginning is looked at: further on a message names documents and fields, which may be called anything.
  const isTransient = error.message.startsWith(`Firestore answered ${error.code}: The referenced transaction `);
  return error.status === 'INVALID_ARGUMENT' && !isTransient;
}
