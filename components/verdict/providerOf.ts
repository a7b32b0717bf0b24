import * as pulumi from "@pulumi/pulumi";
import { type ProviderSettings, readSettings } from "./providerSettings";

/**
 * What the AWS provider of a component's services calls AWS with: the provider that the component was given, or else the
 * default one, which is configured as `aws:*`.
 * @returns the settings, or why they are not known
 */
export async function providerOf(component: pulumi.Resource): Promise<ProviderSettings | { problem: string }> {
  const provider = component.getProvider("aws:ecs/service:Service");
  if (provider === undefined) return readSettings(configured());
  try {
    return readSettings(await propertiesOf(provider));
  } catch {
    return { problem: "the provider's settings are not known here" };
  }
}

/** The configuration of the default provider. */
function configured(): Record<string, string> {
  const prefix = "aws:";
  const all = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(all.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** The properties of a provider as the engine has them: a component of another language's program has only its name. */
async function propertiesOf(provider: pulumi.ProviderResource): Promise<Record<string, unknown>> {
  const found = await pulumi.runtime.invoke("pulumi:pulumi:getResource", { urn: provider.urn }, {});
  const { state } = found as { state?: Record<string, unknown> };
  if (state === undefined) throw new Error("the engine does not know the provider");
  return state;
}
