import { onTestFinished } from 'vitest';
import { FakeRestServer, type RestAnswer } from '../../../functions/src/testing/fake-rest-server.ts';
import { MemorySecrets } from '../../../functions/src/testing/memory-ports.ts';
import { GoogleRest } from '../../delivery/google/rest.ts';

/**
 * Secret Manager, as far as secrets are added to.
 * @param values Of the versions of the secret `hook`, the newest first; undefined if there is none.
 */
export async function secretManager(values: readonly string[] | undefined) {
  const store = new MemorySecrets();
  const secrets = new Map<string, readonly string[]>();
  const keep = (id: string, versions: readonly string[]) => {
    secrets.set(id, versions);
    // As its store reads: the newest two are accepted.
    store.set(id, ...versions.slice(0, 2));
  };
  if (values !== undefined) keep('hook', values);
  const added: string[] = [];
  const asked: string[] = [];
  const server = new FakeRestServer(({ method, path: asks, body }): RestAnswer => {
    asked.push(`${method} ${asks}`);
    const [, id = '', action] = /\/secrets\/([\w-]+)(:addVersion)?$/.exec(asks) ?? [];
    if (method === 'GET') return { status: secrets.has(id) ? 200 : 404, body: {} };
    if (action === undefined) return { status: 200, body: {} };
    const data = Buffer.from(/"data":"([^"]*)"/.exec(body)?.[1] ?? '', 'base64').toString();
    added.push(data);
    const versions = [data, ...(secrets.get(id) ?? [])];
    keep(id, versions);
    return { status: 200, body: { name: `projects/acme/secrets/${id}/versions/${versions.length}` } };
  });
  const origin = await server.listen();
  onTestFinished(() => server.close());
  const rest = new GoogleRest({ headers: () => Promise.resolve(new Headers()) });
  const access = { project: 'acme', rest, endpoints: { secrets: `${origin}/v1` }, store, isWhole: false };
  return { added, asked, access };
}
