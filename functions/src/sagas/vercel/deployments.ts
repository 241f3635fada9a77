import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, saga } from 'integration-service';
import { isVercelEventOfType, VercelEvent, type DeploymentPayload } from 'integration-service/vercel';
import { type DeploymentStatus, UpdateDeployment } from '../shared/deployments.ts';
import { objectIn, textOrNull } from '../shared/fields.ts';

const STATUSES = {
  created: 'started',
  succeeded: 'ready',
  ready: 'ready',
  promoted: 'live',
  canceled: 'canceled',
  error: 'failed',
} as const satisfies Readonly<Record<string, DeploymentStatus>>;

/** Keeps `deployments` up to date with Vercel. */
export const deployments = saga((events$) =>
  events$.pipe(
    isOfType(VercelEvent),
    isVercelEventOfType(
      'deployment.created',
      'deployment.succeeded',
      'deployment.ready',
      'deployment.promoted',
      'deployment.canceled',
      'deployment.error',
    ),
    mergeMap((event) => {
      const { type, payload } = event.event;
      const id = idIn(payload.deployment?.id);
      const happening = Object.keys(STATUSES).find((name): name is keyof typeof STATUSES => type.endsWith(`.${name}`));
      if (id === undefined || happening === undefined) return [];
      const { deployment, target } = payload;
      const host = textOrNull(deployment.url);
      const record = {
        provider: event.envelope.provider,
        deploymentId: id,
        source: event.envelope.source,
        project: textOrNull(deployment.name),
        status: STATUSES[happening],
        providerStatus: happening,
        environment: textOrNull(target) ?? 'preview',
        url: host === null ? null : `https://${host}`,
        branch: metaOf(payload, 'CommitRef'),
        commit: metaOf(payload, 'CommitSha'),
        error: null,
      };
      return [new UpdateDeployment(record, asOfEvent(event))];
    }),
  ),
);

/** What the host of the repository told Vercel, whichever it is: `githubCommitRef`, `gitlabCommitRef`, `bitbucketCommitRef`. */
function metaOf({ deployment }: DeploymentPayload, name: string): string | null {
  const meta = objectIn(deployment.meta);
  for (const host of ['github', 'gitlab', 'bitbucket']) {
    const value = textOrNull(meta[`${host}${name}`]);
    if (value !== null) return value;
  }
  return null;
}
