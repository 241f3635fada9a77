import type { Grant, Grants } from '../ports.ts';
import { objectsAt, textAt, textsAt, type JsonObject } from './json.ts';
import { GoogleApiError, orRefusal, type GoogleRest } from './rest.ts';

/** Someone else may write the policy between our reading and our writing, as often as this. */
const ATTEMPTS = 5;
const CONFLICT = 409;

/** IAM policies of topics, subscriptions and tables: read, added to, written back under their etag. */
export class RestGrants implements Grants {
  readonly #rest: GoogleRest;
  readonly #base: string;
  readonly #method: 'GET' | 'POST';

  /** @param method How the service has its policies read: BigQuery by POST. */
  constructor(rest: GoogleRest, base: string, method: 'GET' | 'POST' = 'GET') {
    this.#rest = rest;
    this.#base = base;
    this.#method = method;
  }

  async has(grant: Grant): Promise<boolean> {
    const policy = await orRefusal(this.#policy(grant.resource));
    if (!(policy instanceof GoogleApiError)) return grants(policy, grant);
    if (policy.status === 404) return false;
    throw policy;
  }

  async add(grant: Grant): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const policy = await this.#policy(grant.resource);
      if (grants(policy, grant)) return;
      try {
        const url = `${this.#base}/${grant.resource}:setIamPolicy`;
        await this.#rest.send('POST', url, { policy: withGrant(policy, grant) });
        return;
      } catch (error) {
        const outrun = error instanceof GoogleApiError && error.status === CONFLICT;
        if (!outrun || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Version 3: anything older leaves out the bindings that have a condition, and writing it back would drop them. */
  #policy(resource: string): Promise<JsonObject> {
    const url = `${this.#base}/${resource}:getIamPolicy`;
    if (this.#method === 'GET') return this.#rest.get(`${url}?options.requestedPolicyVersion=3`);
    return this.#rest.send('POST', url, { options: { requestedPolicyVersion: 3 } });
  }
}

/** Whether a policy grants it without a condition. */
function grants(policy: JsonObject, { role, member }: Grant): boolean {
  return objectsAt(policy, 'bindings').some(
    (binding) => isPlain(binding, role) && textsAt(binding, 'members').includes(member),
  );
}

/** The policy with one member more, and everything else as it was read: version, etag, conditions, other members. */
function withGrant(policy: JsonObject, { role, member }: Grant): JsonObject {
  const bindings = objectsAt(policy, 'bindings');
  const mine = bindings.findIndex((binding) => isPlain(binding, role));
  if (mine === -1) return { ...policy, bindings: [...bindings, { role, members: [member] }] };
  const joined = { ...bindings[mine], members: [...textsAt(bindings[mine], 'members'), member] };
  return { ...policy, bindings: bindings.with(mine, joined) };
}

function isPlain(binding: JsonObject, role: string): boolean {
  return textAt(binding, 'role') === role && binding['condition'] === undefined;
}
