import { secretNameOf } from '../../functions/src/core/config/account-pattern.ts';
import type { IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import { functionsFolder } from '../../generator/places.ts';
import { ROOT } from '../../generator/project.ts';
import { variableOfSecret } from '../../local/secrets.ts';
import type { Place } from '../cli/place.ts';
import { SecretFile } from '../connect/secret-file.ts';
import { SecretVersions, type SecretKeeper } from '../connect/secret-keeper.ts';
import { defaultCredentials } from '../delivery/google/credentials.ts';
import { objectsAt, textAt } from '../delivery/google/json.ts';
import { GOOGLE_ENDPOINTS, GoogleRest } from '../delivery/google/rest.ts';

/** Where the receiver finds the secret of one account. */
export interface AccountKeeper extends SecretKeeper {
  /** Ends what the receiver accepts for the account. */
  end(): Promise<void>;
}

/** The secret of an account: in Secret Manager, or in functions/.secret.local. */
export async function accountKeeper(
  { project, ports }: Pick<Place, 'project' | 'ports'>,
  settings: IntegrationSettings,
  account: string,
  isWhole: boolean,
): Promise<AccountKeeper> {
  const name = secretNameOf(settings, account);
  if (project === undefined) return new AccountFile(functionsFolder(ROOT), variableOfSecret(name), isWhole);
  const rest = new GoogleRest({ headers: await defaultCredentials(project) });
  return new AccountVersions(name, {
    project,
    rest,
    endpoints: GOOGLE_ENDPOINTS,
    store: ports.secrets,
    isWhole,
  });
}

class AccountFile extends SecretFile implements AccountKeeper {
  end(): Promise<void> {
    this.remove();
    return Promise.resolve();
  }
}

/** A secret of Secret Manager. What ends it can be taken back: its versions are disabled, and nothing is deleted. */
export class AccountVersions extends SecretVersions implements AccountKeeper {
  async end(): Promise<void> {
    const { rest, endpoints } = this.access;
    for (;;) {
      // Each page is disabled before the next is asked for, so that the first is always the one.
      const page = await rest.find(`${this.url}/versions?filter=state:ENABLED`);
      const names = objectsAt(page ?? {}, 'versions').flatMap((version) => textAt(version, 'name') ?? []);
      if (names.length === 0) return;
      for (const name of names) await rest.send('POST', `${endpoints.secrets}/${name}:disable`, {});
    }
  }
}
