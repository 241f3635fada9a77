import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../project-files.ts';

/** A package of one version: the folder that it is installed in here, or a tarball. */
interface Source {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly folder?: string;
  readonly tarball?: string;
}

/** What the Firebase CLI writes into a kit's package.json is a range that the compiler of this project is above. */
const ALSO_AS: Readonly<Record<string, string>> = { typescript: '6.0.0' };

/** Packages that hold a Node binary, which the tests bring along. npm goes on without an optional dependency. */
const LEFT_OUT = /^node-(?:bin-)?(?:linux|darwin|win)-/;

/**
 * A registry on loopback. It has the packed engine, and every package that is installed here, packed when it is asked for:
 * whatever npm installs from it needs no network.
 */
export class Registry implements AsyncDisposable {
  readonly #server: Server;
  readonly #sources: Map<string, readonly Source[]>;
  readonly #folder = mkdtempSync(join(tmpdir(), 'registry-'));
  readonly #packed = new Map<string, Buffer>();

  private constructor(sources: readonly Source[]) {
    this.#sources = Map.groupBy(sources, ({ manifest }) => manifest.name);
    this.#server = createServer((request, response) => this.#answer(decodeURIComponent(request.url ?? '/'), response));
  }

  /** @param tarball The packed engine. */
  static async start(tarball: string): Promise<Registry> {
    const registry = new Registry([packedSource(tarball), ...installedHere()]);
    const listening = Promise.withResolvers<void>();
    registry.#server.listen(0, '127.0.0.1', listening.resolve);
    await listening.promise;
    return registry;
  }

  /** Publishes what is the newest version of a package under another version. */
  release(name: string, version: string): void {
    const [newest, ...others] = this.#sources.get(name) ?? [];
    if (newest === undefined) throw new Error(`The registry has no ${name}.`);
    this.#sources.set(name, [{ ...newest, manifest: { ...newest.manifest, version } }, newest, ...others]);
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The registry does not listen.');
    return `http://127.0.0.1:${address.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    await closed.promise;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answer(path: string, response: ServerResponse): void {
    const [, name = '', version] = /^\/((?:@[^/]+\/)?[^/]+)(?:\/-\/(.+)\.tgz)?$/.exec(path) ?? [];
    const sources = this.#sources.get(name) ?? [];
    if (version === undefined) {
      if (sources.length === 0) response.writeHead(404).end('{}');
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(this.#document(name, sources)));
      return;
    }
    const source = sources.find(({ manifest }) => manifest.version === version);
    if (source === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200).end(this.#pack(source));
  }

  /** What npm reads first: every version, with where its tarball is. */
  #document(name: string, sources: readonly Source[]): object {
    const versions = Object.fromEntries(
      sources.map((source) => {
        const { version } = source.manifest;
        return [version, { ...source.manifest, dist: { tarball: `${this.url}${name}/-/${version}.tgz` } }];
      }),
    );
    // Those that are installed deeper down are beside the one that everything else uses.
    const [first] = sources;
    return { name, 'dist-tags': { latest: first?.manifest.version }, versions };
  }

  #pack({ manifest, folder = '', tarball }: Source): Buffer {
    if (tarball !== undefined) return readFileSync(tarball);
    const key = `${manifest.name}@${manifest.version}`;
    const known = this.#packed.get(key);
    if (known !== undefined) return known;
    const file = join(this.#folder, `${createHash('sha256').update(key).digest('hex')}.tgz`);
    const words = ['-cf', file, '--exclude=./node_modules', '--transform=s,^\\.,package,', '-C', folder, '.'];
    // Packed without compression: it is read on the same machine.
    execFileSync('tar', words);
    const packed = readFileSync(file);
    this.#packed.set(key, packed);
    return packed;
  }
}

/** The packages below node_modules of this project, those of a package's own included, the upper ones first. */
function installedHere(): readonly Source[] {
  const lock: { readonly packages: Readonly<Record<string, object>> } = JSON.parse(
    readFileSync(join(ROOT, 'node_modules', '.package-lock.json'), 'utf8'),
  );
  const folders = Object.keys(lock.packages).filter((folder) => folder.startsWith('node_modules/'));
  return folders
    .toSorted((a, b) => a.length - b.length)
    .map((folder) => join(ROOT, folder))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => !LEFT_OUT.test(manifest.name) && manifest.version !== undefined)
    .flatMap((source) => {
      const version = ALSO_AS[source.manifest.name];
      return version === undefined ? [source] : [source, { ...source, manifest: { ...source.manifest, version } }];
    });
}

function packedSource(tarball: string): Source {
  const manifest = execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' });
  return { manifest: JSON.parse(manifest), tarball };
}
