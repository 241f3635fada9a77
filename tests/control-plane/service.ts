import type { JsonObject } from '../../ops/delivery/google/json.ts';
import type { Cloud } from './cloud.ts';
import type { PathVariables } from './discovery/addresses.ts';

/** A request that Google's schemas allow. */
export interface Call {
  /** The variables of the path: `{ name: 'projects/p/topics/t' }`. */
  readonly variables: PathVariables;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
}

/** Answers a method, with a list if the method streams. @throws {GoogleError} what Google refuses. */
export type Handler = (call: Call, cloud: Cloud) => JsonObject | readonly JsonObject[];

/** Handlers by the id of their method, `pubsub.v1.projects.topics.get`. */
export type Handlers = Readonly<Record<string, Handler>>;

/** The name that a call is about, in whatever variable its path has it. */
export function nameIn({ variables }: Call): string {
  return variables['name'] ?? variables['resource'] ?? variables['parent'] ?? '';
}

/** The last segment of a resource name. */
export function lastOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
