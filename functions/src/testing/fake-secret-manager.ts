import { protos } from '@google-cloud/secret-manager';
import { FakeGrpcServer, type GrpcAnswer } from './fake-grpc-server.ts';
import { FakeRestServer, refusal, type RestAnswer, type RestRequest } from './fake-rest-server.ts';
import { GOOGLE_CODES, type GoogleCode } from './google-error.ts';

const {
  AccessSecretVersionRequest,
  AccessSecretVersionResponse,
  ListSecretVersionsRequest,
  ListSecretVersionsResponse,
} = protos.google.cloud.secretmanager.v1;

/** A call that fails: with Google's code of the reason, or without an answer. */
type Failure = GoogleCode | 'nothing';

/** The project's number, which Secret Manager answers with where it was asked by the project's id. */
const SECRET = 'projects/123/secrets/stripe';

/** Secret Manager with one secret, as servers that real clients talk to. */
export class FakeSecretManager {
  /** Enabled versions by number. */
  versions: Record<string, string> = { '9': 'nine', '10': 'ten', '2': 'two' };
  /** The number that `latest` stands for. */
  latest = '10';
  /** How many versions a page of the list has. */
  pageSize = 10;
  /** Answers in place of the list. */
  onList: Failure | undefined;
  /** Answers in place of versions, by number. */
  onAccess: Record<string, Failure> = {};
  readonly asked: string[] = [];

  readonly grpc = new FakeGrpcServer({
    ListSecretVersions: (request) => {
      const { parent, filter, pageToken } = ListSecretVersionsRequest.decode(request);
      const page = this.#list(parent, filter, pageToken);
      return typeof page === 'string' ? grpcFailure(page) : ListSecretVersionsResponse.encode(page).finish();
    },
    AccessSecretVersion: (request) => {
      const version = this.#access(AccessSecretVersionRequest.decode(request).name);
      if (typeof version === 'string') return grpcFailure(version);
      const { name, data } = version;
      return AccessSecretVersionResponse.encode({ name, payload: { data } }).finish();
    },
  });

  readonly rest = new FakeRestServer((request) => this.#answerRest(request));

  #answerRest({ method, path }: RestRequest): RestAnswer {
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    const [, resource = '', action] = /^\/v1\/(.*)(\/versions|:access)$/.exec(decodeURIComponent(pathname)) ?? [];
    if (method !== 'GET' || action === undefined) return refusal(404, 'NOT_FOUND');
    if (action === '/versions') {
      const page = this.#list(resource, searchParams.get('filter') ?? '', searchParams.get('pageToken') ?? '');
      return typeof page === 'string' ? restFailure(page) : { status: 200, body: page };
    }
    const version = this.#access(resource);
    if (typeof version === 'string') return restFailure(version);
    const { name, data } = version;
    return { status: 200, body: { name, payload: { data: data.toString('base64'), dataCrc32c: '1' } } };
  }

  #list(secret: string, filter: string, pageToken: string) {
    this.asked.push(`list ${secret} ${filter}`);
    if (this.onList !== undefined) return this.onList;
    const from = Number(pageToken);
    const to = from + this.pageSize;
    const numbers = Object.keys(this.versions);
    const versions = numbers.slice(from, to).map((number) => ({ name: `${SECRET}/versions/${number}` }));
    // In JSON, Google leaves out what is empty.
    return { ...(versions.length > 0 && { versions }), ...(to < numbers.length && { nextPageToken: String(to) }) };
  }

  #access(name: string) {
    this.asked.push(`access ${name}`);
    const asked = name.slice(name.lastIndexOf('/') + 1);
    const number = asked === 'latest' ? this.latest : asked;
    const value = this.versions[number];
    const failure = this.onAccess[number] ?? (value === undefined ? 'NOT_FOUND' : undefined);
    return failure ?? { name: `${SECRET}/versions/${number}`, data: Buffer.from(value ?? '') };
  }
}

function grpcFailure(failure: Failure): GrpcAnswer {
  return failure === 'nothing' ? failure : { status: GOOGLE_CODES[failure].number, message: 'Not like this.' };
}

function restFailure(failure: Failure): RestAnswer {
  return failure === 'nothing' ? failure : refusal(GOOGLE_CODES[failure].status, failure);
}
