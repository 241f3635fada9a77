import { fieldsAfter, type Fields, type FieldsWrite } from './fake-transforms.ts';
import { queryAnswer } from './fake-queries.ts';
import { FakeRestServer, refusal, type RestAnswer, type RestReply } from './fake-rest-server.ts';

/** One call that arrived. */
interface FirestoreCall {
  readonly path: string;
  readonly method: string;
  /** Its JSON. */
  readonly body: unknown;
}

interface Write extends FieldsWrite {
  readonly update: { readonly name: string; readonly fields: Fields };
  readonly delete?: undefined;
  /** Left out by a write that replaces nothing and expects nothing. */
  readonly currentDocument?: { readonly exists?: boolean; readonly updateTime?: string };
}

interface Delete {
  readonly delete: string;
  readonly currentDocument?: { readonly exists?: boolean; readonly updateTime?: string };
}

/** Firestore's REST interface over documents in memory, as a server. */
export class FakeFirestore {
  readonly calls: FirestoreCall[] = [];
  /**
   * What becomes of the next calls, the first first: they are done; they are done, but the answer gets lost; or
   * something else is answered, and nothing done. If there are none left, calls are done.
   */
  readonly plan: ('done' | 'lost' | RestAnswer)[] = [];
  readonly server = new FakeRestServer(({ path, body: text }) => {
    const method = path.slice(path.lastIndexOf(':') + 1);
    const body = JSON.parse(text);
    this.calls.push({ path, method, body });
    const planned = this.plan.shift() ?? 'done';
    if (planned !== 'done' && planned !== 'lost') return planned;
    const answer = this.#documents.answer(method, text);
    return planned === 'lost' ? 'reset' : answer;
  });
  readonly #documents = new FakeDocuments();

  /** The fields of all documents of a collection, as Firestore spells them. */
  fieldsIn(collection: string): readonly object[] {
    const names = this.#documents.names.filter((name) => name.split('/').at(-2) === collection);
    return names.map((name) => this.#documents.fieldsOf(name) ?? {});
  }
}

/**
 * Documents in memory: reads and conditional writes. They refuse what Firestore never takes: names, sizes and text that
 * is not well-formed.
 */
export class FakeDocuments {
  readonly #documents = new Map<string, { readonly fields: Fields; readonly updateTime: string }>();
  readonly #now: () => string;
  #commits = 0;

  /** @param now When reads happen, in RFC 3339. */
  constructor(now: () => string = () => '2026-11-23T12:00:00.123Z') {
    this.#now = now;
  }

  /** The names of all documents. */
  get names(): readonly string[] {
    return [...this.#documents.keys()];
  }

  /** @param method `commit`, `batchGet` or `runQuery` @param text The JSON of the call. @param body What it says. */
  answer(method: string, text: string, body = JSON.parse(text)): RestReply {
    if (method === 'runQuery') return queryAnswer(this.#documents, body.structuredQuery, this.#now());
    const fault = faultIn(text, method === 'commit' ? namesIn(body.writes) : body.documents);
    if (fault !== undefined) return refusal(400, 'INVALID_ARGUMENT', fault);
    return method === 'commit' ? this.#commit(body.writes) : this.#read(body.documents);
  }

  /** The fields of a document, as Firestore spells them. */
  fieldsOf(name: string): object | undefined {
    return this.#documents.get(name)?.fields;
  }

  /** In another order than they were asked for, as Firestore may do it. */
  #read(names: readonly string[]): RestReply {
    const answers = names.toReversed().map((name) => {
      const document = this.#documents.get(name);
      const found = document === undefined ? { missing: name } : { found: { name, ...document } };
      return { ...found, readTime: this.#now() };
    });
    return { status: 200, body: answers };
  }

  #commit(writes: readonly (Write | Delete)[]): RestReply {
    for (const write of writes) {
      const condition = write.currentDocument;
      const current = this.#documents.get(nameIn(write));
      if (condition?.exists === false && current !== undefined) return refusal(409, 'ALREADY_EXISTS');
      if (condition?.exists === true && current === undefined) return refusal(404, 'NOT_FOUND');
      if (condition?.updateTime !== undefined && condition.updateTime !== current?.updateTime)
        return refusal(400, 'FAILED_PRECONDITION');
    }
    this.#commits += 1;
    // All in one millisecond: whoever loses the microseconds cannot tell them apart.
    const updateTime = `2026-11-23T12:00:00.123${String(this.#commits).padStart(3, '0')}Z`;
    for (const write of writes) {
      const name = nameIn(write);
      if (write.delete !== undefined) this.#documents.delete(name);
      else this.#documents.set(name, { fields: fieldsAfter(write, this.#documents.get(name)?.fields), updateTime });
    }
    return { status: 200, body: { writeResults: writes.map(() => ({ updateTime })), commitTime: updateTime } };
  }
}

/** `projects/p/databases/d/documents/c/id`: one collection, one document. */
const NAME = /^projects\/[^/]+\/databases\/[^/]+\/documents\/(?!__)[^/]{1,1500}\/(?!\.{1,2}$|__.*__$)[^/]{1,1500}$/su;
const MAX_DOCUMENT_BYTES = 1_048_576;

function namesIn(writes: readonly (Write | Delete)[]): readonly string[] {
  return writes.map(nameIn);
}

function nameIn(write: Write | Delete): string {
  return write.delete ?? write.update.name;
}

/** Why Firestore would refuse a call. @param text Its JSON. @param names Of the documents that it is about. */
function faultIn(text: string, names: readonly string[]): string | undefined {
  if (/(?<!\\)(?:\\\\)*\\ud[89a-f]/i.test(text)) return 'Invalid JSON payload received.';
  const bad = names.find((name) => !NAME.test(name));
  if (bad !== undefined) return `Document name "${bad}" is invalid.`;
  if (names.length > 0 && text.length > MAX_DOCUMENT_BYTES * names.length) return 'The document is too large.';
  return undefined;
}
