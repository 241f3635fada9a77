import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { parseArgs } from 'node:util';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { EXIT, UsageError } from '../exit.ts';
import { emptiness, leavingFunctions, objections, placeOf, type Leaving } from './backlog-verdict.ts';
import { backlogOf } from './google/backlog.ts';
import { NoCredentialsError } from './google/credentials.ts';
import { DeployedFunctions } from './google/deployed-functions.ts';
import { GoogleApiError, type GoogleRest } from './google/rest.ts';
import { framed, projectOf, type World } from './world.ts';

/** The codebase that firebase.json gives this bundle: no other function is looked at. */
export const CODEBASE = 'integration-service';

/** Set to 1, it lets a deploy delete consumers with all that waits for them. */
const OVERRIDE = 'INTEGRATIONS_DROP_BACKLOG';

export const USAGE = `Refuses a deploy that would delete a consumer for which events still wait.

  npm run delivery:predeploy

  --project <id>     the project (default: GCLOUD_PROJECT)
  --drop-backlog     let it go all the same (or set ${OVERRIDE}=1)

Exit codes: 0 go on, 1 refused, 2 wrong usage or configuration.
`;

/** Runs the check before a deploy. What cannot be looked at does not hold the deploy up, but is said. @returns the exit code. */
export async function predeployCommand(args: readonly string[], world: World): Promise<number> {
  try {
    return await run(args, world);
  } catch (error) {
    if (error instanceof UsageError || IntegrationError.is(error)) {
      world.warn(messageOf(error));
      return EXIT.misused;
    }
    if (!(error instanceof NoCredentialsError) && !(error instanceof GoogleApiError)) throw error;
    world.warn(framed(unchecked(error)));
    return EXIT.done;
  }
}

async function run(args: readonly string[], world: World): Promise<number> {
  const { project, dropBacklog, help } = optionsIn(args);
  if (help) {
    world.print(USAGE);
    return EXIT.done;
  }
  const projectId = projectOf(project, world.environment);
  const bundle = await world.bundle(projectId);
  const rest = await world.connect(projectId);
  const functions = new DeployedFunctions(rest, world.endpoints, { projectId, region: bundle.region });
  const leaving: Leaving[] = [];
  const deployed = await functions.ofCodebase(CODEBASE);
  for (const { name, trigger } of leavingFunctions(deployed, bundle)) {
    leaving.push({ ...placeOf(name), backlog: await measured(functions, trigger, rest, world, projectId) });
  }
  const sentences = [...emptiness(deployed.length, bundle), ...objections(leaving)];
  if (sentences.length === 0) return EXIT.done;
  if (dropBacklog || world.environment[OVERRIDE] === '1') {
    world.warn(framed([...sentences, '', 'The deploy goes on, as was asked for.']));
    return EXIT.done;
  }
  world.warn(framed([...sentences, '', ...WAYS_OUT]));
  return EXIT.notDone;
}

const WAYS_OUT = [
  'Leave the integration on until its consumers have caught up, then deploy again.',
  `To delete them with what waits for them, set ${OVERRIDE}=1 for this one deploy.`,
];

/** Where the backlog cannot be measured, it counts as not known: the consumer is about to go, after all. */
async function measured(
  functions: DeployedFunctions,
  trigger: string,
  rest: GoogleRest,
  { endpoints, now, warn }: World,
  projectId: string,
): Promise<number | undefined> {
  try {
    const subscription = await functions.subscriptionBehind(trigger);
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

function unchecked(error: Error): readonly string[] {
  return [
    'IT WAS NOT CHECKED whether this deploy deletes consumers for which events still wait:',
    ...(error instanceof NoCredentialsError
      ? ['there are no Google credentials here (gcloud auth application-default login).']
      : [messageOf(error)]),
    'It does so only where an integration was switched off, a saga or task lost its isolated',
    'function, or the region changed. The deploy goes on.',
  ];
}
