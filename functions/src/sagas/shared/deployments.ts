import { type AsOf, Command, newest, recordHandler } from 'integration-service';
import { recordIdOf } from './record-id.ts';

/** How far a deployment has come. The number ranks two states that have the same time. */
const STAGES = {
  /** It waits, or it is being built. */
  started: 0,
  /** It can be visited. */
  ready: 1,
  /** It serves the production domain. */
  live: 2,
  canceled: 3,
  failed: 4,
} as const;

export type DeploymentStatus = keyof typeof STAGES;

/** A deployment of a website, as one event describes it. */
export interface Deployment {
  /** The hosting provider: `vercel`. */
  readonly provider: string;
  /** The provider's id. */
  readonly deploymentId: string;
  /** The team or the site at the provider, as in the envelope. */
  readonly source: string;
  /** The name of the project or the site. */
  readonly project: string | null;
  readonly status: DeploymentStatus;
  /** The provider's own term: `error`. */
  readonly providerStatus: string;
  /** `production`, or what the provider calls a preview. */
  readonly environment: string | null;
  readonly url: string | null;
  readonly branch: string | null;
  readonly commit: string | null;
  /** Why it failed, in the provider's words. */
  readonly error: string | null;
}

/** A deployment, in `deployments/{provider}:{its id}`. */
export type DeploymentRecord = Deployment & {
  /** Whether the build is over. */
  readonly finished: boolean;
};

/** Keeps `deployments` up to date. The sagas of Netlify and Vercel use this command. */
export class UpdateDeployment extends Command {
  static readonly type = 'UpdateDeployment';
  readonly deployment: Deployment;
  readonly asOf: AsOf;

  /** @param at The event's position in time; its rank is replaced by the stage of the deployment. */
  constructor(deployment: Deployment, at: AsOf) {
    super();
    this.deployment = deployment;
    this.asOf = { ...at, rank: STAGES[deployment.status] };
  }
}

export const updateDeployment = recordHandler(UpdateDeployment, ({ deployment, asOf }, records) => {
  const record = { ...deployment, finished: deployment.status !== 'started' } satisfies DeploymentRecord;
  const change = newest(asOf, () => record);
  records.update('deployments', recordIdOf(deployment.provider, deployment.deploymentId), change);
});
