import { parseArgs } from 'node:util';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { EXIT, UsageError } from '../exit.ts';
import { emptiness, leavingFunctions, objections, type Leaving } from './backlog-verdict.ts';
import type { DeliveryBundle } from './bundle.ts';
import { backlogOf } from './google/backlog.ts';
import { NoCredentialsError } from './google/credentials.ts';
import { DeployedFunctions, type Deployment } from './google/deployed-functions.ts';
import { GoogleApiError, type GoogleRest } from './google/rest.ts';
import { isDisabled } from './google/service-usage.ts';
import { listingOf, type Listing } from './inspect.ts';
import { ifTheDeployFails } from './report.ts';
import { setUpBeforeDeploy } from './set-up.ts';
import { framed, projectOf, type World } from './world.ts';

/** Set to 1, it lets a deploy delete consumers with all that waits for them. */
const OVERRIDE = 'INTEGRATIONS_DROP_BACKLOG';

export const USAGE = `Prepares a deploy: refuses one that would delete a consumer for which events still wait, and puts the
delivery policy on everything that the deploy does not make itself.

  npm run delivery:predeploy

  --project <id>     the project (default: GCLOUD_PROJECT)
  --drop-backlog     let the consumer go all the same (or set ${OVERRIDE}=1)

Exit codes: 0 go on, 1 refused, 2 wrong usage or configuration.
`;

/** Runs what comes before a deploy. What Google does not show does not hold the deploy up, but is said. @returns the exit code. */
export async function predeployCommand(args: readonly string[], world: World): Promise<number> {
  try {
    return await run(args, world);
  } catch (error) {
    if (!(error instanceof UsageError) && !IntegrationError.is(error)) throw error;
    world.warn(messageOf(error));
    return EXIT.misused;
  }
}

async function run(args: readonly string[], world: World): Promise<number> {
  const { project, dropBacklog, help } = optionsIn(args);
  if (help) {
    world.print(USAGE);
    return EXIT.done;
  }
  const projectId = projectOf(project, world.environment);
  const bundles = await world.bundles(projectId);
  const isOn = bundles.some(({ integrations }) => integrations.length > 0);
  const isAllowed = dropBacklog || world.environment[OVERRIDE] === '1';
  try {
    const rest = await world.connect(projectId);
    const deploys: Deploy[] = [];
    for (const bundle of bundles) {
      const listing = await deployedIn(projectId, bundle, rest, world);
      deploys.push({ projectId, bundle, listing, isAllowed });
    }
    // The hook does not say which installation is deployed: nothing may be lost in any.
    let mayAll = true;
    for (const deploy of deploys) if (!(await mayDeploy(deploy, rest, world))) mayAll = false;
    if (!mayAll) return EXIT.notDone;
    for (const { bundle, listing } of deploys) await setUpBeforeDeploy(bundle, projectId, listing, rest, world);
  } catch (error) {
    if (!(error instanceof NoCredentialsError)) throw error;
    world.warn(framed(WITHOUT_CREDENTIALS));
  }
  if (isOn) world.print(ifTheDeployFails(projectId));
  return EXIT.done;
}

/** The deployed functions; none if the project has never had any, since their API is not even enabled then. */
async function deployedIn(
  projectId: string,
  bundle: DeliveryBundle,
  rest: GoogleRest,
  { endpoints }: World,
): Promise<Listing> {
  const listing = await listingOf(bundle, projectId, rest, endpoints);
  return isDisabled(listing) ? { functions: [], listeners: [], unreachable: [] } : listing;
}

interface Deploy {
  readonly projectId: string;
  readonly bundle: DeliveryBundle;
  readonly listing: Listing;
  /** Whether consumers may go with what waits for them. */
  readonly isAllowed: boolean;
}

/** Whether nothing that would be lost speaks against a deploy. */
async function mayDeploy(deploy: Deploy, rest: GoogleRest, world: World): Promise<boolean> {
  const { bundle, listing, isAllowed } = deploy;
  if (listing instanceof GoogleApiError) {
    world.warn(framed([...UNCHECKED, messageOf(listing), ...WHEN_IT_MATTERS]));
    return true;
  }
  if (listing.unreachable.length > 0) world.warn(framed(unreachable(listing)));
  const leaving: Leaving[] = [];
  for (const { id, region, trigger } of leavingFunctions(listing, bundle)) {
    leaving.push({ id, region, backlog: await measured(trigger, deploy.projectId, rest, world) });
  }
  const sentences = [...emptiness(listing.functions.length, bundle), ...objections(leaving)];
  if (sentences.length === 0) return true;
  const outcome = isAllowed ? ['The deploy goes on, as was asked for.'] : WAYS_OUT;
  world.warn(framed([...sentences, '', ...outcome]));
  return isAllowed;
}

const WAYS_OUT = [
  'Leave the integration on until its consumers have caught up, then deploy again.',
  `To delete them with what waits for them, set ${OVERRIDE}=1 for this one deploy.`,
];

/** @returns undefined if Google does not say: the consumer is about to go, so that is not the same as none. */
async function measured(
  trigger: string,
  projectId: string,
  rest: GoogleRest,
  { endpoints, now, warn }: World,
): Promise<number | undefined> {
  try {
    const subscription = await new DeployedFunctions(rest, endpoints, projectId).subscriptionBehind(trigger);
    if (subscription === undefined) return 0;
    return await backlogOf(rest, endpoints.monitoring, { projectId, subscription, now: now() });
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
    warn(messageOf(error));
    return undefined;
  }
}

interface Options {
  readonly project: string | undefined;
  readonly dropBacklog: boolean;
  readonly help: boolean;
}

function optionsIn(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        project: { type: 'string' },
        'drop-backlog': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { project: values.project, dropBacklog: values['drop-backlog'], help: values.help };
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n\n${USAGE}`);
  }
}

const UNCHECKED = ['IT WAS NOT CHECKED whether this deploy deletes consumers for which events still wait:'];

const WHEN_IT_MATTERS = [
  'A deploy deletes one only if an integration was switched off, a saga or task lost its isolated',
  'function, or the region changed. The deploy goes on.',
];

const WITHOUT_CREDENTIALS = [
  ...UNCHECKED,
  'there are no Google credentials here (gcloud auth application-default login).',
  ...WHEN_IT_MATTERS,
  'For the same reason topics, dead letters and retention were not set up before it.',
];

function unreachable({ unreachable: regions }: Deployment): readonly string[] {
  return [
    `IT WAS NOT CHECKED what this deploy deletes in ${regions.join(', ')}: Google cannot list the functions there at the moment.`,
    'The Firebase CLI does not delete what it cannot list either. The deploy goes on.',
  ];
}
