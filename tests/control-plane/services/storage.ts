import { numberAt } from '../../../ops/delivery/google/json.ts';
import { GoogleError } from '../google-error.ts';
import type { Call, Handlers } from '../service.ts';
import { STORAGE } from './hosts.ts';

/** Buckets with their lifecycle rules. @see https://cloud.google.com/storage/docs/json_api/v1/buckets */
export const storage: Handlers = {
  'storage.v1.buckets.get': (call, cloud) => cloud.resource(STORAGE, bucketIn(call)),
  'storage.v1.buckets.patch': (call, cloud) => {
    const bucket = cloud.resource(STORAGE, bucketIn(call));
    const metageneration = numberAt(bucket, 'metageneration') ?? 1;
    const expected = call.query.get('ifMetagenerationMatch');
    if (expected !== null && Number(expected) !== metageneration) {
      throw new GoogleError('FAILED_PRECONDITION', 'At least one of the pre-conditions you specified did not hold.');
    }
    return cloud.put(STORAGE, bucketIn(call), { ...bucket, ...call.body, metageneration: `${metageneration + 1}` });
  },
};

function bucketIn({ variables }: Call): string {
  return variables['bucket'] ?? '';
}
