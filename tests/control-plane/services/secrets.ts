import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import { fullName, type Cloud } from '../cloud.ts';
import { GoogleError, notFound } from '../google-error.ts';
import { nameIn, type Handlers } from '../service.ts';
import { getIamPolicy, setIamPolicy } from './iam.ts';
import { SECRETS } from './hosts.ts';

/** @see https://cloud.google.com/secret-manager/docs/reference/rest */
export const secrets: Handlers = {
  'secretmanager.v1.projects.secrets.create': ({ variables, query, body }, cloud) => {
    const name = `${variables['parent']}/secrets/${query.get('secretId')}`;
    if (cloud.secrets.has(name)) throw new GoogleError('ALREADY_EXISTS', `Secret [${name}] already exists.`);
    if (!isJsonObject(body['replication']))
      throw new GoogleError('INVALID_ARGUMENT', 'A replication policy is required.');
    cloud.secrets.set(name, []);
    return cloud.put(SECRETS, name, { ...body, name });
  },
  'secretmanager.v1.projects.secrets.addVersion': (call, cloud) => {
    const secret = nameIn(call);
    const { payload } = call.body;
    const data = isJsonObject(payload) ? payload['data'] : undefined;
    if (typeof data !== 'string') throw new GoogleError('INVALID_ARGUMENT', 'A payload is required.');
    const values = [...valuesOf(secret, cloud), Buffer.from(data, 'base64').toString()];
    cloud.secrets.set(secret, values);
    return { name: `${secret}/versions/${values.length}`, state: 'ENABLED' };
  },
  'secretmanager.v1.projects.secrets.get': (call, cloud) => cloud.resource(SECRETS, nameIn(call)),
  'secretmanager.v1.projects.secrets.getIamPolicy': getIamPolicy(SECRETS),
  'secretmanager.v1.projects.secrets.setIamPolicy': setIamPolicy(SECRETS),
  'secretmanager.v1.projects.secrets.versions.list': (call, cloud) => {
    const versions = listVersions(nameIn(call), cloud);
    return { versions: versions.map((version) => ({ ...version, state: 'ENABLED' })), totalSize: versions.length };
  },
  'secretmanager.v1.projects.secrets.versions.access': (call, cloud) => {
    const { name, value } = accessVersion(nameIn(call), cloud);
    return { name, payload: { data: Buffer.from(value).toString('base64') } };
  },
};

/** Makes a secret with enabled versions, the oldest first, which the default account may read. */
export function putSecret(id: string, values: readonly string[], cloud: Cloud): void {
  const name = `projects/${cloud.projectId}/secrets/${id}`;
  const members = [`serviceAccount:${cloud.defaultServiceAccount}`];
  const bindings = ['secretAccessor', 'viewer'].map((role) => ({ role: `roles/secretmanager.${role}`, members }));
  cloud.put(SECRETS, name, { name, replication: { automatic: {} } });
  cloud.policies.set(fullName(SECRETS, name), { version: 1, etag: 'first', bindings });
  cloud.secrets.set(name, values);
}

/** The versions of a secret, the newest first. @throws {GoogleError} */
export function listVersions(secret: string, cloud: Cloud): readonly { readonly name: string }[] {
  const versions = valuesOf(secret, cloud).map((_value, index) => ({ name: `${secret}/versions/${index + 1}` }));
  return versions.toReversed();
}

/** @param version `<secret>/versions/<number>` or `…/latest` @throws {GoogleError} */
export function accessVersion(version: string, cloud: Cloud): { readonly name: string; readonly value: string } {
  const [, secret = '', asked = ''] = /^(.*)\/versions\/([^/]+)$/.exec(version) ?? [];
  const values = valuesOf(secret, cloud);
  const number = asked === 'latest' ? values.length : Number(asked);
  const value = values[number - 1];
  if (value === undefined) throw notFound(version);
  return { name: `${secret}/versions/${number}`, value };
}

function valuesOf(secret: string, cloud: Cloud): readonly string[] {
  const values = cloud.secrets.get(secret);
  if (values === undefined) throw notFound(secret);
  return values;
}
