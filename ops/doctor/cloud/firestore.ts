import { RESERVED_COLLECTIONS } from '../../../functions/src/core/ledger/store.ts';
import type { DeliveryBundle } from '../../delivery/bundle.ts';
import { objectAt, objectsAt, textAt } from '../../delivery/google/json.ts';
import type { GoogleRest } from '../../delivery/google/rest.ts';
import { finding, ok, type Result } from '../result.ts';

/** The fields that the ledger is searched by; Firestore indexes each by itself, unless someone exempted it. */
const SEARCHED = ['id', 'updatedAt'];

/**
 * Looks at the database and at the indexes that reading the ledger needs. No composite one is among them.
 * @see https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.collectionGroups.fields
 */
export async function firestoreResults(
  { database, collectionPrefix }: Pick<DeliveryBundle, 'database' | 'collectionPrefix'>,
  projectId: string,
  rest: GoogleRest,
  base: string,
): Promise<readonly Result[]> {
  const what = `Firestore ${database}`;
  const databasePath = `${base}/projects/${projectId}/databases/${database}`;
  const found = await rest.find(databasePath);
  const flags = `--database='${database}' --project=${projectId}`;
  if (found === undefined) {
    const mend = `gcloud firestore databases create --location=nam5 ${flags}`;
    return [finding(what, `There is no database ${database} in ${projectId}.`, mend)];
  }
  if (textAt(found, 'type') === 'DATASTORE_MODE') {
    const says = `${database} is in Datastore mode; name another database by INTEGRATIONS_DATABASE.`;
    return [
      finding(
        what,
        says,
        `gcloud firestore databases create --location=nam5 --database=integrations --project=${projectId}`,
      ),
    ];
  }
  const group = `${collectionPrefix}${RESERVED_COLLECTIONS.ledger}`;
  const results: Result[] = [];
  for (const field of SEARCHED) {
    const config = objectAt(
      await rest.find(`${databasePath}/collectionGroups/${group}/fields/${field}`),
      'indexConfig',
    );
    // Without its own entry the field is indexed like every other.
    if (config === undefined || config['usesAncestorConfig'] === true || objectsAt(config, 'indexes').length > 0)
      continue;
    const mend = `gcloud firestore indexes fields update ${field} --collection-group=${group} --clear-exemption ${flags}`;
    results.push(finding(`index ${group}.${field}`, 'It is switched off, and events are listed by it.', mend));
  }
  return results.length > 0 ? results : [ok(what, 'there, with the indexes that are needed')];
}
