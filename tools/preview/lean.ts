/**
 * Measures that halve the time and memory of a recording without changing it (`lean.test.ts` compares). They reach into
 * @pulumi/pulumi 3.248 and @pulumi/aws 7; where a version has moved what they reach for, they do nothing and all runs as
 * usual. Import this before anything that imports @pulumi/pulumi.
 */
import { type Dirent, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";

type Debuggable = { debuggablePromise?: (promise: Promise<unknown>, label: string) => Promise<unknown> };
type Log = { debug?: () => Promise<void> };
type ResourceClass = { callsites?: () => object[] };

/** Takes all measures, each of which tells whether it could be taken. */
export function beLean(): boolean[] {
  const measures = [loadClosureToolsLazily, loadServicesLazily, skipPromiseStacks, skipSourcePositions, skipDebugLogs];
  return measures.map((measure) => measure());
}

/**
 * `typescript` and `@npmcli/arborist` are two thirds of the SDK's loading time and needed only to serialise closures,
 * which no resource here does: they load when something touches them.
 */
export function loadClosureToolsLazily(): boolean {
  const sdk = resolved(require, "@pulumi/pulumi");
  if (sdk === undefined || require.cache[sdk] !== undefined) return false;
  const fromSdk = createRequire(sdk);
  const files = ["@pulumi/pulumi/typescript-shim", "@npmcli/arborist"].map((id) => resolved(fromSdk, id));
  for (const file of files) if (file !== undefined) loadLazily(file, fromSdk);
  return files.some((file) => file !== undefined); // newer SDKs come without the second
}

/**
 * @pulumi/aws loads an index for each of AWS's 250 services, @pulumi/pulumi its automation API: they load when something
 * touches them. (With it the service's resources become known to the SDK as what a reference may be turned into; a
 * recording turns references into ids before.)
 */
export function loadServicesLazily(): boolean {
  const sdk = resolved(require, "@pulumi/pulumi");
  const aws = resolved(require, "@pulumi/aws");
  if (sdk === undefined || aws === undefined || require.cache[sdk] !== undefined) return false;
  const automation = resolved(createRequire(sdk), "./automation");
  const services = foldersOf(dirname(aws)).flatMap((folder) => resolved(createRequire(aws), `./${folder}`) ?? []);
  for (const file of services) loadLazily(file, createRequire(aws));
  if (automation !== undefined) loadLazily(automation, createRequire(sdk));
  return automation !== undefined && services.length > 0;
}

function foldersOf(path: string): string[] {
  const isFolder = (entry: Dirent) => entry.isDirectory() && !["node_modules", "scripts"].includes(entry.name);
  return readdirSync(path, { withFileTypes: true })
    .filter(isFolder)
    .map(({ name }) => name);
}

function loadLazily(file: string, load: NodeJS.Require): void {
  require.cache[file] ??= lazyModule(file, load);
}

function lazyModule(file: string, load: NodeJS.Require): NodeJS.Module {
  let real: Record<PropertyKey, unknown> | undefined;
  const exports = new Proxy(() => {}, {
    get(_target, key) {
      // TypeScript's `import *` asks this first, and takes over a module that says yes as it is.
      if (key === "__esModule") return true;
      if (real === undefined) {
        delete require.cache[file];
        real = load(file) as Record<PropertyKey, unknown>;
      }
      return key === "default" ? real : real[key];
    },
  });
  return Object.assign(Object.create(module.constructor.prototype), {
    id: file,
    filename: file,
    path: dirname(file),
    exports,
    loaded: true,
    children: [],
    paths: [],
  }) as NodeJS.Module;
}

function resolved(from: NodeJS.Require, id: string): string | undefined {
  try {
    return from.resolve(id);
  } catch {
    return undefined;
  }
}

/**
 * The SDK notes a stack for every promise, to explain promises that leak; a recording names the resources instead.
 * Formatting those stacks was 41 % of the time.
 */
export function skipPromiseStacks(): boolean {
  const debuggable = require("@pulumi/pulumi/runtime/debuggable") as Debuggable;
  const original = debuggable.debuggablePromise;
  if (typeof original !== "function") return false;
  debuggable.debuggablePromise = (promise, label) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return original(promise, label);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
  return true;
}

/**
 * The SDK reads a stack for every resource, to tell the engine which line made it. A recording does not keep the line.
 */
export function skipSourcePositions(): boolean {
  const { Resource } = require("@pulumi/pulumi/resource") as { Resource: ResourceClass };
  if (typeof Resource.callsites !== "function") return false;
  Resource.callsites = () => [];
  return true;
}

/** The SDK tells the engine of every step, a promise and a message each, for whoever looks at its debug log. */
export function skipDebugLogs(): boolean {
  const log = require("@pulumi/pulumi/log") as Log;
  if (typeof log.debug !== "function") return false;
  log.debug = () => Promise.resolve();
  return true;
}
