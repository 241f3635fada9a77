import type { Grant, Grants } from '../ports.ts';
import { objectsAt, textAt, textsAt, type JsonObject } from './json.ts';
import { GoogleApiError, type GoogleRest } from './rest.ts';

/** Someone else may write the policy between our reading and our writing, as often as this. */
const ATTEMPTS = 5;
const CONFLICT = 409;

/** IAM policies of topics and subscriptions: read, added to, written back under their etag. */
export class RestGrants implements Grants {
  readonly #rest: GoogleRest;
  readonly #base: string;

  constructor(rest: GoogleRest, base: string) {
    this.#rest = rest;
    this.#base = base;
  }

  async has(grant: Grant): Promise<boolean> {
    const policy = await this.#rest.find(this.#policyUrl(grant.resource));
    return policy !== undefined && grants(policy, grant);
  }

  async add(grant: Grant): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const policy = await this.#rest.get(this.#policyUrl(grant.resource));
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
  #policyUrl(resource: string): string {
    return `${this.#base}/${resource}:getIamPolicy?options.requestedPolicyVersion=3`;
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
