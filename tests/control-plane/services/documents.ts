import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import { objectAt, textAt, type JsonObject } from '../../../ops/delivery/google/json.ts';
import { GoogleError, isGoogleCode } from '../google-error.ts';
import type { Call, Handlers } from '../service.ts';
import type { Cloud } from '../cloud.ts';

/** Documents, as far as functions read and write them. @see https://cloud.google.com/firestore/docs/reference/rest/v1/projects.databases.documents */
export const documents: Handlers = {
  'firestore.v1.projects.databases.documents.batchGet': (call, cloud) => {
    const found = answered('batchGet', call, cloud);
    return Array.isArray(found) ? found.filter(isJsonObject) : [];
  },
  'firestore.v1.projects.databases.documents.commit': (call, cloud) => ({ ...answered('commit', call, cloud) }),
};

function answered(method: string, { body }: Call, { documents: kept }: Cloud): object {
  const { status, body: answer } = kept.answer(method, JSON.stringify(body));
  if (status === 200) return answer;
  const error: JsonObject | undefined = objectAt({ ...answer }, 'error');
  const code = textAt(error, 'status') ?? '';
  throw new GoogleError(isGoogleCode(code) ? code : 'INTERNAL', textAt(error, 'message') ?? '');
}
