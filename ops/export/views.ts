/** A view of the table: its name, and its query. */
export interface View {
  readonly name: string;
  readonly query: string;
}

interface Viewed {
  /** `project.dataset.table` */
  readonly table: string;
  readonly provider: string;
  readonly types: readonly string[];
}

const NAME_MOST = 200;

/** A view for each type of a provider's events, and one for all of them. */
export function viewsOf({ table, provider, types }: Viewed): readonly View[] {
  const names = new Set<string>();
  const unique = (wanted: string) => {
    let name = wanted;
    for (let number = 2; names.has(name); number++) name = `${wanted}_${number}`;
    names.add(name);
    return name;
  };
  return [
    { name: unique(provider), query: queryOf(table, `JSON_VALUE(data, '$.provider') = ${quoted(provider)}`) },
    ...[...new Set(types)].toSorted().map((type) => ({
      name: unique(`${provider}_${type.replaceAll(/[^A-Za-z0-9]+/g, '_')}`.slice(0, NAME_MOST)),
      query: queryOf(
        table,
        `JSON_VALUE(data, '$.provider') = ${quoted(provider)} AND JSON_VALUE(data, '$.eventtype') = ${quoted(type)}`,
      ),
    })),
  ];
}

/** One row for each event: a subscription may write a message more than once, and a provider may send an event again. */
function queryOf(table: string, condition: string): string {
  return `SELECT
  JSON_VALUE(data, '$.id') AS id,
  JSON_VALUE(data, '$.source') AS source,
  JSON_VALUE(data, '$.eventtype') AS type,
  JSON_VALUE(data, '$.subject') AS subject,
  SAFE.TIMESTAMP(JSON_VALUE(data, '$.time')) AS time,
  SAFE.TIMESTAMP(JSON_VALUE(data, '$.receivedtime')) AS received_time,
  SAFE.PARSE_JSON(JSON_QUERY(data, '$.data'), wide_number_mode => 'round') AS event,
  JSON_VALUE(data, '$.dataref') AS dataref,
  publish_time,
  message_id
FROM \`${table}\`
WHERE ${condition}
QUALIFY ROW_NUMBER() OVER (
  PARTITION BY JSON_VALUE(data, '$.source'), JSON_VALUE(data, '$.id')
  ORDER BY publish_time, message_id
) = 1`;
}

function quoted(text: string): string {
  return `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", String.raw`\'`)
    .replaceAll(/[\n\r]/g, ' ')}'`;
}
