import { isJsonObject } from '../../functions/src/core/event/json.ts';
import type { JsonObject } from '../../ops/delivery/google/json.ts';
import { pathsIn } from './discovery/check.ts';
import { GoogleError } from './google-error.ts';

/**
 * A resource with the fields of a mask taken from another: a field that the other lacks is removed.
 * @throws {GoogleError} if the mask is empty or the other missing, as Google's update methods do.
 * @see https://google.aip.dev/134
 */
export function masked(resource: JsonObject, update: JsonObject | undefined, mask: string): JsonObject {
  const paths = pathsIn(mask);
  if (update === undefined || paths.length === 0) {
    throw new GoogleError('INVALID_ARGUMENT', 'The update_mask in the request must be set and non-empty.');
  }
  return paths.reduce((changed, path) => withField(changed, path.split('.'), update), resource);
}

function withField(into: JsonObject, [name = '', ...rest]: readonly string[], from: JsonObject): JsonObject {
  const { [name]: before, ...others } = into;
  const given = from[name];
  if (rest.length === 0) return given === undefined || given === null ? others : { ...into, [name]: given };
  const deeper = withField(isJsonObject(before) ? before : {}, rest, isJsonObject(given) ? given : {});
  return { ...into, [name]: deeper };
}
