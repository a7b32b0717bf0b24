/**
 * Two measures that halve the time and memory of a recording without changing it (`lean.test.ts` compares). Both reach
 * into @pulumi/pulumi 3.248; where a version has moved what they reach for, they do nothing and all runs as usual.
 * Import this before anything that imports @pulumi/pulumi.
 */
import { createRequire } from "node:module";
import { dirname } from "node:path";

type Debuggable = { debuggablePromise?: (promise: Promise<unknown>, label: string) => Promise<unknown> };

/**
 * `typescript` and `@npmcli/arborist` are two thirds of the SDK's loading time and needed only to serialise closures,
 * which no resource here does: they load when something touches them.
 */
export function loadClosureToolsLazily(): boolean {
  const sdk = resolved(require, "@pulumi/pulumi");
  if (sdk === undefined || require.cache[sdk] !== undefined) return false;
  const fromSdk = createRequire(sdk);
  const files = ["@pulumi/pulumi/typescript-shim", "@npmcli/arborist"].map((id) => resolved(fromSdk, id));
  for (const file of files) {
    if (file !== undefined && require.cache[file] === undefined) require.cache[file] = lazyModule(file, fromSdk);
  }
  return files.every((file) => file !== undefined);
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
