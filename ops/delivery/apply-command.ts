import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { parseArgs } from 'node:util';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { EXIT, UsageError } from '../exit.ts';
import { NoCredentialsError } from './google/credentials.ts';
import { GoogleApiError, type GoogleRest } from './google/rest.ts';
import { inspectDelivery } from './inspect.ts';
import type { Fault } from './own-subscription.ts';
import { jsonReport, textReport, type RunFacts } from './report.ts';
import { framed, projectOf, type World } from './world.ts';

export const USAGE = `Applies the delivery policy of integrations.config.ts to a deployed bundle's own subscriptions.

  npm run delivery:apply                    change what is off the policy, and say what was changed
  npm run delivery:apply -- --check         change nothing; exit 1 when something is off (npm run delivery:check)

  --project <id>      the project (default: GCLOUD_PROJECT)
  --region <region>   where the functions are (default: the configured one)
  --json              print what changed as JSON
  --postdeploy        as firebase.json calls it: missing credentials are a warning, not a failure

Exit codes: 0 as the policy says, 1 off the policy (--check) or not fully applied, 2 wrong usage or configuration,
3 no Google credentials. docs/deploy/delivery-policy.md explains them, and the permissions that this needs.
`;

/** Runs `delivery:apply`. @returns the exit code. */
export async function applyCommand(args: readonly string[], world: World): Promise<number> {
  try {
    return await run(optionsIn(args), world);
  } catch (error) {
    if (error instanceof UsageError || IntegrationError.is(error)) {
      world.warn(messageOf(error));
      return EXIT.misused;
    }
    if (!(error instanceof GoogleApiError)) throw error;
    world.warn(messageOf(error));
    return EXIT.notDone;
  }
}

interface Options {
  readonly check: boolean;
  readonly json: boolean;
  readonly postdeploy: boolean;
  readonly help: boolean;
  readonly project: string | undefined;
  readonly region: string | undefined;
}

function optionsIn(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        postdeploy: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        project: { type: 'string' },
        region: { type: 'string' },
      },
    });
    return { project: undefined, region: undefined, ...values };
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n\n${USAGE}`);
  }
}

async function run(options: Options, world: World): Promise<number> {
  if (options.help) {
    world.print(USAGE);
    return EXIT.done;
  }
  const projectId = projectOf(options.project, world.environment);
  const bundle = await world.bundle(projectId);
  const facts: RunFacts = {
    projectId,
    region: options.region ?? bundle.region,
    mode: options.check ? 'check' : 'apply',
  };
  if (bundle.integrations.length === 0) {
    const nothing = `No integration is on for ${projectId}: there is nothing to apply a policy to.`;
    world.print(options.json ? jsonReport(facts, { changes: [], faults: [], dropped: [] }) : nothing);
    return EXIT.done;
  }
  let rest: GoogleRest;
  try {
    rest = await world.connect(projectId);
  } catch (error) {
    if (!(error instanceof NoCredentialsError)) throw error;
    world.warn(framed(withoutCredentials(facts, error)));
    return options.postdeploy ? EXIT.done : EXIT.noCredentials;
  }
  const outcome = await inspectDelivery(bundle, facts, rest, world);
  world.print(options.json ? jsonReport(facts, outcome) : textReport(facts, outcome));
  const open = outcome.faults.filter(({ kind }) => !options.postdeploy || !MENDED_BY_LATER_DEPLOYS.has(kind));
  const drift = options.check && outcome.changes.length > 0;
  return drift || open.length > 0 ? EXIT.notDone : EXIT.done;
}

/** A deploy of some functions leaves others undeployed, and letters wait until they can be handed over. */
const MENDED_BY_LATER_DEPLOYS: ReadonlySet<Fault['kind']> = new Set(['undeployed', 'waiting']);

function withoutCredentials({ projectId, mode }: RunFacts, { message }: NoCredentialsError): readonly string[] {
  return [
    `THE DELIVERY POLICY WAS NOT ${mode === 'check' ? 'CHECKED' : 'APPLIED'}: there are no Google credentials here.`,
    '',
    'Without it, an event that cannot be handled within 24 hours is lost. The sign-in of "firebase login" does not reach this command. Run:',
    '',
    '  gcloud auth application-default login',
    `  npm run delivery:apply -- --project ${projectId}`,
    '',
    'In CI, set GOOGLE_APPLICATION_CREDENTIALS or use Workload Identity Federation.',
    'The permissions it needs are listed in docs/deploy/delivery-policy.md.',
    '',
    message,
  ];
}
