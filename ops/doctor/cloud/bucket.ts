import type { IntegrationSettings } from '../../../functions/src/core/config/settings.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { objectAt, objectsAt, textAt, textsAt } from '../../delivery/google/json.ts';
import { GoogleApiError, orRefusal, type Endpoints, type GoogleRest } from '../../delivery/google/rest.ts';
import { finding, ok, warning, type Result } from '../result.ts';

interface BucketPlace {
  readonly projectId: string;
  readonly region: string;
  /** The configured bucket. */
  readonly bucket: string | undefined;
  readonly rest: GoogleRest;
  readonly endpoints: Pick<Endpoints, 'storage' | 'rules'>;
}

const WHAT = 'bucket for large events';
/** Members of a policy that stand for everybody. */
const EVERYBODY: readonly string[] = ['allUsers', 'allAuthenticatedUsers'];

/**
 * Looks whether there is a bucket for events that travel by reference, and whether others could read what is in it: a
 * bucket that Firebase Storage serves is read by whoever the Storage rules of the app let, which know nothing of us.
 */
export async function bucketResults(
  on: readonly IntegrationSettings[],
  catalog: readonly CatalogEntry[],
  place: BucketPlace,
): Promise<readonly Result[]> {
  const { bucket, rest, endpoints } = place;
  if (bucket === undefined) return withoutBucket(await thatMayBeLarge(on, catalog), place);
  const found = await rest.find(`${endpoints.storage}/b/${encodeURIComponent(bucket)}?fields=name,iamConfiguration`);
  if (found === undefined) return [finding(WHAT, `There is no bucket ${bucket}.`, create(bucket, place))];
  if (await hasStorageRules(place, bucket)) return [finding(WHAT, servedByFirebase(bucket), useAnother(place))];
  const isClosed = textAt(objectAt(found, 'iamConfiguration'), 'publicAccessPrevention') === 'enforced';
  if (!isClosed && (await isPublic(place, bucket))) {
    const mend = `gcloud storage buckets update gs://${bucket} --public-access-prevention`;
    return [finding(WHAT, `Everybody may read ${bucket}, and with it what your providers sent.`, mend)];
  }
  return [ok(WHAT, `${bucket}, closed to the public and to the app's Storage rules`)];
}

function withoutBucket(names: readonly string[], place: BucketPlace): readonly Result[] {
  if (names.length === 0) return [ok(WHAT, 'none, and none is needed: no integration takes events that large')];
  const says = `There is none: an event that is too large for Eventarc is answered 500 until there is (${names.join(', ')}).`;
  return [warning(WHAT, says, useAnother(place))];
}

/** The integrations whose requests may hold an event that travels by reference. */
async function thatMayBeLarge(
  on: readonly IntegrationSettings[],
  catalog: readonly CatalogEntry[],
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { provider, maxBytes, referenceAboveBytes } of on) {
    const entry = catalog.find((candidate) => candidate.provider === provider);
    const most = maxBytes ?? (await entry?.integration())?.maxBytes ?? 0;
    if (most > referenceAboveBytes) names.push(provider);
  }
  return names;
}

/** @see https://firebase.google.com/docs/reference/rules/rest/rest/v1/projects.releases/get */
async function hasStorageRules({ projectId, rest, endpoints }: BucketPlace, bucket: string): Promise<boolean> {
  const release = await orRefusal(
    rest.find(`${endpoints.rules}/projects/${projectId}/releases/firebase.storage/${bucket}`),
  );
  if (!(release instanceof GoogleApiError)) return release !== undefined;
  // A project that has never used Firebase's rules has none.
  if (release.disabledApi !== undefined) return false;
  throw release;
}

async function isPublic({ rest, endpoints }: BucketPlace, bucket: string): Promise<boolean> {
  const policy = await rest.get(`${endpoints.storage}/b/${encodeURIComponent(bucket)}/iam`);
  const members = objectsAt(policy, 'bindings').flatMap((binding) => textsAt(binding, 'members'));
  return members.some((member) => EVERYBODY.includes(member));
}

function servedByFirebase(bucket: string): string {
  return `Firebase Storage serves ${bucket}: the Storage rules of your app decide who may read the events in it.`;
}

function useAnother(place: BucketPlace): string {
  const bucket = `${place.projectId}-integration-events`;
  return `${create(bucket, place)} && echo 'INTEGRATIONS_BUCKET=${bucket}' >> functions/.env.${place.projectId}`;
}

function create(bucket: string, { projectId, region }: BucketPlace): string {
  const flags = '--uniform-bucket-level-access --public-access-prevention';
  return `gcloud storage buckets create gs://${bucket} --location=${region} ${flags} --project=${projectId}`;
}
