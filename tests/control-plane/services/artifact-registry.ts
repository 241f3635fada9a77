import { masked } from '../masked.ts';
import { nameIn, type Handlers } from '../service.ts';
import { ARTIFACT_REGISTRY } from './hosts.ts';

/** The repository of the images of a region's functions. */
export function imagesOf(project: string, region: string): string {
  return `projects/${project}/locations/${region}/repositories/gcf-artifacts`;
}

/** @see https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories */
export const artifactRegistry: Handlers = {
  'artifactregistry.v1.projects.locations.repositories.get': (call, cloud) =>
    cloud.resource(ARTIFACT_REGISTRY, nameIn(call)),
  'artifactregistry.v1.projects.locations.repositories.patch': (call, cloud) => {
    const current = cloud.resource(ARTIFACT_REGISTRY, nameIn(call));
    const changed = masked(current, call.body, call.query.get('updateMask') ?? '');
    return cloud.put(ARTIFACT_REGISTRY, nameIn(call), changed);
  },
};
