import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  EcsEnvironment,
  OnDemandCapacity,
  ScheduledTask,
  SpotCapacity,
  TaskRelease,
  WebService,
  Worker,
} from "fairlead";
import fc from "fast-check";
import { record } from "../../tools/preview/recorder";
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
import { pathsOf, rubbish, withValueAt } from "../support/rubbish";

/** Arguments that may be left out: what is not there cannot be spoilt. */
const PROFILE_ARN = "arn:aws:iam::123456789012:instance-profile/nodes";
const CHECK = { path: "/healthz", intervalSeconds: 10, timeoutSeconds: 5 };
const SERVICE = { tags: { owner: "shop" }, maximumPercent: 200, steadyStateTimeoutMinutes: 5, desiredCount: 3 };
const DAY = { schedule: "cron(0 7 ? * * *)", timeZone: "UTC", minTasks: 4 };
const SCALING = {
  minTasks: 2,
  maxTasks: 6,
  cpuPercent: 60,
  requestsPerTaskPerMinute: 600,
  scheduledMinimums: { day: DAY, night: { ...DAY, minTasks: 2 } },
};
const PERMISSIONS = [{ actions: ["sqs:ReceiveMessage"], resources: ["arn:aws:sqs:eu-west-1:123456789012:mail"] }];
const CONTAINER = {
  image: "registry.example.com/web:1.4",
  memoryReservationMiB: 256,
  ports: [8080],
  command: ["serve"],
  variables: { MODE: "calm" },
  secrets: { TOKEN: "/shop/token" },
  tmpfs: { "/tmp": 32 },
  labels: { team: "shop" },
  user: "1000",
  healthCheck: { command: "true", retries: 3 },
  writableRootFilesystem: { reason: "writes where it likes" },
};

type Component = new (name: string, args: never) => unknown;
const COMPONENTS: [Component, object][] = [
  [
    EcsEnvironment,
    environmentArgs({
      teams: { payments: { priorityBlock: 2 } },
      protect: false,
      logRetentionDays: 30,
      environment: "dev",
    }),
  ],
  [OnDemandCapacity, capacityArgs({ minNodes: 1, imageId: "ami-0123456789abcdef0", instanceProfileArn: PROFILE_ARN })],
  [SpotCapacity, capacityArgs({ architecture: "x86_64", diskGiB: 40, maxNodeAgeDays: 0 })],
  [TaskRelease, taskReleaseArgs({ containers: { app: CONTAINER }, permissions: PERMISSIONS, family: "thing" })],
  [WebService, webServiceArgs({ ...SERVICE, scaling: SCALING, paths: ["/a"], team: "payments", healthCheck: CHECK })],
  [Worker, workerArgs({ ...SERVICE, scaling: { minTasks: 1, maxTasks: 3, memoryPercent: 80 } })],
  [ScheduledTask, scheduledTaskArgs({ container: "app", command: ["run"], enabled: true, capacity: { spot: {} } })],
];

/** What can be said only when AWS has told what is in the release; other children may have been made by then. */
const LATE =
  /^error serializing property "\w+": (\w+ "thing": (?:release|port|(?:deregistration|minimum|maximum)\w+|scaling\.cpuPercent) is .*)$/s;

/** What a component says to arguments, and what it makes all the same. */
async function answer(Component: Component, args: unknown) {
  const program = () => new Component("thing", args as never);
  const { errors, resources } = await record({
    project: "p",
    stack: "s",
    config: { "aws:region": "eu-west-1" },
    program,
    ...withRelease(),
  });
  const made = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).map(({ type }) => type);
  return { text: errors.join("\n"), errors, made };
}

/** Component and name, argument, value, rule and remedy; no error of the language. */
function assertClear(Component: Component, text: string): void {
  assert.ok(text.startsWith(`${Component.name} "thing"`), text);
  for (const line of text.split("\n").filter((line) => !line.endsWith("problems:"))) {
    assert.match(line, / is .+; .+\. .+\.$/, line);
  }
}

describe("misuse", () => {
  for (const [Component, good] of COMPONENTS) {
    it(`of ${Component.name} with no arguments, or something else in their place, is one clear error`, async () => {
      for (const args of [null, undefined, [], "args", 7, {}]) {
        const { text, made } = await answer(Component, args);
        assertClear(Component, text);
        assert.deepEqual(made, [], String(args));
      }
    });

    it(`of ${Component.name} with rubbish anywhere in its arguments is a clear error, or none`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...pathsOf(good)), rubbish, async (path, value) => {
          const { text, errors, made } = await answer(Component, withValueAt(good, path, value));
          if (text === "") return;
          const late = errors.map((error) => LATE.exec(error)?.[1]);
          if (late.every((said) => said !== undefined)) {
            for (const said of late) assertClear(Component, said ?? "");
            return;
          }
          assertClear(Component, text);
          assert.deepEqual(made, [], `${path.join(".")}: ${text}`);
        }),
        { numRuns: 50 },
      );
    });

    it(`of ${Component.name} with outputs that turn out to be rubbish is a clear error, or none`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...pathsOf(good)), rubbish, async (path, value) => {
          const { errors } = await answer(Component, withValueAt(good, path, pulumi.output(value)));
          for (const error of errors) {
            const from = error.indexOf(`${Component.name} "`);
            assert.ok(from >= 0, `${path.join(".")}: ${error}`);
            assertClear(Component, error.slice(from));
          }
        }),
        { numRuns: 50 },
      );
    });

    it(`of ${Component.name} by an argument that there is not is refused before anything is made`, async () => {
      const { text, made } = await answer(Component, { ...good, desierdCount: 3 });
      assert.match(text, /: desierdCount is given; there is no such argument\. There are /);
      assertClear(Component, text);
      assert.deepEqual(made, []);
    });
  }

  for (const [Component, args, argument] of [
    [WebService, webServiceArgs({ capacity: { spot: null as never } }), "capacity.spot"],
    [WebService, webServiceArgs({ capacity: { gpu: {} } }), "capacity"],
    [WebService, webServiceArgs({ team: "nobody" }), "team"],
    [WebService, webServiceArgs({ environment: {} as never }), "environment"],
    [WebService, webServiceArgs({ healthCheck: { timeoutSeconds: 20 } }), "healthCheck.timeoutSeconds"],
    [WebService, webServiceArgs({ healthCheck: { path: "healthz" } }), "healthCheck.path"],
    [
      WebService,
      webServiceArgs({ hosts: Array.from({ length: 7 }, (_, i) => `h${i}.example.com`), listenerPriority: 2_000 }),
      "listenerPriority",
    ],
    [WebService, webServiceArgs({ paths: ["/a", "/b", "/c", "/d", "/e"] }), "paths"],
    [WebService, webServiceArgs({ tags: "x" as never }), "tags"],
    [WebService, webServiceArgs({ hosts: pulumi.output(["a.example.com"]) as never }), "hosts"],
    [WebService, webServiceArgs({ capacity: pulumi.output({ spot: {} }) as never }), "capacity"],
    [WebService, webServiceArgs({ capacity: { spot: { weigth: 9 } as never } }), "capacity.spot"],
    [WebService, webServiceArgs({ healthCheck: { pathh: "/x" } as never }), "healthCheck.pathh"],
    [WebService, webServiceArgs({ environment: environmentReference({ pools: "x" as never }) }), "environment.pools"],
    [WebService, webServiceArgs({ environment: environmentReference({ teams: 5 as never }) }), "environment.teams"],
    [
      WebService,
      webServiceArgs({ environment: environmentReference({ contractVersion: 2 }) }),
      "environment.contractVersion",
    ],
    [WebService, webServiceArgs({ team: 5 as never }), "team"],
    [WebService, webServiceArgs({ container: 5 as never }), "container"],
    [WebService, webServiceArgs({ capacity: "spot" as never }), "capacity"],
    [
      TaskRelease,
      taskReleaseArgs({ containers: { app: { ...CONTAINER, variables: "x" as never } } }),
      "containers.app.variables",
    ],
    [
      TaskRelease,
      taskReleaseArgs({ containers: { app: { ...CONTAINER, secrets: ["x"] as never } } }),
      "containers.app.secrets",
    ],
    [
      TaskRelease,
      taskReleaseArgs({ containers: { app: { ...CONTAINER, tmpfs: 5 as never } } }),
      "containers.app.tmpfs",
    ],
    [
      TaskRelease,
      taskReleaseArgs({ containers: { app: { ...CONTAINER, prots: [1] } as never } }),
      "containers.app.prots",
    ],
    [SpotCapacity, capacityArgs({ instanceProfileArn: 5 as never }), "instanceProfileArn"],
    [
      EcsEnvironment,
      environmentArgs({ teams: { payments: { priorityBlock: 2, block: 3 } as never } }),
      "teams.payments.block",
    ],
    [EcsEnvironment, environmentArgs({ teams: "payments" as never }), "teams"],
    [
      EcsEnvironment,
      environmentArgs({ certificateArns: ["arn:aws:acm:x:1:certificate/a", "arn:aws:acm:x:1:certificate/a"] }),
      "certificateArns",
    ],
    [
      EcsEnvironment,
      environmentArgs({ certificateArns: [pulumi.output("arn:aws:acm:x:1:certificate/a")] as never }),
      "certificateArns",
    ],
    [
      TaskRelease,
      taskReleaseArgs({ permissions: [{ actions: ["secretsmanager:GetSecretValue"], resources: ["*"] }] }),
      "permissions[0].resources",
    ],
    [ScheduledTask, scheduledTaskArgs({ enabled: "yes" as never }), "enabled"],
    [ScheduledTask, scheduledTaskArgs({ container: "app", command: "sh -c x" as never }), "command"],
    [EcsEnvironment, environmentArgs({ httpOnly: "yes" as never }), "httpOnly"],
    [
      EcsEnvironment,
      environmentArgs({ domain: { zoneId: "Z1", hosts: ["a.example.com", "a.example.com"] } }),
      "domain.hosts",
    ],
    [SpotCapacity, capacityArgs({ subnetIds: "subnet-1" as never }), "subnetIds"],
    [SpotCapacity, capacityArgs({ imageId: "banana" }), "imageId"],
    [
      TaskRelease,
      taskReleaseArgs({ permissions: [{ actions: ["iam:PassRole"], resources: ["*"] }] }),
      "permissions[0].resources",
    ],
    [
      TaskRelease,
      taskReleaseArgs({ permissions: [{ actions: ["s3:Get*"], resources: ["*"] }] }),
      "permissions[0].actions",
    ],
  ] as const) {
    it(`of ${Component.name}'s ${argument} is refused before anything is made`, async () => {
      const { text, made } = await answer(Component as Component, args);
      assertClear(Component as Component, text);
      assert.ok(text.includes(`${argument} is `), text);
      assert.deepEqual(made, []);
    });
  }

  it("of deployment percentages that let none go on is refused", async () => {
    const { text } = await answer(
      WebService,
      webServiceArgs({ desiredCount: 1, minimumHealthyPercent: 90, maximumPercent: 150 }),
    );
    assert.match(text, /maximumPercent is 150; of 1 tasks 1 must run and 1 may, so no deployment can replace one/);
  });

  for (const [Component, args, argument] of [
    [SpotCapacity, capacityArgs({ subnetIds: pulumi.output(["10.0.0.0/24"]) }), "subnetIds"],
    [SpotCapacity, capacityArgs({ securityGroupIds: [pulumi.output("nodes")] }), "securityGroupIds"],
    [SpotCapacity, capacityArgs({ clusterName: pulumi.output("arn:aws:ecs:x") }), "clusterName"],
    [WebService, webServiceArgs({ tags: pulumi.output({ owner: 5 }) as never }), "tags"],
    [WebService, webServiceArgs({ tags: { owner: pulumi.output(5) } as never }), "tags"],
    [WebService, webServiceArgs({ port: pulumi.output(70_000) }), "port"],
    [WebService, webServiceArgs({ healthCheck: { path: pulumi.output("healthz") } }), "healthCheck.path"],
    [
      WebService,
      webServiceArgs({ environment: environmentReference({ pools: pulumi.output(null) as never }) }),
      "environment.pools",
    ],
    [
      ScheduledTask,
      scheduledTaskArgs({ environment: environmentReference({ contractVersion: pulumi.output(2) }) }),
      "environment.contractVersion",
    ],
    [
      TaskRelease,
      taskReleaseArgs({ permissions: [{ actions: ["sqs:ReceiveMessage"], resources: [pulumi.output("mail")] }] }),
      "permissions[0].resources",
    ],
    [
      TaskRelease,
      taskReleaseArgs({ permissions: [{ actions: ["iam:PassRole"], resources: [pulumi.output("*")] }] }),
      "permissions[0].resources",
    ],
    [
      EcsEnvironment,
      environmentArgs({
        network: {
          vpcId: "vpc-1",
          publicSubnetIds: ["subnet-a", "subnet-b"],
          privateSubnetIds: pulumi.output(["x", "y"]),
        },
      }),
      "network.privateSubnetIds",
    ],
    [
      EcsEnvironment,
      environmentArgs({ network: { ...environmentArgs().network, vpcId: pulumi.output("subnet-a") } }),
      "network.vpcId",
    ],
    [
      EcsEnvironment,
      environmentArgs({
        network: { ...environmentArgs().network, privateSubnetIds: pulumi.output(["subnet-a", "subnet-a"]) },
      }),
      "network.privateSubnetIds",
    ],
  ] as const) {
    it(`of ${Component.name}'s ${argument} by an output is refused when it is known, and nothing takes the value`, async () => {
      const { text } = await answer(Component as Component, args);
      assert.match(text, new RegExp(`${Component.name} "[^"]+": ${argument.replace(/[[\]]/g, "\\$&")} is `));
    });
  }

  it("of an image that is an output is refused when it is known", async () => {
    const { text } = await answer(SpotCapacity, capacityArgs({ imageId: pulumi.output("banana") }));
    assert.match(text, /SpotCapacity "thing": imageId is "banana"; it is no image/);
  });

  it("is not to read everything where AWS has nothing finer", async () => {
    const permissions = [{ actions: ["ec2:DescribeInstances"], resources: ["*"] }];
    assert.equal((await answer(TaskRelease, taskReleaseArgs({ permissions }))).text, "");
  });
});
