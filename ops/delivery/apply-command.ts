import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { parseArgs } from 'node:util';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import type { DeliveryBundle } from './bundle.ts';
import { EXIT, UsageError } from '../exit.ts';
import { NoCredentialsError } from './google/credentials.ts';
import { GoogleApiError, type GoogleRest } from './google/rest.ts';
import { inspectDelivery, type Inspection } from './inspect.ts';
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
  const bundles = await world.bundles(projectId);
  const mode = options.check ? 'check' : 'apply';
  const runs = bundles.map((bundle): Run => {
    const { codebase } = bundle;
    const region = options.region ?? bundle.region;
    return { bundle, facts: { projectId, region, mode, ...(bundles.length > 1 && { codebase }) } };
  });
  const isNeeded = bundles.some(({ integrations }) => integrations.length > 0);
  let rest: GoogleRest | undefined;
  try {
    rest = isNeeded ? await world.connect(projectId) : undefined;
  } catch (error) {
    if (!(error instanceof NoCredentialsError)) throw error;
    world.warn(framed(withoutCredentials({ projectId, mode }, error)));
    return options.postdeploy ? EXIT.done : EXIT.noCredentials;
  }
  const reports: Report[] = [];
  for (const { bundle, facts } of runs) {
    const isOn = bundle.integrations.length > 0;
    const outcome = isOn && rest !== undefined ? await inspectDelivery(bundle, facts, rest, world) : NOTHING;
    reports.push({ facts, outcome, isOn });
  }
  world.print(options.json ? jsonReport(reports) : reports.map(textOf).join('\n\n'));
  return reports.every((report) => isDone(report, options)) ? EXIT.done : EXIT.notDone;
}

/** One installation, and what is done to it. */
interface Run {
  readonly bundle: DeliveryBundle;
  readonly facts: RunFacts;
}

/** What came of one installation. */
interface Report {
  readonly facts: RunFacts;
  readonly outcome: Inspection;
  /** Whether any of its integrations is on. */
  readonly isOn: boolean;
}

const NOTHING: Inspection = { changes: [], faults: [], dropped: [], paused: [] };

function textOf({ facts, outcome, isOn }: Report): string {
  if (isOn) return textReport(facts, outcome);
  const { projectId, codebase } = facts;
  const where = codebase === undefined ? projectId : `the codebase ${codebase} of ${projectId}`;
  return `No integration is enabled for ${where}, so there is nothing to apply a policy to.`;
}

function isDone({ outcome: { changes, faults } }: Report, { check, postdeploy }: Options): boolean {
  const open = faults.filter(({ kind }) => !postdeploy || !MENDED_BY_LATER_DEPLOYS.has(kind));
  const drift = check && changes.length > 0;
  return !drift && open.length === 0;
}

/** A deploy of some functions leaves others undeployed, and letters wait until they can be handed over. */
const MENDED_BY_LATER_DEPLOYS: ReadonlySet<Fault['kind']> = new Set(['undeployed', 'waiting']);

function withoutCredentials(
  { projectId, mode }: Pick<RunFacts, 'projectId' | 'mode'>,
  { message }: NoCredentialsError,
): readonly string[] {
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
