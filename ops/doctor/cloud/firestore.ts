import { RESERVED_COLLECTIONS } from '../../../functions/src/core/ledger/store.ts';
import { SEARCHED_FIELDS } from '../../../functions/src/gcp/firestore/entry-selections.ts';
import type { DeliveryBundle } from '../../delivery/bundle.ts';
import { objectAt, objectsAt, textAt } from '../../delivery/google/json.ts';
import type { GoogleRest } from '../../delivery/google/rest.ts';
import { finding, ok, warning, type Result } from '../result.ts';

/** What is not possible without the index of a field. */
const LOST: Readonly<Record<(typeof SEARCHED_FIELDS)[number], string>> = {
  id: 'events cannot be found by their ids',
  subjects: 'events cannot be found by the customer, the order or the address that they concern',
  eventType: 'events cannot be searched by type',
  status: 'open and dead events cannot be searched for',
  provider: 'events of a type or a status cannot be narrowed to a provider',
  consumer: 'counts and searches cannot be narrowed to a consumer',
  updatedAt: 'the latest events cannot be listed',
  receivedTime: 'events cannot be searched by when they arrived',
};

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
  if (textAt(found, 'databaseEdition') === 'ENTERPRISE') {
    const says =
      `${database} is of the Enterprise edition, which makes no index by itself: every search in the console and on the ` +
      'command line, and every sweep of durable sagas, reads whole collections, which is slow and billed. A database of ' +
      'the Standard edition needs nothing; name it by INTEGRATIONS_DATABASE.';
    const mend = `gcloud firestore databases create --edition=standard --location=nam5 --database=integrations --project=${projectId}`;
    return [warning(what, says, mend)];
  }
  const group = `${collectionPrefix}${RESERVED_COLLECTIONS.ledger}`;
  const results: Result[] = [];
  for (const field of SEARCHED_FIELDS) {
    const config = objectAt(
      await rest.find(`${databasePath}/collectionGroups/${group}/fields/${field}`),
      'indexConfig',
    );
    // Without its own entry the field is indexed like every other.
    if (config === undefined || config['usesAncestorConfig'] === true || objectsAt(config, 'indexes').length > 0)
      continue;
    const mend = `gcloud firestore indexes fields update ${field} --collection-group=${group} --clear-exemption ${flags}`;
    results.push(finding(`index ${group}.${field}`, `It is switched off: ${LOST[field]}.`, mend));
  }
  return results.length > 0 ? results : [ok(what, 'there, with the indexes that are needed')];
}
