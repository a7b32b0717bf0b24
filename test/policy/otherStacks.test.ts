import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { WebService, Worker } from "fairlead";
import { type EcsPoliciesOptions, ecsPolicies } from "fairlead-policy";
import type { ProgramRun } from "../../tools/preview/recorder";
import { port, service } from "../support/awsProgram";
import { environmentReference, pool, webServiceArgs, withRelease, workerArgs } from "../support/builders";
import { judgedProgram, VIEWS, type View } from "../support/judgedProgram";

const clusterArn = "arn:aws:ecs:eu-west-1:123456789012:cluster/fairlead-prod";
const providerArn = "arn:aws:ecs:eu-west-1:123456789012:capacity-provider/platform-7f3a";
const networkListener = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/net/prod/1/2";

/** The reference of production, as a team reads it from where production has published it. */
const production = (changes: Parameters<typeof environmentReference>[0] = {}) =>
  environmentReference({
    environment: "prod",
    profile: "production",
    clusterArn,
    pools: { "on-demand": pool("prod-on-demand", "on-demand"), spot: pool("prod-spot", "spot") },
    ...changes,
  });

/** What is said of a program in a team's stack, which is called after the team. */
async function said(
  program: () => unknown,
  view: View,
  options: EcsPoliciesOptions = {},
  run: Partial<ProgramRun> = { stack: "checkout" },
): Promise<string[]> {
  const verdicts = await judgedProgram(ecsPolicies(options), program, view, { ...withRelease(), ...run });
  const lines = verdicts.map(({ policy, about, message }) => {
    return `${policy}: ${about}${/nothing (in this production stack )?proves/.test(message) ? " (unresolved)" : ""}`;
  });
  return lines.sort();
}

describe("a stack whose environment is another stack's", () => {
  for (const view of VIEWS) {
    describe(`in ${view === "preview" ? "a preview" : "an update"}`, () => {
      it("is refused in production with services on spot only, which the reference tells", async () => {
        const program = () => {
          new WebService("shop", webServiceArgs({ environment: production(), capacity: { spot: {} } }));
          new Worker("mails", workerArgs({ environment: production() }));
        };
        assert.deepEqual(await said(program, view), ["prod-not-all-spot: mails", "prod-not-all-spot: shop"]);
      });

      it("is fine with one service that has a base on demand", async () => {
        const program = () => {
          const capacity = { "on-demand": { base: 1 }, spot: { weight: 2 } };
          new WebService("shop", webServiceArgs({ environment: production(), capacity }));
          new Worker("mails", workerArgs({ environment: production() }));
        };
        assert.deepEqual(await said(program, view), []);
      });

      it("is fine on spot only where the environment is not production", async () => {
        assert.deepEqual(await said(() => void new Worker("mails", workerArgs()), view), []);
      });

      it("is refused behind the listener of a network load balancer", async () => {
        const environment = production({ listenerArn: networkListener });
        const program = () => void new WebService("shop", webServiceArgs({ environment }));
        assert.deepEqual(await said(program, view), ["services-behind-alb: shop"]);
      });

      it("names a provider by its ARN, whose market the configuration tells", async () => {
        const program = () => {
          const capacityProviderStrategies = [{ capacityProvider: providerArn, weight: 1 }];
          service("queue", { cluster: clusterArn, capacityProviderStrategies });
        };
        const run = { stack: "prod" };
        const markets = (market: "spot" | "on-demand", key = "platform-*") => {
          return { prodNotAllSpot: { capacityProviderMarkets: { [key]: market } } };
        };
        const open = view === "preview" ? [] : ["prod-not-all-spot: queue (unresolved)"];
        assert.deepEqual(await said(program, view, {}, run), open);
        assert.deepEqual(await said(program, view, markets("spot"), run), ["prod-not-all-spot: queue"]);
        assert.deepEqual(await said(program, view, markets("on-demand"), run), []);
        assert.deepEqual(await said(program, view, markets("on-demand", providerArn), run), []);
      });

      it("is not told the market of a provider by two references that disagree", async () => {
        const other = production({ environment: "prod-us", pools: { spot: pool("prod-spot", "on-demand") } });
        const program = () => {
          new Worker("mails", workerArgs({ environment: production() }));
          new Worker("bills", workerArgs({ environment: other }));
        };
        const open = ["prod-not-all-spot: bills (unresolved)", "prod-not-all-spot: mails (unresolved)"];
        assert.deepEqual(await said(program, view), view === "preview" ? [] : open);
      });
    });
  }

  it("cannot be judged in a preview that does not know the other stack's outputs, and is in the update", async () => {
    const program = (listenerArn: string, capacityProvider: string) => () => {
      const platform = new pulumi.StackReference("acme/platform/prod");
      service("queue", {
        cluster: clusterArn,
        capacityProviderStrategies: [{ capacityProvider: platform.getOutput(capacityProvider), weight: 1 }],
        loadBalancers: [port(platform.getOutput(listenerArn))],
      });
    };
    const stackOutputs = {
      "acme/platform/prod": {
        targetGroup: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/queue/1",
        provider: "platform-7f3a",
      },
    };
    const run = { stack: "prod", stackOutputs };
    assert.deepEqual(await said(program("targetGroup", "provider"), "preview", {}, run), []);
    assert.deepEqual(await said(program("targetGroup", "provider"), "update", {}, run), [
      "prod-not-all-spot: queue (unresolved)",
      "services-behind-alb: queue (unresolved)",
    ]);
  });
});
