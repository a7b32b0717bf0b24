import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ProdNotAllSpotOptions, prodNotAllSpotWith } from "fairlead-policy";
import {
  ALL_SPOT,
  cluster,
  joining,
  mixedGroup,
  offer,
  plainGroup,
  provider,
  service,
  template,
} from "../support/awsProgram";
import { judgedProgram, VIEWS, type View } from "../support/judgedProgram";

async function judged(program: () => unknown, view: View, options: ProdNotAllSpotOptions = {}) {
  return judgedProgram([prodNotAllSpotWith(options)], program, view);
}

async function names(program: () => unknown, view: View, options: ProdNotAllSpotOptions = {}): Promise<string[]> {
  const verdicts = await judged(program, view, options);
  return verdicts.map(({ about, message }) => about + (message.includes("nothing proves") ? " (unresolved)" : ""));
}

/** A cluster whose only nodes are what is given, and one service there that names their provider. */
function onProvider(group: () => aws.autoscaling.Group, managedScaling?: string): () => void {
  return () => {
    const main = cluster();
    const nodes = provider("nodes", group(), managedScaling);
    const offered = offer(main, [nodes]);
    const capacityProviderStrategies = [{ capacityProvider: nodes.name, weight: 1 }];
    new aws.ecs.Service(
      "web",
      { name: "web", cluster: main.arn, taskDefinition: "web:1", desiredCount: 2, capacityProviderStrategies },
      { dependsOn: [offered] },
    );
  };
}

/** A cluster whose nodes join by themselves, and one service of the launch type EC2 there. */
function onNodes(nodes: (main: aws.ecs.Cluster) => void): () => void {
  return () => {
    const main = cluster();
    nodes(main);
    service("web", { cluster: main.arn, launchType: "EC2" });
  };
}

function configuration(args: Partial<aws.ec2.LaunchConfigurationArgs> = {}): aws.ec2.LaunchConfiguration {
  return new aws.ec2.LaunchConfiguration("nodes", {
    name: "nodes",
    imageId: "ami-1",
    instanceType: "m5.large",
    ...args,
  });
}

const spotTemplate = (args: aws.ec2.LaunchTemplateArgs = {}) =>
  template("nodes", { instanceMarketOptions: { marketType: "spot" }, ...args });

const instanceRequirements = { memoryMib: { min: 8192, max: 8192 }, vcpuCount: { min: 2, max: 2 } };

/** Each says whether a service there can run on on-demand capacity. */
const providers: [title: string, program: () => void, onDemand: boolean][] = [
  ["a launch template with the market spot", onProvider(() => plainGroup("nodes", spotTemplate())), false],
  [
    "a launch template with a highest spot price and no market type",
    onProvider(() =>
      plainGroup("nodes", template("nodes", { instanceMarketOptions: { spotOptions: { maxPrice: "0.04" } } })),
    ),
    false,
  ],
  ["a launch template without market options", onProvider(() => plainGroup("nodes", template("nodes"))), true],
  [
    "a launch template for a capacity block",
    onProvider(() =>
      plainGroup("nodes", template("nodes", { instanceMarketOptions: { marketType: "capacity-block" } })),
    ),
    true,
  ],
  [
    "a launch template named instead of given by id",
    onProvider(() => {
      const from = spotTemplate({ name: "nodes" });
      return new aws.autoscaling.Group("nodes", {
        minSize: 1,
        maxSize: 4,
        launchTemplate: { name: from.name, version: "$Latest" },
      });
    }),
    false,
  ],
  [
    "a launch configuration with a spot price",
    onProvider(() => {
      const launchConfiguration = configuration({ spotPrice: "0.05" }).name;
      return new aws.autoscaling.Group("nodes", { minSize: 1, maxSize: 4, launchConfiguration });
    }),
    false,
  ],
  [
    "a launch configuration without a spot price",
    onProvider(() => {
      return new aws.autoscaling.Group("nodes", { minSize: 1, maxSize: 4, launchConfiguration: configuration().name });
    }),
    true,
  ],
  [
    "a mixed group by attributes, all spot",
    onProvider(() => {
      const from = template("nodes");
      return new aws.autoscaling.Group("nodes", {
        minSize: 0,
        maxSize: 10,
        mixedInstancesPolicy: {
          instancesDistribution: { ...ALL_SPOT, spotAllocationStrategy: "price-capacity-optimized" },
          launchTemplate: {
            launchTemplateSpecification: { launchTemplateId: from.id, version: "1" },
            overrides: [
              { instanceRequirements: { ...instanceRequirements, spotMaxPricePercentageOverLowestPrice: 50 } },
            ],
          },
        },
      });
    }),
    false,
  ],
  [
    "a mixed group by attributes with an on-demand share",
    onProvider(() => mixedGroup("nodes", { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 25 })),
    true,
  ],
  [
    "a mixed group with an on-demand base",
    onProvider(() => mixedGroup("nodes", { ...ALL_SPOT, onDemandBaseCapacity: 1 })),
    true,
  ],
  [
    "a mixed group without a distribution, on-demand by default",
    onProvider(() => mixedGroup("nodes", undefined)),
    true,
  ],
  [
    "a mixed group without a percentage, 100 % on-demand by default",
    onProvider(() => mixedGroup("nodes", { spotAllocationStrategy: "price-capacity-optimized" })),
    true,
  ],
  [
    "a mixed group with an on-demand base and a template that asks for spot, which EC2 Auto Scaling refuses",
    onProvider(() => mixedGroup("nodes", { onDemandBaseCapacity: 2 }, {}, spotTemplate())),
    false,
  ],
  ["a group of at most no node", onProvider(() => mixedGroup("nodes", undefined, { maxSize: 0 })), false],
  [
    "a group that is to have no node and that nothing scales",
    onProvider(() => mixedGroup("nodes", undefined, { desiredCapacity: 0 }), "DISABLED"),
    false,
  ],
  [
    "a group of no node yet that ECS scales",
    onProvider(() => mixedGroup("nodes", undefined, { desiredCapacity: 0 })),
    true,
  ],
  [
    "a group with a lowest size of no node that nothing scales",
    onProvider(() => mixedGroup("nodes", undefined), "DISABLED"),
    false,
  ],
  [
    "a group that is to have nodes and that nothing scales",
    onProvider(() => mixedGroup("nodes", undefined, { desiredCapacity: 2 }), "DISABLED"),
    true,
  ],
  [
    "a group of no node yet that a policy of its own scales",
    onProvider(() => {
      const group = mixedGroup("nodes", undefined, { desiredCapacity: 0 });
      new aws.autoscaling.Policy("more", {
        autoscalingGroupName: group.name,
        policyType: "TargetTrackingScaling",
        targetTrackingConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
          targetValue: 50,
        },
      });
      return group;
    }, "DISABLED"),
    true,
  ],
  [
    "a group of no node yet that a schedule scales",
    onProvider(() => {
      const group = mixedGroup("nodes", undefined, { desiredCapacity: 0 });
      const autoscalingGroupName = group.name;
      new aws.autoscaling.Schedule("day", { scheduledActionName: "day", autoscalingGroupName, minSize: 2 });
      return group;
    }, "DISABLED"),
    true,
  ],
];

const fleetOf = (
  targetCapacitySpecification: aws.types.input.ec2.FleetTargetCapacitySpecification,
  joins: (main: aws.ecs.Cluster) => pulumi.Input<string> = (main) => joining(main.name),
) =>
  onNodes((main) => {
    const from = template("nodes", { userData: joins(main) });
    new aws.ec2.Fleet("nodes", {
      launchTemplateConfigs: [
        { launchTemplateSpecification: { launchTemplateId: from.id, version: from.latestVersion.apply(String) } },
      ],
      targetCapacitySpecification,
    });
  });

const spotFleetOf = (args: Partial<aws.ec2.SpotFleetRequestArgs>) =>
  onNodes((main) => {
    const launchSpecifications = [{ ami: "ami-1", instanceType: "m5.large", userData: joining(main.name) }];
    new aws.ec2.SpotFleetRequest("nodes", {
      iamFleetRole: "arn:aws:iam::123456789012:role/fleet",
      targetCapacity: 4,
      launchSpecifications,
      ...args,
    });
  });

const loose: [title: string, program: () => void, onDemand: boolean][] = [
  ["a Spot Fleet request", spotFleetOf({}), false],
  ["a Spot Fleet request with an on-demand part", spotFleetOf({ onDemandTargetCapacity: 1 }), true],
  ["a Spot Fleet request of no node", spotFleetOf({ targetCapacity: 0, onDemandTargetCapacity: 1 }), false],
  [
    "a Spot Fleet request by launch templates",
    onNodes((main) => {
      const from = template("nodes", { userData: joining(main.name) });
      new aws.ec2.SpotFleetRequest("nodes", {
        iamFleetRole: "arn:aws:iam::123456789012:role/fleet",
        targetCapacity: 4,
        launchTemplateConfigs: [{ launchTemplateSpecification: { id: from.id, version: "1" } }],
      });
    }),
    false,
  ],
  ["an EC2 Fleet of spot", fleetOf({ defaultTargetCapacityType: "spot", totalTargetCapacity: 4 }), false],
  ["an EC2 Fleet of on-demand", fleetOf({ defaultTargetCapacityType: "on-demand", totalTargetCapacity: 4 }), true],
  [
    "an EC2 Fleet of spot with an on-demand part",
    fleetOf({ defaultTargetCapacityType: "spot", totalTargetCapacity: 4, onDemandTargetCapacity: 1 }),
    true,
  ],
  [
    "an EC2 Fleet of on-demand whose whole target is spot",
    fleetOf({ defaultTargetCapacityType: "on-demand", totalTargetCapacity: 4, spotTargetCapacity: 4 }),
    false,
  ],
  ["an EC2 Fleet of no node", fleetOf({ defaultTargetCapacityType: "on-demand", totalTargetCapacity: 0 }), false],
  [
    "an instance of its own",
    onNodes((main) => {
      new aws.ec2.Instance("node", { ami: "ami-1", instanceType: "m5.large", userDataBase64: joining(main.name) });
    }),
    true,
  ],
  [
    "an instance with the market spot",
    onNodes((main) => {
      new aws.ec2.Instance("node", {
        ami: "ami-1",
        instanceType: "m5.large",
        instanceMarketOptions: { marketType: "spot", spotOptions: { spotInstanceType: "persistent" } },
        userDataBase64: joining(main.name),
      });
    }),
    false,
  ],
  [
    "an instance from a launch template that asks for spot",
    onNodes((main) => {
      const from = spotTemplate({ userData: joining(main.name) });
      new aws.ec2.Instance("node", { launchTemplate: { id: from.id, version: "$Latest" } });
    }),
    false,
  ],
  [
    "a spot instance request",
    onNodes((main) => {
      new aws.ec2.SpotInstanceRequest("node", {
        ami: "ami-1",
        instanceType: "m5.large",
        spotPrice: "0.03",
        userDataBase64: joining(main.name),
      });
    }),
    false,
  ],
  [
    "a group behind no provider, spot",
    onNodes((main) => plainGroup("nodes", spotTemplate({ userData: joining(main.name) }))),
    false,
  ],
  [
    "a group behind no provider, on-demand",
    onNodes((main) => plainGroup("nodes", template("nodes", { userData: joining(main.name) }))),
    true,
  ],
  [
    "nodes of Bottlerocket, whose settings name the cluster",
    onNodes(() => {
      const userData = Buffer.from('[settings.ecs]\ncluster = "main"\n').toString("base64");
      plainGroup("nodes", spotTemplate({ userData }));
    }),
    false,
  ],
];

describe("prod-not-all-spot, on resources of @pulumi/aws", () => {
  for (const view of VIEWS) {
    describe(`in ${view === "preview" ? "a preview" : "an update"}`, () => {
      for (const [title, program, onDemand] of [...providers, ...loose]) {
        it(`${onDemand ? "accepts" : "refuses"} ${title}`, async () => {
          assert.deepEqual(await names(program, view), onDemand ? [] : ["web"]);
        });
      }

      it("does not count on-demand nodes that join another cluster", async () => {
        const program = () => {
          const [main, other] = [cluster(), cluster("other")];
          plainGroup("nodes", spotTemplate({ userData: joining(main.name) }));
          const userData = joining(other.name);
          plainGroup("others", template("others", { userData }));
          new aws.ec2.Fleet("others", {
            launchTemplateConfigs: [
              { launchTemplateSpecification: { launchTemplateId: template("fleet", { userData }).id, version: "1" } },
            ],
            targetCapacitySpecification: { defaultTargetCapacityType: "on-demand", totalTargetCapacity: 2 },
          });
          service("web", { cluster: main.arn, launchType: "EC2" });
        };
        assert.deepEqual(await names(program, view), ["web"]);
      });

      it("does not count on-demand nodes of which only what their user data was made from says that they join another", async () => {
        const program = () => {
          const [main, other] = [cluster(), cluster("other")];
          plainGroup("nodes", spotTemplate({ userData: joining(main.id) }));
          plainGroup("others", template("others", { userData: joining(other.id) }));
          service("web", { cluster: main.arn, launchType: "EC2" });
        };
        if (view === "preview") assert.deepEqual(await names(program, view), ["web"]);
      });

      it("does not count on-demand nodes of Bottlerocket that join another cluster", async () => {
        const program = () => {
          const main = cluster();
          plainGroup("nodes", spotTemplate({ userData: joining(main.name) }));
          const userData = Buffer.from('[settings.ecs]\ncluster = "other"\n').toString("base64");
          plainGroup("others", template("others", { userData }));
          service("web", { cluster: main.arn, launchType: "EC2" });
        };
        assert.deepEqual(await names(program, view), ["web"]);
      });

      it("does not count instances that are no nodes", async () => {
        const program = () => {
          const main = cluster();
          plainGroup("nodes", spotTemplate({ userData: joining(main.name) }));
          const userData = "#!/bin/sh\ndnf install -y specsavers\n";
          new aws.ec2.Instance("bastion", { ami: "ami-1", instanceType: "t3.micro", userData });
          service("web", { cluster: main.arn, launchType: "EC2" });
        };
        assert.deepEqual(await names(program, view), ["web"]);
      });

      const strategies = (
        entries: aws.types.input.ecs.ServiceCapacityProviderStrategy[],
        onDemand: boolean,
        title: string,
      ) => {
        it(`${onDemand ? "accepts" : "refuses"} a service with ${title}`, async () => {
          const program = () => {
            const main = cluster();
            offer(main, [
              provider("spot", mixedGroup("spot", ALL_SPOT)),
              provider("steady", mixedGroup("steady", undefined)),
              "FARGATE",
              "FARGATE_SPOT",
            ]);
            service("web", { cluster: main.arn, capacityProviderStrategies: entries });
          };
          assert.deepEqual(await names(program, view), onDemand ? [] : ["web"]);
        });
      };
      const spot = { capacityProvider: "spot", weight: 1 };
      strategies([spot], false, "spot alone, though the cluster has an on-demand pool that nobody uses");
      strategies([{ capacityProvider: "steady", weight: 0 }, spot], false, "an on-demand entry of no weight");
      strategies([{ capacityProvider: "steady", base: 0, weight: 0 }, spot], false, "an on-demand entry of no base");
      strategies([{ capacityProvider: "steady", weight: 0 }], false, "a single entry of no weight, which runs nothing");
      strategies([{ capacityProvider: "steady", base: 1, weight: 0 }, spot], true, "an on-demand base");
      strategies([{ capacityProvider: "steady" }], true, "a single entry that leaves base and weight out");
      strategies([{ capacityProvider: "FARGATE_SPOT", weight: 1 }], false, "Fargate Spot");
      strategies(
        [{ capacityProvider: "FARGATE_SPOT", base: 1, weight: 3 }, { capacityProvider: "FARGATE" }],
        false,
        "Fargate of no weight beside Fargate Spot",
      );
      strategies(
        [
          { capacityProvider: "FARGATE_SPOT", weight: 3 },
          { capacityProvider: "FARGATE", weight: 1 },
        ],
        true,
        "Fargate beside Fargate Spot",
      );

      for (const [title, args, onDemand] of [
        ["the cluster's default of spot", { defaults: [spot] }, false],
        ["the cluster's default of on-demand", { defaults: [{ capacityProvider: "steady", weight: 1 }] }, true],
        ["the launch type EC2 in spite of the cluster's default", { defaults: [spot], launchType: "EC2" }, true],
        ["the launch type FARGATE", { defaults: [spot], launchType: "FARGATE" }, true],
        ["the launch type EXTERNAL, which is no spot", { defaults: [spot], launchType: "EXTERNAL" }, true],
        ["no strategy in a cluster without a default, which means its nodes", { defaults: [] }, true],
      ] as const) {
        it(`${onDemand ? "accepts" : "refuses"} a service with ${title}`, async () => {
          const program = () => {
            const main = cluster();
            const pools = [
              provider("spot", mixedGroup("spot", ALL_SPOT)),
              provider("steady", mixedGroup("steady", undefined)),
            ];
            offer(main, pools, [...args.defaults]);
            service("web", { cluster: main.arn, ...("launchType" in args && { launchType: args.launchType }) });
          };
          assert.deepEqual(await names(program, view), onDemand ? [] : ["web"]);
        });
      }

      it("takes no name for a provider's that it is not, though every object of JavaScript has it", async () => {
        const program = () => {
          const capacityProviderStrategies = [{ capacityProvider: "constructor", weight: 1 }];
          service("web", { cluster: cluster().arn, capacityProviderStrategies });
        };
        assert.deepEqual(await names(program, view), view === "preview" ? [] : ["web (unresolved)"]);
      });

      for (const [option, onDemand] of [
        ["SPOT", false],
        ["ON_DEMAND", true],
        ["RESERVED", true],
        [undefined, true],
      ] as const) {
        it(`${onDemand ? "accepts" : "refuses"} managed instances with the capacity option ${option ?? "left out"}`, async () => {
          const program = () => {
            const main = cluster();
            managed("managed", main, option);
            service("web", {
              cluster: main.arn,
              capacityProviderStrategies: [{ capacityProvider: "managed", weight: 1 }],
            });
          };
          assert.deepEqual(await names(program, view), onDemand ? [] : ["web"]);
        });
      }

      it("does not run tasks of the launch type EC2 on managed instances", async () => {
        const program = () => {
          const main = cluster();
          managed("managed", main, "ON_DEMAND");
          plainGroup("nodes", spotTemplate({ userData: joining(main.name) }));
          service("web", { cluster: main.arn, launchType: "EC2" });
        };
        assert.deepEqual(await names(program, view), ["web"]);
      });

      it("does not take another cluster's managed instances for a provider whose name is unknown", async () => {
        const program = () => {
          const [main, other] = [cluster(), cluster("other")];
          managed("managed", other, "ON_DEMAND");
          const spot = provider("spot", mixedGroup("spot", ALL_SPOT));
          offer(main, [spot]);
          service("web", {
            cluster: main.arn,
            capacityProviderStrategies: [{ capacityProvider: "not-offered", weight: 1 }],
          });
        };
        assert.deepEqual(await names(program, view), ["web"]);
      });

      it("follows the task sets of an external controller to spot and to on-demand", async () => {
        const program = (second: string) => () => {
          const main = cluster();
          provider("spot", mixedGroup("spot", ALL_SPOT));
          provider("steady", mixedGroup("steady", undefined));
          const web = service("web", { cluster: main.arn, deploymentController: { type: "EXTERNAL" } });
          for (const [name, capacityProvider] of [
            ["blue", "spot"],
            ["green", second],
          ] as const) {
            new aws.ecs.TaskSet(name, {
              service: web.id,
              cluster: main.id,
              taskDefinition: "web:1",
              capacityProviderStrategies: [{ capacityProvider, weight: 1 }],
            });
          }
        };
        assert.deepEqual(await names(program("spot"), view), ["web"]);
        assert.deepEqual(await names(program("steady"), view), []);
      });

      it("judges a cluster without services by the nodes that join it", async () => {
        const program = (market: string) => () => {
          const main = cluster();
          const userData = joining(main.name);
          plainGroup("nodes", template("nodes", { userData, instanceMarketOptions: { marketType: market } }));
        };
        assert.deepEqual(await names(program("spot"), view), ["nodes"]);
        assert.deepEqual(await names(program("capacity-block"), view), []);
      });

      it("says nothing of spot that is no node of ECS", async () => {
        const program = () => {
          const userData = Buffer.from("#!/bin/sh\nrun-batch\n").toString("base64");
          plainGroup("batch", spotTemplate({ userData }));
          new aws.ec2.SpotInstanceRequest("batch", { ami: "ami-1", instanceType: "m5.large" });
          const { arn } = new aws.sqs.Queue("jobs");
          const fromQueue = pulumi.interpolate`#!/bin/sh\nrun-batch ${arn}\n`;
          new aws.ec2.SpotInstanceRequest("jobs", { ami: "ami-1", instanceType: "m5.large", userData: fromQueue });
        };
        assert.deepEqual(await names(program, view), []);
      });
    });
  }

  it("names on an update each service that is spot only, though one more is unresolved", async () => {
    const program = () => {
      const main = cluster();
      offer(main, [provider("spot", mixedGroup("spot", ALL_SPOT))]);
      service("web", { cluster: main.arn, capacityProviderStrategies: [{ capacityProvider: "spot", weight: 1 }] });
      service("api", {
        cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/shared",
        capacityProviderStrategies: [{ capacityProvider: "shared-pool", weight: 1 }],
      });
    };
    assert.deepEqual(await names(program, "preview"), []);
    const verdicts = await judged(program, "update");
    assert.deepEqual(
      verdicts.map(({ about, message }) => [about, /capacityProviderMarkets/.test(message)]),
      [
        ["api", true],
        ["web", false],
      ],
    );
    const spot = { capacityProviderMarkets: { "shared-*": "spot" } } as const;
    assert.deepEqual(await names(program, "preview", spot), ["api", "web"]);
    const steady = { capacityProviderMarkets: { "shared-*": "on-demand" } } as const;
    assert.deepEqual(await names(program, "update", steady), []);
  });
});

function managed(name: string, main: aws.ecs.Cluster, capacityOptionType?: string): aws.ecs.CapacityProvider {
  return new aws.ecs.CapacityProvider(name, {
    name,
    cluster: main.name,
    managedInstancesProvider: {
      infrastructureRoleArn: "arn:aws:iam::123456789012:role/infrastructure",
      instanceLaunchTemplate: {
        ec2InstanceProfileArn: "arn:aws:iam::123456789012:instance-profile/nodes",
        networkConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"] },
        ...(capacityOptionType && { capacityOptionType }),
      },
    },
  });
}
