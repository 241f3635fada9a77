import { map } from 'rxjs';
import { asOfEvent, type AsOf, Command, isOfType, newest, recordHandler, saga } from 'integration-service';
import { isPlaidEventOfType, type PlaidEventOfType, PlaidEvent } from 'integration-service/plaid';
import { textOrNull } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';

type StatusEvent = PlaidEventOfType<
  | 'ITEM.ERROR'
  | 'ITEM.LOGIN_REPAIRED'
  | 'ITEM.PENDING_DISCONNECT'
  | 'ITEM.PENDING_EXPIRATION'
  | 'ITEM.USER_PERMISSION_REVOKED'
>;

/** Keeps `bankConnections` up to date: whose user has to log in again, before when, and who has left. */
export const connections = saga((events$) =>
  events$.pipe(
    isOfType(PlaidEvent),
    isPlaidEventOfType(
      'ITEM.ERROR',
      'ITEM.LOGIN_REPAIRED',
      'ITEM.PENDING_DISCONNECT',
      'ITEM.PENDING_EXPIRATION',
      'ITEM.USER_PERMISSION_REVOKED',
    ),
    map((event) => new UpdateConnection(connectionOf(event), asOfEvent(event))),
  ),
);

/** Whether a connection to a bank works. */
export type ConnectionStatus = 'working' | 'login_required' | 'failing' | 'ending' | 'revoked';

/** A connection to a bank, in `bankConnections/plaid:{item}`. */
export interface BankConnectionRecord {
  readonly item: string;
  readonly status: ConnectionStatus;
  /** Plaid's own code: `ITEM_LOGIN_REQUIRED`. */
  readonly code: string | null;
  /** When the user's consent ends, in RFC 3339. */
  readonly consentEndsAt: string | null;
  readonly environment: string | null;
}

export class UpdateConnection extends Command {
  static readonly type = 'UpdateBankConnection';
  readonly connection: BankConnectionRecord;
  readonly asOf: AsOf;

  constructor(connection: BankConnectionRecord, asOf: AsOf) {
    super();
    this.connection = connection;
    this.asOf = asOf;
  }
}

export const updateConnection = recordHandler(UpdateConnection, ({ connection, asOf }, records) => {
  const change = newest(asOf, () => ({ ...connection }) satisfies BankConnectionRecord);
  records.update('bankConnections', recordIdOf('plaid', connection.item), change);
});

function connectionOf({ event }: StatusEvent): BankConnectionRecord {
  const known = { item: event.item_id, code: null, consentEndsAt: null, environment: textOrNull(event.environment) };
  switch (event.webhook_code) {
    case 'ERROR': {
      const code = textOrNull(event.error?.error_code);
      return { ...known, code, status: code === 'ITEM_LOGIN_REQUIRED' ? 'login_required' : 'failing' };
    }
    case 'LOGIN_REPAIRED':
      return { ...known, status: 'working' };
    case 'PENDING_DISCONNECT':
      return { ...known, code: textOrNull(event.reason), status: 'ending' };
    case 'PENDING_EXPIRATION':
      return { ...known, consentEndsAt: utcOf(event.consent_expiration_time), status: 'ending' };
    case 'USER_PERMISSION_REVOKED':
      return { ...known, code: textOrNull(event.error?.error_code), status: 'revoked' };
  }
}
