import { Failure } from '../exit.ts';
import { QUIET_MINUTES, untilUnneeded } from './old-secret.ts';
import {
  afterwards,
  createAnother,
  DONE,
  heldAt,
  keepNew,
  NOT_DONE,
  untilHeld,
  type Rotated,
  type Rotating,
} from './rotating.ts';
import { digestOf, type RotationNote } from './rotation-note.ts';
import { withArticle } from './said.ts';

/** A second webhook has its own secret; each event comes by both, and has one effect. The first goes once it is not needed. */
export async function bySecond(rotating: Rotating): Promise<Rotated> {
  const { ours, others, api, notes, tell, registrar } = rotating;
  const note = notes.read();
  const all = [ours, ...others];
  const known = all.find(({ id }) => id === note?.second);
  const first = all.find(({ id }) => id !== known?.id);
  if (known === undefined && others.length > 0) {
    throw new Failure(`${all.length} webhooks have our URL: remove those that are not needed first.`);
  }
  const added = known === undefined ? await addSecond(rotating) : note;
  if (added === undefined) return NOT_DONE;
  await untilHeld(added, rotating);
  if (first === undefined) {
    tell(`The first one is gone already. ${afterwards(rotating)}`);
    return DONE;
  }
  const unmeasured = rotating.removesFirst ? undefined : await untilUnneeded(oldSecretOf(added, rotating), rotating);
  if (unmeasured !== undefined) return left(first.id, unmeasured, rotating);
  await registrar.remove(first, api);
  tell(`${first.id} is removed: nothing is signed with the old secret any more. ${afterwards(rotating)}`);
  return DONE;
}

/** @returns undefined: the operator does not want it. */
async function addSecond(rotating: Rotating): Promise<RotationNote | undefined> {
  const { title, registrar, ours, api, keeper, notes, tell, mayChange, now } = rotating;
  const what = `This creates a second ${registrar.title} with the same URL, and removes ${ours.id} once the receiver holds both secrets and no event was verified with the old one alone for ${QUIET_MINUTES} minutes.`;
  if (!(await mayChange(what))) return undefined;
  const created = await createAnother(rotating);
  if (created?.secret === undefined)
    throw new Failure(`${title} created ${withArticle(registrar.title)} without telling its secret: remove it.`);
  try {
    await keepNew(created.secret, rotating);
  } catch (error) {
    await registrar.remove(created.registered, api);
    throw error;
  }
  const note = { at: now().toISOString(), digest: digestOf(created.secret), second: created.registered.id };
  notes.write(note);
  const added = `The secret of ${created.registered.id} is in ${keeper.where}. Events come twice and have one effect. Both secrets are accepted.`;
  tell(`${added} ${keeper.afterwards ?? ''}`.trimEnd());
  return note;
}

function oldSecretOf(note: RotationNote, { provider, account, title, keeper }: Rotating) {
  return { provider, account, title, heldAt: heldAt(note, keeper) };
}

/** Both webhooks stay, which refuses nothing. */
function left(id: string, why: string, { tell, command }: Rotating): Rotated {
  tell(
    `Nobody can tell from here whether the old secret is in use: ${why} ${id} stays, and both secrets are accepted.`,
  );
  return {
    isDone: false,
    steps: [
      `Once that is fixed, run "${command}" again: it goes on here. Reading the log takes roles/logging.viewer.`,
      `Otherwise make sure that events are verified with the new secret (docs/operate/rotate-a-secret.md says how to look), and run "${command} --remove-first".`,
    ],
  };
}
