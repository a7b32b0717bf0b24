import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";

/** Hooks that have a name in this process. */
const named = new Map<string, number>();

/** A hook that runs after an operation, in the context of what has made it: a package has one for each component. */
export function resourceHook(name: string, callback: pulumi.ResourceHookFunction): pulumi.ResourceHook {
  return bearing(new pulumi.ResourceHook(unique(name), AsyncResource.bind(callback)));
}

/** A hook that runs when an operation has failed, in the same context. */
export function errorHook(name: string, callback: pulumi.ErrorHookFunction): pulumi.ErrorHook {
  return bearing(new pulumi.ErrorHook(unique(name), AsyncResource.bind(callback)));
}

/** Two services of one name may have different parents; two hooks of one name the engine refuses. */
function unique(name: string): string {
  const count = (named.get(name) ?? 0) + 1;
  named.set(name, count);
  return count === 1 ? name : `${name} (${count})`;
}

/**
 * The same hook, whose registration may fail. An engine that is too old for it refuses it and then passes over it on the
 * resource, and so do the mocks of unit tests; without this the SDK would not register the resource at all.
 */
function bearing<Hook extends object>(hook: Hook): Hook {
  const registration = hook as { __registered?: Promise<void> };
  if (registration.__registered instanceof Promise) {
    registration.__registered = registration.__registered.catch((error) =>
      pulumi.log.debug(`a deployment will not be watched: ${error}`),
    );
  }
  return hook;
}
