import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { ecsPolicies } from "fairlead-policy";
import { ALL_SPOT, joining, port, template } from "../support/awsProgram";
import { judgedProgram, VIEWS, type View } from "../support/judgedProgram";

const tags = { "fairlead:no-load-balancer": "takes its work from a queue" };
const REGIONS = { eu: "eu-west-1", us: "us-east-1" } as const;

/** How a region's resources say where they are: each by a provider, or all but one provider's own by their property. */
type Told = "by provider" | "by property";

/** One of two regions, whose resources have the same explicit names as the other's. */
class Region {
  private readonly options: pulumi.CustomResourceOptions;
  private readonly place: { region?: aws.Region };

  constructor(
    readonly key: keyof typeof REGIONS,
    told: Told = "by provider",
  ) {
    const region = REGIONS[key];
    this.options = told === "by provider" ? { provider: new aws.Provider(key, { region }) } : {};
    this.place = told === "by property" ? { region } : {};
  }

  cluster(): aws.ecs.Cluster {
    return new aws.ecs.Cluster(this.key, { name: "main", ...this.place }, this.options);
  }

  group(isSpot: boolean, userData?: pulumi.Input<string>): aws.autoscaling.Group {
    const from = template(`${this.key}-nodes`, userData === undefined ? {} : { userData });
    const launchTemplateSpecification = { launchTemplateId: from.id, version: "1" };
    const mixedInstancesPolicy = {
      ...(isSpot && { instancesDistribution: ALL_SPOT }),
      launchTemplate: { launchTemplateSpecification },
    };
    const args = { minSize: 1, maxSize: 5, mixedInstancesPolicy, ...this.place };
    return new aws.autoscaling.Group(this.key, args, this.options);
  }

  provider(isSpot: boolean): aws.ecs.CapacityProvider {
    const autoScalingGroupProvider = { autoScalingGroupArn: this.group(isSpot).arn };
    return new aws.ecs.CapacityProvider(
      this.key,
      { name: "nodes", autoScalingGroupProvider, ...this.place },
      this.options,
    );
  }

  /** What the cluster offers, by default too. */
  offer(clusterName: pulumi.Input<string>, capacityProvider: pulumi.Input<string>): void {
    new aws.ecs.ClusterCapacityProviders(
      this.key,
      {
        clusterName,
        capacityProviders: [capacityProvider],
        defaultCapacityProviderStrategies: [{ capacityProvider, weight: 1 }],
        ...this.place,
      },
      this.options,
    );
  }

  service(args: aws.ecs.ServiceArgs): aws.ecs.Service {
    const all = { name: "web", taskDefinition: "web:1", tags, ...this.place, ...args };
    return new aws.ecs.Service(`${this.key}-web`, all, this.options);
  }

  /** A service on the nodes of the region's own provider. */
  onNodes(cluster: pulumi.Input<string>, capacityProvider: pulumi.Input<string>): aws.ecs.Service {
    return this.service({ cluster, capacityProviderStrategies: [{ capacityProvider, weight: 1 }] });
  }
}

async function said(program: () => unknown, view: View): Promise<string[]> {
  const verdicts = await judgedProgram(ecsPolicies(), program, view);
  return verdicts.map(({ about, message }) => about + (message.includes("nothing proves") ? " (unresolved)" : ""));
}

for (const view of VIEWS) {
  describe(`of two with one name, in ${view === "preview" ? "a preview" : "an update"}`, () => {
    it("a service runs on the provider that its strategy was made from, not on another region's", async () => {
      const program = (usIsSpot: boolean, euHasService: boolean) => () => {
        for (const region of [new Region("eu"), new Region("us")]) {
          const cluster = region.cluster();
          const nodes = region.provider((region.key === "us") === usIsSpot);
          region.offer(cluster.name, nodes.name);
          if (euHasService || region.key === "us") region.onNodes(cluster.arn, nodes.name);
        }
      };
      assert.deepEqual(await said(program(true, false), view), ["us-web"]);
      assert.deepEqual(await said(program(false, true), view), []);
    });

    it("a message names the service's own provider", async () => {
      const verdicts = await judgedProgram(
        ecsPolicies(),
        () => {
          for (const region of [new Region("eu"), new Region("us")]) {
            region.onNodes(region.cluster().arn, region.provider(true).name);
          }
        },
        view,
      );
      assert.deepEqual(
        verdicts.map(({ message }) => /provider "(\w+)"/.exec(message)?.[1]),
        ["eu", "us"],
      );
    });

    for (const told of ["by provider", "by property"] as const) {
      it(`a name that is only written means its own region's, told ${told}`, async () => {
        const program = (usIsSpot: boolean) => () => {
          const [eu, us] = [new Region("eu", told), new Region("us", told)];
          eu.provider(!usIsSpot);
          us.provider(usIsSpot);
          us.onNodes("main", "nodes");
        };
        assert.deepEqual(await said(program(true), view), ["us-web"]);
        assert.deepEqual(await said(program(false), view), []);
      });

      it(`the only one in this stack is not meant from another region, told ${told}`, async () => {
        const program = () => {
          new Region("eu", told).provider(false);
          new Region("us", told).onNodes("main", "nodes");
        };
        assert.deepEqual(await said(program, view), view === "preview" ? [] : ["us-web (unresolved)"]);
      });

      it(`a cluster has its own default strategy, told ${told}`, async () => {
        const program = (usIsSpot: boolean, written: boolean) => () => {
          for (const region of [new Region("eu", told), new Region("us", told)]) {
            const cluster = region.cluster();
            const nodes = region.provider((region.key === "us") === usIsSpot);
            region.offer(written ? "main" : cluster.name, written ? "nodes" : nodes.name);
            if (region.key === "us") region.service({ cluster: written ? "main" : cluster.arn });
          }
        };
        for (const written of [true, false]) {
          assert.deepEqual(await said(program(true, written), view), ["us-web"]);
          assert.deepEqual(await said(program(false, written), view), []);
        }
      });

      it(`nodes that name their cluster in user data join their own region's, told ${told}`, async () => {
        const program = (usIsSpot: boolean) => () => {
          for (const region of [new Region("eu", told), new Region("us", told)]) {
            region.group((region.key === "us") === usIsSpot, joining("main"));
            if (region.key === "us") region.service({ cluster: "main", launchType: "EC2" });
          }
        };
        assert.deepEqual(await said(program(true), view), ["us-web"]);
        assert.deepEqual(await said(program(false), view), []);
      });
    }

    it("what is left without a hint is not known, unless all are alike", async () => {
      const program = (isSpot: readonly [boolean, boolean]) => () => {
        for (const [i, key] of (["a", "b"] as const).entries()) {
          const provider = new aws.Provider(key, { region: "eu-west-1", profile: key });
          const from = template(key);
          const launchTemplate = { launchTemplateSpecification: { launchTemplateId: from.id, version: "1" } };
          const mixedInstancesPolicy = { launchTemplate, ...(isSpot[i] && { instancesDistribution: ALL_SPOT }) };
          const group = new aws.autoscaling.Group(key, { minSize: 0, maxSize: 5, mixedInstancesPolicy }, { provider });
          const autoScalingGroupProvider = { autoScalingGroupArn: group.arn };
          new aws.ecs.CapacityProvider(key, { name: "nodes", autoScalingGroupProvider }, { provider });
        }
        const capacityProviderStrategies = [{ capacityProvider: "nodes", weight: 1 }];
        new aws.ecs.Service("web", { cluster: "main", taskDefinition: "web:1", tags, capacityProviderStrategies });
      };
      const open = view === "preview" ? [] : ["web (unresolved)"];
      assert.deepEqual(await said(program([false, true]), view), open);
      assert.deepEqual(await said(program([true, false]), view), open);
      assert.deepEqual(await said(program([true, true]), view), ["web"]);
      assert.deepEqual(await said(program([false, false]), view), []);
    });

    it("a cluster of which there are two without a hint is not known", async () => {
      const program = () => {
        for (const key of ["a", "b"]) {
          const provider = new aws.Provider(key, { region: "eu-west-1", profile: key });
          new aws.ecs.Cluster(key, { name: "main" }, { provider });
          const defaultCapacityProviderStrategies = [{ capacityProvider: key === "a" ? "FARGATE" : "FARGATE_SPOT" }];
          const args = { clusterName: "main", capacityProviders: ["FARGATE"], defaultCapacityProviderStrategies };
          new aws.ecs.ClusterCapacityProviders(key, args, { provider });
        }
        new aws.ecs.Service("web", { cluster: "main", taskDefinition: "web:1", tags });
      };
      assert.deepEqual(await said(program, view), view === "preview" ? [] : ["web (unresolved)"]);
    });

    for (const written of [false, true]) {
      it(`CodeDeploy deploys to ${written ? "a region's own target groups" : "those that its pair was made from"}`, async () => {
        const program = (orphan: keyof typeof REGIONS) => () => {
          const name = (key: string) => `web-${key}`;
          for (const region of ["eu", "us"] as const) {
            const options = { provider: new aws.Provider(region, { region: REGIONS[region] }) };
            const front = new aws.lb.LoadBalancer(region, { name: "front", subnets: ["subnet-1"] }, options);
            const [blue, green] = ["blue", "green"].map((color) => {
              const args = { name: name(color), port: 80, protocol: "HTTP", vpcId: "vpc-1" };
              return new aws.lb.TargetGroup(`${region}-${color}`, args, options);
            }) as [aws.lb.TargetGroup, aws.lb.TargetGroup];
            for (const target of region === orphan ? [blue] : [blue, green]) {
              const defaultActions = [{ type: "forward", targetGroupArn: target.arn }];
              const listener = `${region}-${target === blue ? "blue" : "green"}`;
              new aws.lb.Listener(listener, { loadBalancerArn: front.arn, port: 443, defaultActions }, options);
            }
            const cluster = new aws.ecs.Cluster(region, { name: "main" }, options);
            const service = new aws.ecs.Service(
              `${region}-web`,
              {
                name: "web",
                cluster: cluster.arn,
                taskDefinition: "web:1",
                launchType: "FARGATE",
                deploymentController: { type: "CODE_DEPLOY" },
                loadBalancers: [port(blue.arn)],
              },
              options,
            );
            const targetGroups = [blue, green].map((target, i) => {
              return { name: written ? name(i === 0 ? "blue" : "green") : target.name };
            });
            new aws.codedeploy.DeploymentGroup(
              region,
              {
                appName: "web",
                deploymentGroupName: "web",
                serviceRoleArn: "arn:aws:iam::123456789012:role/deploy",
                ecsService: written
                  ? { clusterName: "main", serviceName: "web" }
                  : { clusterName: cluster.name, serviceName: service.name },
                loadBalancerInfo: {
                  targetGroupPairInfo: { prodTrafficRoute: { listenerArns: [] }, targetGroups },
                },
              },
              options,
            );
          }
        };
        assert.deepEqual(await said(program("us"), view), ["us-web"]);
        assert.deepEqual(await said(program("eu"), view), ["eu-web"]);
      });
    }
  });
}
