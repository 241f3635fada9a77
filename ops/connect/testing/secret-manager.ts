import { onTestFinished } from 'vitest';
import { FakeRestServer, type RestAnswer } from '../../../functions/src/testing/fake-rest-server.ts';
import { MemorySecrets } from '../../../functions/src/testing/memory-ports.ts';
import { GoogleRest } from '../../delivery/google/rest.ts';

/**
 * Secret Manager, as far as the secret `hook` is added to.
 * @param values Of its versions, the newest first; undefined if there is no secret.
 */
export async function secretManager(values: readonly string[] | undefined) {
  const store = new MemorySecrets();
  const versions = [...(values ?? [])];
  if (values !== undefined) store.set('hook', ...versions);
  const added: string[] = [];
  const asked: string[] = [];
  const server = new FakeRestServer(({ method, path: asks, body }): RestAnswer => {
    asked.push(`${method} ${asks}`);
    if (method === 'GET') return { status: versions.length === 0 ? 404 : 200, body: {} };
    if (!asks.endsWith(':addVersion')) return { status: 200, body: {} };
    const data = Buffer.from(/"data":"([^"]*)"/.exec(body)?.[1] ?? '', 'base64').toString();
    added.push(data);
    versions.unshift(data);
    // As its store reads: the newest two are accepted.
    store.set('hook', ...versions.slice(0, 2));
    return { status: 200, body: { name: `projects/acme/secrets/hook/versions/${versions.length}` } };
  });
  const origin = await server.listen();
  onTestFinished(() => server.close());
  const rest = new GoogleRest({ headers: () => Promise.resolve(new Headers()) });
  const access = { project: 'acme', rest, endpoints: { secrets: `${origin}/v1` }, store, isWhole: false };
  return { added, asked, access };
}
