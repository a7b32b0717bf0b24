import type * as pulumi from "@pulumi/pulumi";
import { regionOf, type ServicePlace } from "./deploymentVerdict";
import { ecsClient } from "./ecsClient";
import { type ReadService, readEvidence } from "./ecsEvidence";
import { providerOf } from "./providerOf";

/** Milliseconds that reading may take altogether; whoever waits for it has a failed deployment on his hands. */
const DEADLINE = 8_000;

/** What ECS says of a service, or why it could not be asked, and where the service is. */
export interface Reading {
  readonly place: ServicePlace;
  readonly read?: ReadService;
  readonly unread?: string;
}

/**
 * Asks ECS about a service with the credentials of the component's own provider and no others. Never fails, and never
 * takes longer than a few seconds.
 * @param deadline Milliseconds that it may take altogether.
 */
export async function readService(
  component: pulumi.Resource,
  cluster: string,
  service: string,
  deadline = DEADLINE,
): Promise<Reading> {
  const abort = new AbortController();
  let place: ServicePlace = { cluster, service, region: regionOf(cluster) };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${deadline / 1_000} s`)), deadline);
  });
  const reading = async (): Promise<Reading> => {
    const settings = await providerOf(component);
    if ("problem" in settings) return { place, unread: settings.problem };
    const region = place.region ?? settings.region;
    place = { ...place, region, ...(settings.profile !== undefined && { profile: settings.profile }) };
    if (region === undefined) return { place, unread: "the provider's region is not known" };
    const client = await ecsClient(settings, region);
    try {
      return { place, read: await readEvidence(client, cluster, service, abort.signal) };
    } finally {
      client.destroy();
    }
  };
  try {
    return await Promise.race([reading(), late]);
  } catch (error) {
    return { place, unread: error instanceof Error ? nameOf(error) : String(error) };
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** What a fault of the SDK is called, which says more than its text alone: `AccessDeniedException: User is not ...`. */
function nameOf({ name, message }: Error): string {
  return name === "Error" ? message : `${name}: ${message}`;
}
