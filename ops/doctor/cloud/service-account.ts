import type { IntegrationSettings } from '../../../functions/src/core/config/settings.ts';
import type { SagaGroup } from '../../../functions/src/core/inspect/saga-group.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { entryPointOf, type Deployment } from '../../delivery/google/deployed-functions.ts';
import { RestGrants } from '../../delivery/google/grants.ts';
import type { GoogleRest } from '../../delivery/google/rest.ts';
import { grantCommand } from '../grant-command.ts';
import { finding, ok, unknown, type Result } from '../result.ts';
import { projectGrants } from './project-policy.ts';
import { invoke, needsOf, sagaNeedsOf, type Need, type Place } from './needs.ts';

interface Scope extends Place {
  readonly rest: GoogleRest;
  readonly deployment: Deployment;
  /** The functions of durable sagas, if they are deployed. */
  readonly sagas: SagaGroup | undefined;
}

/**
 * Looks whether the accounts that the functions run as may do what these do, and whether those that deliver to them may.
 * What a role of one's own holds cannot be told from its name.
 */
export async function serviceAccountResults(
  on: readonly IntegrationSettings[],
  catalog: readonly CatalogEntry[],
  scope: Scope,
): Promise<readonly Result[]> {
  if (on.length === 0) return [];
  const accounts = accountsOf(on, catalog, scope);
  if (accounts.size === 0) return [unknown('service account', 'no function is deployed whose account could be asked')];
  const results: Result[] = [];
  for (const [account, needs] of accounts) results.push(...(await lacking(account, [...needs.values()], scope)));
  if (results.length > 0) return results;
  return [
    ok(
      'service account',
      `${[...accounts.keys()].join(', ')} may read secrets, publish, keep records and deliver to functions`,
    ),
  ];
}

type Needs = Map<string, Need>;

/** The accounts of the functions that are deployed, each with what it does. */
function accountsOf(
  on: readonly IntegrationSettings[],
  catalog: readonly CatalogEntry[],
  scope: Scope,
): ReadonlyMap<string, Needs> {
  const accounts = new Map<string, Needs>();
  const add = (account: string | undefined, needs: readonly Need[]) => {
    if (account === undefined) return;
    const known = accounts.get(account) ?? new Map<string, Need>();
    for (const need of needs) known.set(need.what, need);
    accounts.set(account, known);
  };
  const wanted = on.flatMap((settings) => {
    const entry = catalog.find(({ provider }) => provider === settings.provider);
    return entry === undefined ? [] : [...needsOf(entry, settings, scope)];
  });
  const ofSagas = scope.sagas === undefined ? [] : sagaNeedsOf(scope.sagas, on, catalog, scope);
  for (const [name, needs] of [...wanted, ...ofSagas]) {
    for (const deployed of scope.deployment.functions.filter(({ entryPoint }) => entryPoint === entryPointOf(name))) {
      const { serviceAccount, triggerAccount = serviceAccount, service } = deployed;
      add(serviceAccount, needs);
      if (deployed.trigger !== undefined && service !== undefined) {
        add(triggerAccount, [invoke(deployed, service, scope)]);
      }
    }
  }
  return accounts;
}

/** What an account may not do, each with the command that lets it. */
async function lacking(account: string, needs: readonly Need[], scope: Scope): Promise<readonly Result[]> {
  const member = `serviceAccount:${account}`;
  const roles = await rolesOf(member, scope);
  const own = roles.find((role) => !role.startsWith('roles/'));
  const results: Result[] = [];
  for (const need of needs) {
    if (await isMet(need, member, roles, scope)) continue;
    const what = `service account: ${need.what}`;
    if (own !== undefined) results.push(unknown(what, `depends on what ${own} holds`));
    else results.push(finding(what, `${account} may not.`, grant(need, member, scope)));
  }
  return results;
}

async function isMet(
  { roles, on }: Need,
  member: string,
  granted: readonly string[],
  { rest }: Scope,
): Promise<boolean> {
  if (on?.project === undefined && roles.some((role) => granted.includes(role))) return true;
  if (on === undefined) return false;
  return new RestGrants(rest, on.base).has({ resource: on.resource, role: roles[0], member });
}

function grant({ roles, on }: Need, member: string, { projectId }: Scope): string {
  return grantCommand(on?.target ?? { kind: 'projects', name: projectId }, member, roles[0]);
}

/** The roles that an account has on the project without a condition. */
async function rolesOf(member: string, { projectId, rest, endpoints }: Scope): Promise<readonly string[]> {
  const granted = await projectGrants(rest, endpoints.projects, projectId);
  return granted.flatMap((one) => (one.member === member && !one.isConditional ? [one.role] : []));
}
