import type { Change, RegistrationPlan } from '../../functions/src/core/registration/registration-plan.ts';
import type { Registered, Registrar, Subscribed } from '../../functions/src/core/registration/registrar.ts';

/** What a plan will do, or has done, for people. */
export function saidOf(plan: RegistrationPlan, { title }: Registrar): string {
  switch (plan.does) {
    case 'nothing':
      return `The ${title} ${idOf(plan.which)} is as it should be.`;
    case 'create':
      return `Create ${withArticle(title)}.`;
    case 'update':
      return `${verbOf(plan.which, plan.changes)} the ${title} ${idOf(plan.which)}:\n${linesOf(plan.changes)}`;
    case 'renew':
      return `Give the ${title} ${idOf(plan.which)} a new secret:\n${linesOf(plan.changes)}`;
    case 'recreate':
      return `Replace the ${title} ${idOf(plan.which)} with a new one, ${
        plan.order === 'create first'
          ? 'which is created before the old one is removed'
          : 'which is created after the old one is removed, since two with one URL are refused'
      }:\n${linesOf(plan.changes)}`;
    case 'conflict':
      return `${placeOf(plan.which)} has the URL ${plan.which.url}, which is not ours.`;
  }
}

/** The one word of a plan, for scripts. */
export function wordOf(plan: RegistrationPlan): string {
  if (plan.does !== 'update') return plan.does;
  return verbOf(plan.which, plan.changes).toLowerCase();
}

function verbOf({ isMarked, isOn }: Registered, changes: readonly Change[]): 'Adopt' | 'Repair' | 'Change' {
  if (!isOn) return 'Repair';
  return !isMarked && changes.some(({ of }) => of === 'mark') ? 'Adopt' : 'Change';
}

function idOf({ id, at }: Registered): string {
  return at === undefined ? id : `${id} of ${at}`;
}

function placeOf({ id, at }: Registered): string {
  return at ?? id;
}

function linesOf(changes: readonly Change[]): string {
  return changes.flatMap((change) => sentencesOf(change).map((line) => `  - ${line}`)).join('\n');
}

/** What a change means. */
export function sentencesOf(change: Change): readonly string[] {
  switch (change.of) {
    case 'types':
      return [
        ...typesLine('sent from now on', change.added),
        ...typesLine('no longer sent', change.dropped === 'all' ? ['every other type'] : change.dropped),
      ];
    case 'form':
      return [`${change.name}: ${change.to}${change.from === undefined ? '' : ` instead of ${change.from}`}`];
    case 'url':
      return [`the URL: ${change.to}${change.from === '' ? '' : ` instead of ${change.from}`}`];
    case 'state':
      return [`turned on again${change.trouble === undefined ? '' : `; it was off: ${change.trouble}`}`];
    case 'mark':
      return ['marked as ours'];
    case 'expiry':
      return [`it lives on: it would have ended at ${change.at.toISOString()}`];
    case 'secret':
      return ['a new secret: nobody holds the one that it has'];
  }
}

function typesLine(what: string, types: Subscribed): readonly string[] {
  if (types === 'all') return [`${what}: every type`];
  return types.length === 0 ? [] : [`${what}: ${types.join(', ')}`];
}

/** `a webhook`, `an event destination`. */
export function withArticle(title: string): string {
  return `${/^[aeiou]/.test(title) ? 'an' : 'a'} ${title}`;
}
