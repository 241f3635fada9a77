import { idOrNull } from './fields.ts';

/** A user id of Firebase has at most 128 characters. Whatever is longer was not meant as one. */
const LONGEST = 128;

/** Your own id of the user: the first of several fields that can be one; null if none can. */
export function userIdIn(...fields: readonly unknown[]): string | null {
  for (const field of fields) {
    const id = idOrNull(field);
    if (id !== null && id.length <= LONGEST && id.isWellFormed()) return id;
  }
  return null;
}
