import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import * as fairlead from "fairlead";
import { isDefaultProvider, providerUrn } from "../../tools/preview/providers";
import type { Recording } from "../../tools/preview/recorder";
import {
  capacityArgs,
  environmentArgs,
  environmentReference,
  scheduledTaskArgs,
  taskReleaseArgs,
  webServiceArgs,
  withRelease,
  workerArgs,
} from "../support/builders";
import { componentNames } from "../support/library";
import { recorded } from "../support/recorder";

/** Makes one of each component, in every variant whose children differ. */
const COMPONENTS: Readonly<Record<string, (opts: pulumi.ComponentResourceOptions) => unknown>> = {
  EcsEnvironment: (opts) => {
    const certificateArns = ["one", "two"].map((id) => `arn:aws:acm:ap-south-1:123456789012:certificate/${id}`);
    new fairlead.EcsEnvironment("dev", environmentArgs({ certificateArns }), opts);
    const { certificateArns: _, ...others } = environmentArgs({ profile: "production" });
    new fairlead.EcsEnvironment("prod", { ...others, domain: { zoneId: "Z1", hosts: ["shop.example.com"] } }, opts);
    new fairlead.EcsEnvironment("play", { ...others, profile: "development", httpOnly: true }, opts);
  },
  OnDemandCapacity: (opts) => new fairlead.OnDemandCapacity("pool", capacityArgs(), opts),
  SpotCapacity: (opts) => new fairlead.SpotCapacity("pool", capacityArgs(), opts),
  TaskRelease: (opts) =>
    new fairlead.TaskRelease(
      "web",
      taskReleaseArgs({ permissions: [{ actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:::q"] }] }),
      opts,
    ),
  WebService: (opts) => new fairlead.WebService("web", webServiceArgs(), opts),
  Worker: (opts) => new fairlead.Worker("mailer", workerArgs(), opts),
  ScheduledTask: (opts) => new fairlead.ScheduledTask("report", scheduledTaskArgs(), opts),
};

/** Whatever of a recording was not made, or not asked, with the provider called `mumbai`. */
function strays({ resources, invoked }: Recording): string[] {
  const [provider] = resources.filter(({ name }) => name === "mumbai");
  const isMumbai = (reference = "") => providerUrn(reference) === provider?.urn;
  return [
    ...resources.filter(isDefaultProvider).map(({ urn }) => urn),
    ...resources
      .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
      .filter((resource) => !isMumbai(resource.provider))
      .map(({ urn }) => urn),
    ...invoked.filter((invocation) => !isMumbai(invocation.provider)).map(({ token }) => token),
  ];
}

describe("a provider that is passed", () => {
  const mumbai = () => new aws.Provider("mumbai", { region: "ap-south-1" });

  it("is tried with every component of the library", () => {
    assert.deepEqual(Object.keys(COMPONENTS).sort(), componentNames().sort());
  });

  for (const [name, declare] of Object.entries(COMPONENTS)) {
    it(`makes everything in ${name}, and answers what it asks`, async () => {
      const run = await recorded(() => declare({ provider: mumbai() }), withRelease());
      assert.ok(run.resources.filter(({ custom }) => custom).length > 1);
      assert.deepEqual(strays(run), []);
    });
  }

  it("is whose region is in the ARNs that policies name", async () => {
    const run = await recorded(
      () => new fairlead.EcsEnvironment("dev", environmentArgs(), { provider: mumbai() }),
      withRelease(),
    );
    const policies = run.resources
      .filter(({ type }) => /Policy$/.test(type))
      .map(({ inputs }) => String(inputs.policy));
    assert.ok(policies.some((policy) => policy.includes(":ap-south-1:")));
    assert.ok(policies.every((policy) => !policy.includes(":eu-west-1:")));
  });

  it("counts also as one of several", async () => {
    const run = await recorded(
      () =>
        new fairlead.Worker("mailer", workerArgs({ environment: environmentReference() }), { providers: [mumbai()] }),
      withRelease(),
    );
    assert.deepEqual(strays(run), []);
  });
});
