import { mergeMap } from 'rxjs';
import { asOfEvent, idIn, isOfType, saga } from 'integration-service';
import { isNetlifyEventOfType, NetlifyEvent } from 'integration-service/netlify';
import { type DeploymentStatus, UpdateDeployment } from '../shared/deployments.ts';
import { textIn, textOrNull } from '../shared/fields.ts';

const ENDS: ReadonlyMap<string, DeploymentStatus> = new Map<string, DeploymentStatus>([
  ['ready', 'ready'],
  ['error', 'failed'],
  ['rejected', 'canceled'],
]);

/** Keeps `deployments` up to date with Netlify. The state of a deploy is signed, the name of the event is not. */
export const deployments = saga((events$) =>
  events$.pipe(
    isOfType(NetlifyEvent),
    isNetlifyEventOfType('deploy_building', 'deploy_created', 'deploy_failed', 'deploy_request_rejected'),
    mergeMap((event) => {
      const deploy = event.event;
      const id = idIn(deploy.id);
      if (id === undefined) return [];
      const status = ENDS.get(deploy.state) ?? 'started';
      const isLive = status === 'ready' && deploy.context === 'production' && textIn(deploy.published_at) !== '';
      const record = {
        provider: event.envelope.provider,
        deploymentId: id,
        source: event.envelope.source,
        project: textOrNull(deploy.name),
        status: isLive ? 'live' : status,
        providerStatus: deploy.state,
        environment: textOrNull(deploy.context),
        url: textOrNull(deploy.deploy_ssl_url) ?? textOrNull(deploy.ssl_url),
        branch: textOrNull(deploy.branch),
        commit: textOrNull(deploy.commit_ref),
        error: textOrNull(deploy.error_message),
      } as const;
      return [new UpdateDeployment(record, asOfEvent(event))];
    }),
  ),
);
