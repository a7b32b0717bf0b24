import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EcsEnvironment, ScheduledTask, SpotCapacity, TaskRelease, WebService, Worker } from "fairlead";
import fc from "fast-check";
import { record } from "../../tools/preview/recorder";
import {
  capacityArgs,
  describedRelease,
  environmentArgs,
  environmentReference,
  LARGE,
  scheduledTaskArgs,
  taskReleaseArgs,
  webServiceArgs,
  withRelease,
} from "../support/builders";
import { type Component, EXAMPLES } from "../support/examples";
import { argumentAt, pathsOf, rubbish, valueAt, WAITING, withValueAt } from "../support/rubbish";

/** What can be said only when AWS has told what is in the release; other children may have been made by then. */
const LATE = /^\w+ "thing": (release|port|(deregistration|minimum|maximum)\w+|scaling\.cpuPercent) is /;

/** Roles of a release of the team that the examples have. */
const ROLES = Object.fromEntries(
  ["executionRoleArn", "taskRoleArn"].map((role) => [
    role,
    `arn:aws:iam::123456789012:role/fairlead/eu-west-1/dev/payments/${role}`,
  ]),
);

const SPOT = { market: "spot", instanceTypes: LARGE, maxNodes: 6 } as const;
const READ = { actions: ["sqs:ReceiveMessage"] };
const CONTAINER = { image: "registry.example.com/web:1.4", memoryReservationMiB: 256 };

/** What a component says to arguments, and what it makes all the same. */
async function answer(Component: Component, args: unknown) {
  const program = () => new Component("thing", args as never);
  const { errors, resources } = await record({
    project: "p",
    stack: "s",
    config: { "aws:region": "eu-west-1" },
    program,
    ...withRelease(describedRelease(ROLES)),
  });
  const made = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).map(({ type }) => type);
  return { text: errors.join("\n"), errors, made };
}

/** Component and name, argument, value, rule and remedy; no error of the language. */
function assertClear(Component: Component, error: string): void {
  const text = error.replace(/^Error serializing arguments for invoke [\w:/]+: /, ""); // the SDK logs it, too
  assert.ok(text.startsWith(`${Component.name} "thing"`), text);
  for (const line of text.split("\n").filter((line) => !line.endsWith("problems:"))) {
    assert.match(line, / is .+; .+\. .+\.$/, line);
  }
}

/** Fields of a reference that nothing here uses, and nobody judges. */
const UNUSED =
  /environment\.(privateSubnetIds|loadBalancer(DnsName|ZoneId|SecurityGroupId)|nodeSecurityGroupId|logGroupPrefix)/;

/** Every place in a component's arguments that something else may stand in, and what is there in an example. */
function placesIn(examples: readonly object[]) {
  return examples.flatMap((good) => pathsOf(good).map((path) => ({ good, path, is: valueAt(good, path) })));
}

function isMap(value: unknown): boolean {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** Outputs that turn out to be rubbish, and rubbish with outputs in it. */
const waiting = fc.oneof(
  rubbish.map((value) => pulumi.output(value)),
  fc.constantFrom(...WAITING),
);

describe("misuse", () => {
  for (const [Component, examples] of EXAMPLES) {
    const place = fc.constantFrom(...placesIn(examples));

    it(`of ${Component.name} with no arguments, or something else in their place, is one clear error`, async () => {
      for (const args of [null, undefined, [], "args", 7, {}]) {
        const { text, made } = await answer(Component, args);
        assertClear(Component, text);
        assert.deepEqual(made, [], String(args));
      }
    });

    it(`of ${Component.name} is in no example, and they have every argument that it says there is`, async () => {
      for (const good of examples) assert.equal((await answer(Component, good)).text, "");
      const places = placesIn(examples);
      const known = new Map(places.map((each) => [argumentAt(each.path), each]));
      for (const { good, path } of [
        { good: examples[0], path: [] },
        ...[...known.values()].filter(({ is }) => isMap(is)),
      ]) {
        const { text } = await answer(Component, withValueAt(good, [...path, "desierdCount"], 3));
        const [, names = ""] =
          /desierdCount is given; there is no such argument\. There are ([\w, ]+)\./.exec(text) ?? [];
        const there = names.split(", ").filter((argument) => argument !== "");
        const missing = there.map((argument) => argumentAt([...path, argument])).filter((each) => !known.has(each));
        const refused = Component === Worker ? ["scaling.requestsPerTaskPerMinute"] : []; // the name is known, and that it is no worker's
        assert.deepEqual(
          missing.filter((argument) => !refused.includes(argument)),
          [],
        );
      }
    });

    it(`of ${Component.name} with rubbish anywhere in its arguments is a clear error, or none`, async () => {
      await fc.assert(
        fc.asyncProperty(place, rubbish, async ({ good, path }, value) => {
          const { text, errors, made } = await answer(Component, withValueAt(good, path, value));
          for (const error of errors) assertClear(Component, error);
          if (!errors.every((error) => LATE.test(error))) assert.deepEqual(made, [], `${argumentAt(path)}: ${text}`);
        }),
        { numRuns: 100 },
      );
    });

    it(`of ${Component.name} with outputs that turn out to be rubbish is a clear error, or none`, async () => {
      await fc.assert(
        fc.asyncProperty(place, waiting, async ({ good, path }, value) => {
          const { errors } = await answer(Component, withValueAt(good, path, value));
          for (const error of errors) assertClear(Component, error);
        }),
        { numRuns: 50 },
      );
    });

    it(`of ${Component.name} is no output of what is right, unless it has to be known before the update`, async () => {
      for (const { good, path, is } of placesIn(examples.slice(0, 1)).filter(({ is }) => typeof is !== "object")) {
        const { errors } = await answer(Component, withValueAt(good, path, pulumi.output(is)));
        for (const error of errors) assert.match(error, /; it decides .+, so it must be known before the update/);
      }
    });

    it(`of ${Component.name} with a list or map in the wrong place is told before anything is made, whatever is in it`, async () => {
      const places = placesIn(examples).filter(({ path }) => !UNUSED.test(argumentAt(path)));
      const wrong = places.flatMap(({ good, path, is }) =>
        WAITING.filter((value) => Array.isArray(value) !== Array.isArray(is) || !(isMap(is) || Array.isArray(is))).map(
          (value) => ({ good, path, value }),
        ),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...wrong), async ({ good, path, value }) => {
          const { text, made } = await answer(Component, withValueAt(good, path, value));
          assertClear(Component, text);
          assert.deepEqual(made, [], `${argumentAt(path)}: ${text}`);
        }),
        { numRuns: 50 },
      );
    });

    it(`of ${Component.name} by an argument that there is not is refused before anything is made`, async () => {
      const { text, made } = await answer(Component, { ...examples[0], desierdCount: 3 });
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
    [
      TaskRelease,
      taskReleaseArgs({ permissions: { mail: { ...READ, resources: [pulumi.output("arn:aws:sqs:x")] } } as never }),
      "permissions",
    ],
    [
      TaskRelease,
      taskReleaseArgs({ containers: { app: { ...CONTAINER, ports: new Array(1) } } }),
      "containers.app.ports[0]",
    ],
    [
      EcsEnvironment,
      environmentArgs({ teams: { payments: { priorityBlock: 2, permissions: new Array(1) } } }),
      "teams.payments.permissions[0]",
    ],
    [WebService, webServiceArgs({ capacity: { spot: { base: pulumi.output(1) as never } } }), "capacity.spot.base"],
    [SpotCapacity, capacityArgs({ reservedMemoryMiB: Symbol("much") as never }), "reservedMemoryMiB"],
    [SpotCapacity, capacityArgs({ reservedMemoryMiB: Object.create(null) }), "reservedMemoryMiB"],
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
      taskReleaseArgs({ permissions: [{ ...READ, resources: [pulumi.output("mail")] }] }),
      "permissions[0].resources",
    ],
    [
      TaskRelease,
      taskReleaseArgs({ permissions: [{ actions: ["iam:PassRole"], resources: [pulumi.output("*")] }] }),
      "permissions[0].resources",
    ],
    [
      EcsEnvironment,
      environmentArgs({ pools: { nodes: { ...SPOT, imageId: pulumi.output("banana") } } }),
      "pools.nodes.imageId",
    ],
    [
      EcsEnvironment,
      environmentArgs({
        teams: { payments: { priorityBlock: 2, permissions: [{ ...READ, resources: [pulumi.output("mail")] }] } },
      }),
      "teams.payments.permissions[0].resources",
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
