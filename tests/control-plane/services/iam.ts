import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import { numberAt, objectAt, objectsAt, textAt, textsAt } from '../../../ops/delivery/google/json.ts';
import type { JsonObject } from '../../../ops/delivery/google/json.ts';
import { fullName, type Cloud } from '../cloud.ts';
import { GoogleError } from '../google-error.ts';
import { nameIn, type Call, type Handler } from '../service.ts';

/** Who may be a member of a binding. @see https://cloud.google.com/iam/docs/reference/rest/v1/Policy#Binding */
const MEMBER =
  /^(allUsers|allAuthenticatedUsers|(user|serviceAccount|group):[^@\s]+@[^@\s]+|domain:\S+|principal(Set)?:\S+)$/;
const SERVICE_ACCOUNT = 'serviceAccount:';
const PUBLIC: ReadonlySet<string> = new Set(['allUsers', 'allAuthenticatedUsers']);

/** Which resource a call is about. */
type NameOf = (call: Call, cloud: Cloud) => string;

/** Reads the policy of a resource. Bindings with a condition are shown only to who asks for version 3. */
export function getIamPolicy(service: string, nameOf: NameOf = nameIn): Handler {
  return (call, cloud) => {
    const policy = policyOf(service, nameOf(call, cloud), cloud);
    const asked =
      call.query.get('options.requestedPolicyVersion') ?? objectAt(call.body, 'options')?.['requestedPolicyVersion'];
    if (String(asked) === '3') return policy;
    return { ...policy, bindings: objectsAt(policy, 'bindings').filter(({ condition }) => condition === undefined) };
  };
}

/** Replaces the policy of a resource, unless somebody else did since it was read. */
export function setIamPolicy(service: string, nameOf: NameOf = nameIn): Handler {
  return (call, cloud) => {
    const name = nameOf(call, cloud);
    const current = policyOf(service, name, cloud);
    const { policy } = call.body;
    if (!isJsonObject(policy)) throw new GoogleError('INVALID_ARGUMENT', 'The policy is missing.');
    const etag = textAt(policy, 'etag');
    if (etag !== undefined && etag !== current['etag']) {
      throw new GoogleError(
        'ABORTED',
        'There were concurrent policy changes. Please retry the whole read-modify-write.',
      );
    }
    const bindings = objectsAt(policy, 'bindings').filter((binding) => textsAt(binding, 'members').length > 0);
    for (const binding of bindings) requireValid(binding, policy, cloud);
    const next = { ...policy, version: policy['version'] ?? 1, bindings, etag: etagOf(cloud.next()) };
    cloud.policies.set(fullName(service, name), next);
    return next;
  };
}

/** The caller has what is asked for, unless a test withheld it. */
export function testIamPermissions(): Handler {
  return ({ body }, { conditions }) => {
    const asked = textsAt(body, 'permissions');
    return { permissions: asked.filter((permission) => !conditions.withheldPermissions.has(permission)) };
  };
}

function policyOf(service: string, name: string, cloud: Cloud): JsonObject {
  cloud.resource(service, name);
  return cloud.policies.get(fullName(service, name)) ?? { version: 1, etag: etagOf(0) };
}

function requireValid(binding: JsonObject, policy: JsonObject, { conditions, serviceAccounts }: Cloud): void {
  const members = textsAt(binding, 'members');
  const stranger = members.find((member) => !MEMBER.test(member));
  if (stranger !== undefined) throw new GoogleError('INVALID_ARGUMENT', `Invalid member: ${stranger}.`);
  const missing = members.find((member) => isMissing(member, serviceAccounts));
  if (missing !== undefined) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      `Service account ${missing.slice(SERVICE_ACCOUNT.length)} does not exist.`,
    );
  }
  if (binding['condition'] !== undefined && numberAt(policy, 'version') !== 3) {
    throw new GoogleError('INVALID_ARGUMENT', 'A policy with a condition must be of version 3.');
  }
  if (conditions.forbidsAllUsers && members.some((member) => PUBLIC.has(member))) {
    // @see https://cloud.google.com/resource-manager/docs/organization-policy/restricting-domains
    throw new GoogleError(
      'FAILED_PRECONDITION',
      'One or more users named in the policy do not belong to a permitted customer, perhaps due to an organization policy.',
    );
  }
}

function isMissing(member: string, existing: ReadonlySet<string>): boolean {
  return member.startsWith(SERVICE_ACCOUNT) && !existing.has(member.slice(SERVICE_ACCOUNT.length));
}

function etagOf(number: number): string {
  return Buffer.from(`etag-${number}`).toString('base64');
}
