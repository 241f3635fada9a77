/** How a setting that names a region is read: as the host of the API there. */
export interface RegionSetting {
  readonly read: (text: string) => string;
  readonly otherwise: string;
}

/** @param hosts By the regions' names. The first one is meant if no region is set. */
export function hostIn(hosts: Readonly<Record<string, string>>): RegionSetting {
  const regions = Object.keys(hosts);
  const [otherwise = ''] = Object.values(hosts);
  return {
    otherwise,
    read(text) {
      const host = Object.hasOwn(hosts, text) ? hosts[text] : undefined;
      if (host !== undefined) return host;
      throw new Error(`"${text}" is not a region; write ${regions.slice(0, -1).join(', ')} or ${regions.at(-1)}`);
    },
  };
}
