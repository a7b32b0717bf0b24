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
  scheduledTaskArgs,
  taskReleaseArgs,
  webServiceArgs,
  withRelease,
  workerArgs,
} from "../support/builders";

type Component = new (name: string, args: never) => unknown;
const COMPONENTS: [Component, object][] = [
  [EcsEnvironment, environmentArgs()],
  [OnDemandCapacity, capacityArgs()],
  [SpotCapacity, capacityArgs()],
  [TaskRelease, taskReleaseArgs()],
  [WebService, webServiceArgs()],
  [Worker, workerArgs()],
  [ScheduledTask, scheduledTaskArgs()],
];

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
  return { text: errors.join("\n"), made };
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

    it(`of ${Component.name} with rubbish in any argument is a clear error, or none`, async () => {
      const rubbish = fc.oneof(
        fc.constantFrom(null, "", "x", -1, 1.5, Number.NaN, true, [], [null], {}, { x: null }),
        fc.jsonValue({ maxDepth: 2 }),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...Object.keys(good)), rubbish, async (key, value) => {
          const { text, made } = await answer(Component, { ...good, [key]: value });
          if (text === "") return;
          assertClear(Component, text);
          assert.deepEqual(made, [], `${key}: ${text}`);
        }),
        { numRuns: 60 },
      );
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
    [WebService, webServiceArgs({ healthCheck: { pathh: "/x" } as never }), "healthCheck"],
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

  it("of an image that is an output is refused when it is known", async () => {
    const { text } = await answer(SpotCapacity, capacityArgs({ imageId: pulumi.output("banana") }));
    assert.match(text, /SpotCapacity "thing": imageId is "banana"; it is no image/);
  });

  it("is not to read everything where AWS has nothing finer", async () => {
    const permissions = [{ actions: ["ec2:DescribeInstances"], resources: ["*"] }];
    assert.equal((await answer(TaskRelease, taskReleaseArgs({ permissions }))).text, "");
  });
});
