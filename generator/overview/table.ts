import type { IntegrationRow } from '../../functions/src/core/inspect/integration-row.ts';
import { quoted } from './verifier.ts';

const COLUMNS = [
  'provider',
  'kind',
  'ways in',
  'what is signed, and how',
  'checked by',
  'window',
  'recovery',
  'variables',
  'sagas and tasks → records',
] as const;

/**
 * The table of integrations in Markdown, in the form in which the formatter leaves it.
 * @param hasReadme Whether an integration explains itself.
 */
export function renderTable(rows: readonly IntegrationRow[], hasReadme: (provider: string) => boolean): string {
  const lines = [COLUMNS, ...rows.map((row) => cellsOf(row, hasReadme(row.provider)))];
  const widths = COLUMNS.map((_name, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const [head, ...body] = lines.map((line) => lineOf(line.map((cell, column) => padded(cell, widths[column] ?? 0))));
  return [head, lineOf(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

function cellsOf(row: IntegrationRow, hasReadme: boolean): readonly string[] {
  const title = hasReadme ? `[${row.title}](../functions/src/integrations/${row.provider}/README.md)` : row.title;
  const { kind, waysIn, signed, checkedBy, window, recovery, variables } = row;
  return [title, kind, waysIn.join(', '), signed, checkedBy, window, recovery, quoted(variables), logicOf(row)];
}

/** `sagas and tasks` → `collections`; the durable sagas, whose collections are in the guide. */
function logicOf({ sagas, records, durable }: IntegrationRow): string {
  const atOnce = records.length === 0 ? quoted(sagas) : `${quoted(sagas)} → ${quoted(records)}`;
  const parts = [
    ...(sagas.length === 0 ? [] : [atOnce]),
    ...(durable.length === 0 ? [] : [`over time: ${quoted(durable)}`]),
  ];
  return parts.join('; ') || 'none';
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Every character counts as wide as a letter. */
function padded(cell: string, width: number): string {
  return cell + ' '.repeat(width - cell.length);
}
