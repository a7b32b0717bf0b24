import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { errorOf } from "../check";

/** Milliseconds that Pulumi may take to carry out what it has been told already. */
const LEFT_OVER = 10_000;

/** gRPC's code of an error of no special kind. */
const UNKNOWN = 2;

/** A service's name, and what to say when ECS did not keep to its deployment. */
export interface Verdict {
  readonly name: string;
  readonly failure: string | undefined;
}

/** Services of a package that have no verdict yet. */
const unheard = new Set<Promise<void>>();

/** From the first failure in a package on: when all its services have a verdict. */
let ending: Promise<void> | undefined;

/**
 * The name of a service for what needs it to run: fails when the deployment has, which is said in one line.
 *
 * In a program the error is raised; Pulumi shows it, and all else goes on. Where Pulumi runs components as a package, for a
 * program in any language, an error that nobody catches is answered to it for every component that is being made, and the
 * first such answer ends the update. So a package logs the line, and gives its answer when all its services were heard.
 */
export function judgedName(component: pulumi.ComponentResource, judged: pulumi.Output<Verdict>): pulumi.Output<string> {
  if (!inPackage()) {
    return judged.apply(({ name, failure }) => {
      if (failure !== undefined) throw errorOf(component, failure);
      return name;
    });
  }
  const heard = outputsTaken(judged).finally(() => unheard.delete(heard));
  unheard.add(heard);
  const name = judged.apply(async ({ name, failure }) => {
    if (failure === undefined) return name;
    await pulumi.log.error(failure, component);
    const first = ending === undefined;
    ending ??= allHeard();
    await ending;
    if (first) ending = undefined;
    else await briefly(); // one answer ends the update, a second one is only another line
    throw answer(component, "ECS did not keep to its deployment, so the update ends here.");
  });
  return expected(name);
}

/** Whether Pulumi runs the components as a package. A program has a stack. */
function inPackage(): boolean {
  return pulumi.runtime.getStackResource() === undefined;
}

async function allHeard(): Promise<void> {
  while (unheard.size > 0) await Promise.all(unheard);
}

/**
 * When a service has its verdict and Pulumi has taken its component's outputs: an update that ends in between shows a stack
 * trace. It is not waited for long, since something else in the component's process may wait for the judged name.
 */
async function outputsTaken(judged: pulumi.Output<Verdict>): Promise<void> {
  await pulumi.isSecret(judged).catch(() => undefined); // the one public promise that also ends when nothing is known
  const { waitForRPCs } = pulumi.runtime as { waitForRPCs?: () => Promise<void> };
  await Promise.race([waitForRPCs?.(), briefly()]);
}

async function briefly(): Promise<void> {
  await setTimeout(LEFT_OVER, undefined, { ref: false });
}

/** An error that Pulumi is answered as it is, without words on a property that could not be serialized. */
function answer(component: pulumi.ComponentResource, text: string): pulumi.ResourceError {
  return Object.assign(errorOf(component, text), { code: UNKNOWN, details: text });
}

/** The same output, whose failure is not taken for an accident when nobody asks for it. */
function expected<T>(output: pulumi.Output<T>): pulumi.Output<T> {
  const { isKnown } = output as unknown as { isKnown: Promise<boolean> };
  for (const promise of [isKnown, pulumi.isSecret(output)]) promise.catch(() => undefined);
  return output;
}
