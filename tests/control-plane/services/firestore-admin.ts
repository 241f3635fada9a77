import { pathsIn } from '../discovery/check.ts';
import { GoogleError } from '../google-error.ts';
import { nameIn, type Handlers } from '../service.ts';
import { FIRESTORE } from './hosts.ts';

/** Databases and the expiry of documents. @see https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases */
export const firestoreAdmin: Handlers = {
  'firestore.v1.projects.databases.get': (call, cloud) => cloud.resource(FIRESTORE, nameIn(call)),
  'firestore.v1.projects.databases.collectionGroups.fields.get': (call, cloud) => {
    const name = nameIn(call);
    if (cloud.has(FIRESTORE, name)) return cloud.resource(FIRESTORE, name);
    return { name, indexConfig: { usesAncestorConfig: true } };
  },
  'firestore.v1.projects.databases.collectionGroups.fields.patch': (call, cloud) => {
    const [path] = pathsIn(call.query.get('updateMask') ?? '');
    if (path !== 'ttlConfig') throw new GoogleError('INVALID_ARGUMENT', 'Only the expiry can be changed here.');
    const name = nameIn(call);
    cloud.put(FIRESTORE, name, { name, ttlConfig: { state: 'ACTIVE' } });
    return cloud.operations.done(`${name}/operations/${cloud.next()}`);
  },
};
