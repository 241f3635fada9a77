import { objectsAt, textAt, textsAt, type JsonObject } from '../../delivery/google/json.ts';
import type { GoogleRest } from '../../delivery/google/rest.ts';

/** One role of one member. */
export interface Granted {
  readonly role: string;
  readonly member: string;
  readonly isConditional: boolean;
}

/**
 * Who has which role on the project.
 * @param base Where the API of projects answers.
 */
export async function projectGrants(rest: GoogleRest, base: string, projectId: string): Promise<readonly Granted[]> {
  const url = `${base}/projects/${projectId}:getIamPolicy`;
  return grantsIn(await rest.send('POST', url, { options: { requestedPolicyVersion: 3 } }));
}

/** Every role of every member in a policy. */
export function grantsIn(policy: JsonObject): readonly Granted[] {
  return objectsAt(policy, 'bindings').flatMap((binding) => {
    const role = textAt(binding, 'role');
    const isConditional = binding['condition'] !== undefined;
    return role === undefined ? [] : textsAt(binding, 'members').map((member) => ({ role, member, isConditional }));
  });
}
